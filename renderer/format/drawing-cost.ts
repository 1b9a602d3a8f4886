/**
 * What it takes to draw a character, a plain one being 1. One that shows nothing gets a mark with an element of its own;
 * marks over letters, and what joins characters to one, are laid out together however many they are.
 */
export function costOf(codePoint: number): number {
  // Nearly every character there is: no expression is asked.
  if (codePoint >= 0x20 && codePoint < 0x7f) return 1;
  if (codePoint === 0x09 || codePoint === 0x0a || codePoint === 0x0d) return 1;
  return costly.test(String.fromCodePoint(codePoint)) ? 10 : 2;
}

const costly =
  /[\p{M}\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Emoji_Modifier}\p{Regional_Indicator}\u1100-\u11ff\u3164\uffa0]/u;

/** A line that costs more is broken where it is drawn line by line. */
export const maxLineCost = 1000;

/** An editor draws this much of a line at once. */
const maxEditedLineCost = 15_000;

/** An editor’s syntax tree of a deeper text is too deep to be walked. */
export const maxEditedDepth = 200;

/** Whether an editor, which takes each line as a whole, would hold up the window over it. */
export function isHardToEdit(text: string): boolean {
  let cost = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.codePointAt(at) ?? 0;
    if (code > 0xffff) at += 1;
    if (code === 0x0a) cost = 0;
    // Of a long line of plain characters an editor draws no more than is in view.
    else if (code < 0x20 || code >= 0x7f) cost += costOf(code);
    if (cost > maxEditedLineCost) return true;
  }
  return false;
}

/** Whether brackets stand in brackets deeper than {@link maxEditedDepth}; those in strings count as well. */
export function isDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) depth += 1;
    else if (code === 0x5d || code === 0x7d) depth -= 1;
    if (depth > maxEditedDepth) return true;
  }
  return false;
}
