import type { Sight } from '../../shared/bus/tap';
import { type ProgramNames, programName } from '../format/program-name';
import { routeWords } from '../format/trace-steps';

/** What a tap saw, short enough for a row. */
export function sightWords(sight: Sight, names: ProgramNames): string {
  if (sight.what === 'delivered')
    return `to ${programName(sight.to, names)}${sight.redelivered ? ', again' : ''}`;
  if (sight.routedTo?.length === 0) return 'dropped';
  return sight.by === undefined ? 'sent' : `from ${programName(sight.by, names)}`;
}

/** The same with what has no room there. */
export function sightTitle(sight: Sight, names: ProgramNames): string {
  if (sight.what === 'delivered') return `Delivered from ${sight.queue} to ${programName(sight.to, names)}`;
  return ['Sent', ...routeWords(sight.routedTo)].join(', ');
}
