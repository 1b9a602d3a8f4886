import { peerDependencies } from '#package.json';

/** The command that installs a client in a version that this library was made for. */
export const howToGet = (client: string): string => `npm install "${client}@${rangeOf(client)}"`;

/** As in package.json. */
export const rangeOf = (client: string): string =>
  (peerDependencies as Readonly<Record<string, string>>)[client] ?? 'latest';
