/** A consumer on auto-delete queues that never gets anything: while it is there, they are. */
export interface Hold {
  /** The queue must exist. A refusal may end the hold on all the others, too. */
  add(queue: string): Promise<void>;
  has(queue: string): boolean;
  /** Calls back once, when it has ended by itself. */
  onEnd(listener: () => void): void;
  /** In order, and bounded in time. */
  end(): Promise<void>;
}
