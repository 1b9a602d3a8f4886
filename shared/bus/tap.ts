/*
 * A tap watches what others do with a topic and takes nothing: it is no subscriber, has no share, and answers nothing.
 */

/** A program at the broker, as far as the broker tells. */
export interface Program {
  /** As its connection names itself, or its address. */
  readonly name: string;
  /** The broker's name for its connection. */
  readonly connection?: string;
  readonly channel?: number;
  readonly user?: string;
}

/** What a tap saw happen to a message. */
export type Sight =
  | {
      readonly what: 'published';
      readonly by?: Program;
      /** The queues it went to; none: it was dropped. Left out where the broker does not tell. */
      readonly routedTo?: readonly string[];
    }
  | {
      /** Sent to a program; whether it was answered is not seen. */
      readonly what: 'delivered';
      readonly queue: string;
      readonly to: Program;
      readonly redelivered: boolean;
    };

export type TapSees =
  /** Publishes, broadcasts, and to whom each went. */
  | 'everything'
  /** Publishes and broadcasts. */
  | 'what is sent'
  | 'broadcasts';

export interface TapRef {
  readonly id: string;
  readonly topic: string;
}

export interface TapInfo extends TapRef {
  readonly sees: TapSees;
  readonly state: 'watching' | 'recovering' | 'failed';
  /** Why, when it does not watch; what it cannot see, when it does. */
  readonly reason?: string;
  /** What it would have seen and the tap's own limits dropped; at least so many. */
  readonly missed: number;
}
