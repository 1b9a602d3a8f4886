import { useCallback, useMemo, useRef, useState } from 'react';
import type { Line } from './dead-letter-lines';

/** Which letters are ticked. A letter that went away, or is folded away with its group, stays ticked by its key only. */
export function useChoice(lines: readonly Line[]) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const lastTicked = useRef<string>(undefined);

  const all = useMemo(
    () => new Set(lines.flatMap((line) => (line.type === 'group' ? line.members : []))),
    [lines],
  );
  const chosen = useMemo(() => new Set([...ticked].filter((key) => all.has(key))), [ticked, all]);

  const set = useCallback((keys: readonly string[], on: boolean) => {
    setTicked((before) => {
      const next = new Set(before);
      for (const key of keys) {
        if (on) next.add(key);
        else next.delete(key);
      }
      return next;
    });
  }, []);

  /** With shift, everything from the one ticked before to this one. */
  const tick = useCallback(
    (key: string, on: boolean, withShift: boolean) => {
      const from = lastTicked.current;
      lastTicked.current = key;
      set(withShift && from !== undefined ? between(lines, from, key) : [key], on);
    },
    [lines, set],
  );
  const clear = useCallback(() => setTicked(new Set()), []);
  return { chosen, set, tick, clear };
}

export type Choice = ReturnType<typeof useChoice>;

function between(lines: readonly Line[], from: string, to: string): string[] {
  const letters = lines.flatMap(({ type, key }) => (type === 'letter' ? [key] : []));
  const start = letters.indexOf(from);
  const end = letters.indexOf(to);
  if (start < 0 || end < 0) return [to];
  return letters.slice(Math.min(start, end), Math.max(start, end) + 1);
}
