/** What rhea writes to the standard error, by what it is about. */
declare module 'rhea/lib/log.js' {
  const log: Record<string, { enabled: boolean }>;
  export default log;
}
