import type * as Rhea from 'rhea';
import { rheaFile } from './rhea-files';

/** What the engine knows as `rhea`, see vite.config.ts. */
export const { create_container } = rheaFile('lib/container.js') as typeof Rhea;
