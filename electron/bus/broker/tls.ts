import type { TlsFiles } from '../../../shared/bus/connection';
import { BusError, describeThrown, isBusError } from '../../../shared/bus/errors';
import { readPlainFile } from '../plain-file';

/** A list of all authorities that there are has a quarter of that. */
const maxPemBytes = 1_000_000;

/** What Node's TLS takes. The certificate of the broker is always verified. */
export interface TlsContext {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly passphrase?: string;
  readonly servername?: string;
}

/** Reads the PEM files a connection names. */
export async function readTls(files: TlsFiles | undefined): Promise<TlsContext> {
  if (files === undefined) return {};
  const { caFile, certFile, keyFile, passphrase, serverName } = files;
  return {
    ...(caFile === undefined ? {} : { ca: await readPem('CA certificate', caFile) }),
    ...(certFile === undefined ? {} : { cert: await readPem('client certificate', certFile) }),
    ...(keyFile === undefined ? {} : { key: await readPem('client key', keyFile) }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(serverName === undefined ? {} : { servername: serverName }),
  };
}

async function readPem(what: string, path: string): Promise<Buffer> {
  let content: Buffer;
  try {
    content = await readPlainFile(path, { what: `The ${what}`, maxBytes: maxPemBytes });
  } catch (cause) {
    if (isBusError(cause)) throw new BusError('tls', cause.message, { cause });
    throw new BusError('tls', `The ${what} ${path} cannot be read.`, {
      detail: describeThrown(cause),
      cause,
    });
  }
  if (content.includes('-----BEGIN ')) return content;
  throw new BusError('tls', `The ${what} ${path} is not a PEM file.`);
}
