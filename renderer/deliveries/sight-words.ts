import type { Sight } from '../../shared/bus/tap';
import { routeWords } from '../format/trace-steps';

/** What a tap saw, short enough for a row. */
export function sightWords(sight: Sight): string {
  if (sight.what === 'delivered') return `→ ${sight.to.name}${sight.redelivered ? ', again' : ''}`;
  if (sight.routedTo?.length === 0) return 'dropped';
  return sight.by === undefined ? 'sent' : `from ${sight.by.name}`;
}

/** The same with what has no room there. */
export function sightTitle(sight: Sight): string {
  if (sight.what === 'delivered') return `Delivered from ${sight.queue} to ${sight.to.name}`;
  return ['Sent', ...routeWords(sight.routedTo)].join(', ');
}
