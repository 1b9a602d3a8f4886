import type { Program } from '../../shared/bus/tap';

/** What programs are called by their connections, as it is known by now. */
export type ProgramNames = ReadonlyMap<string, string>;

export const noNames: ProgramNames = new Map();

export function programName({ name, connection }: Program, names: ProgramNames): string {
  return (connection === undefined ? undefined : names.get(connection)) || name;
}
