/**
 * The URLs of a text that holds one, or several of a cluster separated by commas or white space. A comma within a URL, as in a
 * password, separates nothing. Takes time in proportion to the text, whatever it is.
 */
export function urlsOf(text: string): string[] {
  return text
    .split(/(?<=[\s,])(?=[a-z][a-z0-9+.-]{0,20}:\/\/)/i)
    .map(withoutSeparators)
    .filter((url) => url !== '');
}

/** A pattern for white space at the end would be tried at each place where some stands. */
function withoutSeparators(text: string): string {
  let end = text.length;
  while (end > 0 && /[\s,]/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end).trimStart();
}
