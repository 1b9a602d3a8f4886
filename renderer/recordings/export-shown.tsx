import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { type ExportFormat, exportFormats } from '../../shared/window/recording';
import { useCommands } from '../commands/use-commands';
import { count, plural } from '../format/numbers';
import { VisibleText } from '../format/visible-text';
import { useBusdeck, useBusdeckStore } from '../store/react';
import type { BusdeckState } from '../store/store';
import classes from './history.module.css';

/** The deliveries that the panes list, the oldest first. */
function shownIds({ history, subscribers, session }: BusdeckState): string[] {
  const ids: { readonly id: string; readonly at: number }[] = [];
  for (const subscriberId of [...subscribers.ids, ...session.taps.map((tap) => tap.id)]) {
    const list = history.list(subscriberId);
    for (let index = list.length - 1; index >= 0; index -= 1) {
      const id = list.at(index);
      const row = id === undefined ? undefined : history.row(id);
      if (row !== undefined) ids.push({ id: row.deliveryId, at: row.at });
    }
  }
  return ids.sort((a, b) => a.at - b.at).map(({ id }) => id);
}

/** Writes what the panes show, after the filter, to a file. */
export function ExportShown() {
  const commands = useCommands();
  const store = useBusdeckStore();
  const shown = useBusdeck((s) => s.ledger.shown);
  const filtered = useBusdeck((s) => s.ledger.filtered);
  const [format, setFormat] = useState<ExportFormat>('ndjson');
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<{ path: string; written: number; missing: number }>();

  async function run(): Promise<void> {
    setBusy(true);
    const answer = await commands.exportDeliveries(format, shownIds(store.getState()));
    setBusy(false);
    if (answer.ok && answer.value) setDone(answer.value);
  }

  return (
    <section className={classes.section} aria-labelledby="export-title">
      <h3 id="export-title">Export what is shown</h3>
      <p>
        {plural(shown, 'delivery', 'deliveries')} in the panes, with the whole payloads
        {filtered > 0 ? `; ${count(filtered)} kept out by the filter` : ''}.
      </p>
      <div className={classes.line}>
        <NativeSelect
          aria-label="Format of the export"
          data-testid="export-format"
          value={format}
          onChange={(event) => {
            const chosen = exportFormats.find((each) => each === event.currentTarget.value);
            if (chosen !== undefined) setFormat(chosen);
          }}
          data={[
            { value: 'ndjson', label: 'NDJSON' },
            { value: 'json', label: 'JSON' },
            { value: 'csv', label: 'CSV' },
          ]}
        />
        <Button
          variant="default"
          data-testid="export"
          loading={busy}
          disabled={shown === 0}
          onClick={() => void run()}
        >
          Export…
        </Button>
      </div>
      {done !== undefined && (
        <p role="status" data-testid="exported" data-written={done.written} data-missing={done.missing}>
          {plural(done.written, 'delivery', 'deliveries')} written to{' '}
          <span className={classes.path} data-selectable>
            <VisibleText text={done.path} />
          </span>
          {done.missing > 0 &&
            `. ${plural(done.missing, 'was', 'were')} no longer in the history and left out`}
        </p>
      )}
    </section>
  );
}
