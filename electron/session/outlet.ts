import type { Verb } from '../../shared/bus/message';
import type { MessageInput } from '../bus/message';

/** A way to one connection, for what is sent by and by: another connection that is opened meanwhile gets none of it. */
export interface Outlet {
  /** As it is: no placeholder is filled in. The signal takes it back as long as the broker was not given it (`cancelled`). */
  readonly send: (verb: Verb, input: MessageInput, signal: AbortSignal) => Promise<unknown>;
  /** Aborted, with the reason in words, when nothing more may be sent there. */
  readonly until: AbortSignal;
}
