import { Progress } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { HistoryStats } from '../../shared/window/recording';
import { useCommands } from '../commands/use-commands';
import { byteSize, plural } from '../format/numbers';
import classes from './history.module.css';
import { HistoryLimitInput } from './history-limit-input';

const everyMs = 1000;

/** What the main process keeps for the trace and for payloads on demand, and the bound that the person sets. */
export function Memory() {
  const commands = useCommands();
  const [stats, setStats] = useState<HistoryStats>();

  useEffect(() => {
    let gone = false;
    async function look(): Promise<void> {
      const answer = await commands.historyStats();
      if (!gone && answer.ok) setStats(answer.value);
    }
    void look();
    const timer = setInterval(() => void look(), everyMs);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [commands]);

  async function change(bytes: number): Promise<void> {
    await commands.changePreferences({ historyBytes: bytes });
    const answer = await commands.historyStats();
    if (answer.ok) setStats(answer.value);
  }

  if (stats === undefined) return null;
  const { bytes, limit, messages, evicted } = stats;
  return (
    <section
      className={classes.section}
      aria-labelledby="memory-title"
      data-testid="history-memory"
      data-bytes={bytes}
      data-limit={limit}
      data-evicted={evicted}
    >
      <h3 id="memory-title">Kept in memory</h3>
      <p>
        {plural(messages, 'message')} with payloads and traces, {byteSize(bytes)} of {byteSize(limit)}.{' '}
        {evicted > 0 ? `${plural(evicted, 'message')} went to make room, the oldest first.` : ''}
      </p>
      <Progress value={Math.min(100, (bytes / limit) * 100)} size="sm" aria-label="Memory used" />
      <HistoryLimitInput
        className={classes.number ?? ''}
        label="Keep at most, MB"
        data-testid="history-limit"
        bytes={limit}
        onCommit={(value) => void change(value)}
      />
    </section>
  );
}
