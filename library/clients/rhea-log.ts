import { rheaFile } from './rhea-files';

/** What the engine knows as `rhea/lib/log.js`, see vite.config.ts. */
export default rheaFile('lib/log.js');
