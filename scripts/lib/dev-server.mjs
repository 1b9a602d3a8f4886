import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'vite';
import { inRoot } from './paths.mjs';

/**
 * Serves the window with hot reload on a free port. It is Vite's middleware in a server of ours, because Vite's own
 * server ends the whole process on SIGTERM, before the app had its orderly quit.
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function serveWindow() {
  const http = createHttpServer();
  const vite = await createServer({
    configFile: inRoot('vite.config.ts'),
    logLevel: 'warn',
    server: { middlewareMode: true, ws: { server: http } },
  });
  http.on('request', vite.middlewares);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (http.address());

  const close = async () => {
    await vite.close();
    http.closeAllConnections();
    http.close();
    await once(http, 'close');
  };
  return { url: `http://127.0.0.1:${port}/`, close };
}
