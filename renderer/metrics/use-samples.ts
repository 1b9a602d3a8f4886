import { useEffect, useState } from 'react';
import type { MetricsSample } from '../../shared/window/metrics';
import { useCommands } from '../commands/use-commands';

const everyMs = 1000;
/** What the charts show at most: a quarter of an hour. */
const maxSamples = 900;

/** The samples of the main process, for as long as this is drawn and the window can be seen. */
export function useSamples(): readonly MetricsSample[] {
  const commands = useCommands();
  const [samples, setSamples] = useState<readonly MetricsSample[]>([]);
  useEffect(() => {
    let gone = false;
    let since = 0;
    async function look(): Promise<void> {
      if (document.visibilityState === 'hidden') return;
      const asked = since;
      const answer = await commands.metrics(asked);
      if (gone || !answer.ok || answer.value.length === 0 || asked !== since) return;
      since = answer.value.at(-1)?.at ?? since;
      setSamples((before) => [...before, ...answer.value].slice(-maxSamples));
    }
    void look();
    const timer = setInterval(() => void look(), everyMs);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [commands]);
  return samples;
}
