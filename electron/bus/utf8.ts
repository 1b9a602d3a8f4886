/** Moves a cut in UTF-8 text back to the start of the character it would split. */
export function wholeCharacters(bytes: Uint8Array, cut: number): number {
  let end = cut;
  while (end > cut - 4 && ((bytes[end] ?? 0) & 0b1100_0000) === 0b1000_0000) end -= 1;
  return end;
}

/** The beginning of a text, of whole characters and so many bytes at most. */
export function cutText(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  return bytes.toString('utf8', 0, wholeCharacters(bytes, maxBytes));
}
