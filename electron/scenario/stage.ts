import type { EventBus } from '../bus/event-bus';
import type { Deed } from '../session/guard';
import type { Sends } from '../session/sends';
import type { Subscribers } from '../session/subscribers';

/** As much of them as a scenario needs. `list` has those that the scenario may name, and `stop` ends no others. */
export type Cast = Pick<
  Subscribers,
  'add' | 'list' | 'isolate' | 'crash' | 'pause' | 'setBehaviour' | 'answer' | 'remove' | 'stop'
>;

/** What a scenario is played on: a bus of its own on the command line, that of the panes in the window. */
export interface Stage {
  readonly bus: EventBus;
  readonly subscribers: Cast;
  readonly sends: Sends;
  /** Throws where a saved connection does not allow it. */
  readonly allow: (deed: Deed) => void;
  /** Nobody but the scenario is on this bus: where nothing is under way, nothing more can come. */
  readonly isAlone: boolean;
}
