/** How far something long is, on a terminal’s standard error; nothing elsewhere. */
export function progress(what: string, total: number): { step: () => void; end: () => void } {
  const { stderr } = process;
  if (!stderr.isTTY || total < 100) return { step: () => {}, end: () => {} };
  let done = 0;
  let told = 0;
  return {
    step: () => {
      done += 1;
      const now = performance.now();
      if (now - told < 100) return;
      told = now;
      stderr.write(`\r${done} of ${total} ${what}`);
    },
    end: () => {
      stderr.write('\r\u001b[K');
    },
  };
}
