/** Hides the password of every URL in the text: it is seen only while it is being edited. */
export function maskPasswords(urls: string): string {
  // The password runs to the last @ before the host, since people forget to escape an @ in it.
  return urls.replace(/(\w+:\/\/[^\s:/@,]*:)([^\s/,]*)@/g, '$1••••@');
}
