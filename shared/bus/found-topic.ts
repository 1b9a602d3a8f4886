/** A topic that is at the broker in another way than this bus would have made it, and is used as it is. */
export interface FoundTopic {
  readonly topic: string;
  /** What it is, such as `a quorum queue (x-delivery-limit = 5)`. */
  readonly made: string;
  /** What comes of that for its messages, as sentences; none where all is as usual. */
  readonly remarks: readonly string[];
  /** What is published goes to each of its subscribers, not to one. */
  readonly givesToAll: boolean;
}
