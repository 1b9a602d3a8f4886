const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A stranger's words in XML or HTML; also without what XML cannot hold at all, which a payload may. */
export function escaped(text: string): string {
  return (
    text
      .replace(/[&<>"']/g, (found) => entities[found] ?? found)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is taken out.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
  );
}
