/** Asks before something that cannot be taken back. */
export type Confirm = (question: {
  readonly title: string;
  readonly text: string;
  readonly verb: string;
}) => Promise<boolean>;

/** Says that something took the place of something else, which can be had back for a while. */
export type OfferUndo = (message: string, undo: () => void) => void;

/** What has to be typed: a topic's name, or the connection's where it is about several topics. */
export interface AskedName {
  readonly name: string;
  readonly of: 'topic' | 'connection' | 'queue';
}

export interface NameQuestion extends AskedName {
  readonly title?: string;
  /** What will happen, and to how many. */
  readonly text: string;
  readonly verb?: string;
  readonly dangerous?: boolean;
}

/** Asks the person to type the name; undefined when they would rather not. */
export type ConfirmTopic = (question: NameQuestion) => Promise<string | undefined>;
