import { z } from 'zod';
import type { ErrorInfo } from '../bus/errors';
import { topicSchema } from '../bus/message';
import type { TapInfo } from '../bus/tap';

/** Whether a broker traces what goes through it. */
export interface Tracing {
  /** `none`: it knows no such thing, and a tap needs none. `unknown`: it could not be asked, or may not be. */
  readonly state: 'none' | 'on' | 'off' | 'unknown';
  /** Switched on from here, and off again with the last tap that needs it. */
  readonly ours: boolean;
  readonly problem?: ErrorInfo;
  readonly words?: { readonly why: string; readonly cost: string };
}

export const tapRequests = {
  /** Before a tap is opened: what it would take to see everything. */
  tracing: z.object({}),
  /** `trace`: has the broker trace, which costs it something; see {@link Tracing}. */
  tap: z.object({ topic: topicSchema, trace: z.boolean().default(false) }),
  untap: z.object({ tapId: z.string().max(100) }),
};

export interface TapResponses {
  tracing: Tracing;
  tap: TapInfo;
  untap: null;
}
