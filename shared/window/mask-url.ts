/** Hides the password of every URL in the text: it is seen only while it is being edited. */
export function maskPasswords(urls: string): string {
  // To the last @ of each URL, since people forget to escape an @, a slash or a comma in a password: rather too much is
  // hidden than too little.
  return urls
    .split(/(?<=[\s,])(?=[a-z][a-z0-9+.-]{0,20}:\/\/)/i)
    .map(maskPassword)
    .join('');
}

function maskPassword(url: string): string {
  const login = /^[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/@,]*:/i.exec(url)?.[0];
  if (login === undefined) return url;
  const space = url.slice(login.length).search(/\s/);
  const end = space < 0 ? url.length : login.length + space;
  const at = url.lastIndexOf('@', end - 1);
  return at < login.length ? url : `${login}••••${url.slice(at)}`;
}
