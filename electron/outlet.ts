import type { Verb } from '../shared/message';
import type { SendRequest } from '../shared/send';

/** A way to one connection, for what is sent by and by: another connection that is opened meanwhile gets none of it. */
export interface Outlet {
  readonly send: (verb: Verb, request: SendRequest) => Promise<unknown>;
  /** Aborted, with the reason in words, when nothing more may be sent there. */
  readonly until: AbortSignal;
}
