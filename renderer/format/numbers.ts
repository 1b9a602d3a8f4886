/** `1234567` as `1,234,567`, the same in every locale, as the rest of the window is English. */
export const count = (value: number): string => integers.format(value);
const integers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `1 message`, `2 messages`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `0.33` as `33 %`; below one percent it keeps a digit, so that little never reads as nothing. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 1 ? value.toFixed(1) : Math.round(value)} %`;
}

/** A size for people; exact below a kilobyte. */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** So many per second: a tenth matters only where there are few. */
export function rate(perSecond: number): string {
  return perSecond > 0 && perSecond < 10 ? perSecond.toFixed(1) : count(perSecond);
}
