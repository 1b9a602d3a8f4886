import type { Behaviour } from '../../shared/bus/behaviour';
import type { SubscriberInfo } from '../../shared/bus/bus-event';
import type { RetryPolicy } from '../../shared/bus/connection';
import type { Verb } from '../../shared/bus/message';
import type { RequestArgument } from '../../shared/ipc/ipc';
import type { DeadLetterSelection } from '../../shared/ipc/requests-dead-letters';
import type { SendRequest } from '../../shared/window/send';

/** What a person did by hand on the connection. `who` is as it was before. */
export type HandDeed =
  /** `added` is filled when they are. */
  | {
      readonly what: 'subscribe';
      /** Where all are to be on one. */
      readonly topic: string | undefined;
      readonly added: readonly SubscriberInfo[];
    }
  | { readonly what: 'unsubscribe' | 'pause' | 'resume'; readonly who: SubscriberInfo }
  | { readonly what: 'behave'; readonly who: SubscriberInfo; readonly behaviour: Behaviour }
  | {
      readonly what: 'retry';
      /** One subscriber, or all of a topic. */
      readonly of: { readonly topic: string; readonly name?: string };
      readonly policy: RetryPolicy | undefined;
    }
  | { readonly what: 'answer'; readonly deliveryId: string; readonly answer: HandAnswer }
  | {
      readonly what: 'send';
      readonly verb: Verb;
      readonly request: SendRequest;
      /** How many were sent: fewer than were asked for, where it was cancelled. */
      readonly sent: { count: number };
    }
  | {
      readonly what: 'replay' | 'discard';
      readonly topic: string;
      readonly ids: DeadLetterSelection['ids'];
      readonly isEdited: boolean;
    };

export type HandAnswer = RequestArgument<'answerDelivery'>['answer'];

/** Who is told of what is done by hand. */
export interface HandJournal {
  /** Told before it is done; what it returns is called with whether it was. */
  readonly begin: (deed: HandDeed) => (isDone: boolean) => void;
  /** Another connection is open: what was done before is of no more use. */
  readonly beginAnew: () => void;
}

export const noJournal: HandJournal = { begin: () => () => {}, beginAnew: () => {} };
