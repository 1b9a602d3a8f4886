import { Button } from '@mantine/core';
import { useBusdeck } from '../store/react';
import { exportHint, useExport } from './use-export';

/** Writes the letters of every topic that is listed to one file. */
export function ExportAll() {
  const byTopic = useBusdeck((s) => s.deadLetters.byTopic);
  const exportLetters = useExport();
  const topics = [...byTopic].flatMap(([topic, { letters }]) => (letters.length > 0 ? [topic] : []));
  // One topic has its own button.
  if (topics.length < 2) return null;
  return (
    <Button
      variant="default"
      data-testid="export-topics"
      title={exportHint}
      onClick={() => void exportLetters(topics.map((topic) => ({ topic, ids: 'all' })))}
    >
      Export all…
    </Button>
  );
}
