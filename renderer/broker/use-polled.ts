import { useEffect, useRef, useState } from 'react';
import type { ErrorInfo } from '../../shared/bus/errors';
import type { Result } from '../../shared/ipc/ipc';

export interface Polled<Value> {
  readonly value?: Value;
  readonly problem?: ErrorInfo;
}

/**
 * Asks again and again while the window can be seen. The pause counts from the answer, so that a slow broker has one question at a time
 * and no line of them. Under another key it is another question.
 */
export function usePolled<Value>(
  key: string,
  ask: () => Promise<Result<Value>>,
  pauseMs: (value: Value | undefined) => number,
): Polled<Value> {
  const [seen, setSeen] = useState<Polled<Value>>({});
  const latest = useRef({ ask, pauseMs });
  latest.current = { ask, pauseMs };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another key is another question.
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function look(): Promise<void> {
      let value: Value | undefined;
      if (document.visibilityState !== 'hidden') {
        const answer = await latest.current.ask();
        if (gone) return;
        if (answer.ok) value = answer.value;
        setSeen(answer.ok ? { value: answer.value } : { problem: answer.error });
      }
      timer = setTimeout(() => void look(), latest.current.pauseMs(value));
    }
    void look();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [key]);
  return seen;
}
