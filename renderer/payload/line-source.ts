/** Many lines, of which only those that are looked at are ever fetched. */
export interface LineSource {
  readonly count: number;
  /** The longest line's length, characters. */
  readonly widest: number;
  readonly lines: (from: number, to: number) => Promise<readonly string[]>;
  /** The next line that has the text, from a line on and round; where there is no searching, left out. */
  readonly find?: (text: string, from: number) => Promise<number | undefined>;
}
