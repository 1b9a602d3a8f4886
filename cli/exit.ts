/** What a script reads of how it went. */
export const exitCodes = {
  done: 0,
  /** An expectation failed, or something else did. */
  failed: 1,
  usage: 2,
  timedOut: 3,
  unroutable: 4,
  notConnected: 5,
  /** After an ordered close. */
  interrupted: 130,
} as const;

/** Ends the command with a code, and a sentence on standard error. */
export class Exit extends Error {
  readonly code: number;
  /** The message may have several lines: what is a stranger's in it was made plain already. */
  readonly isPlain: boolean;

  constructor(code: number, message = '', { isPlain = false } = {}) {
    super(message);
    this.code = code;
    this.isPlain = isPlain;
  }
}
