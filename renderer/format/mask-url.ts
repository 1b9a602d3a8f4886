/** Hides the password of every URL in the text: it is seen only while it is being edited. */
export function maskPasswords(urls: string): string {
  // To the last @ of each URL, since people forget to escape an @, a slash or a comma in a password: rather too much is
  // hidden than too little.
  return urls.replace(/(\w+:\/\/[^\s:/@,]*:)(?:(?!,\w+:\/\/)\S)*@/g, '$1••••@');
}
