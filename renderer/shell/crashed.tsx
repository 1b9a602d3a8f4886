import { useState } from 'react';
import type { Api } from '../../shared/ipc/ipc';
import { request } from '../commands/request';
import { VisibleText } from '../format/visible-text';
import classes from '../layout/error-boundary.module.css';

/** In place of the window when its page crashed too often: it needs nothing of what the page may have crashed of. */
export function Crashed({ api }: { api: Api }) {
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function goOn(empty: boolean): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const answer = await request(api, 'startAgain', { empty });
    if (!answer.ok) setProblem(answer.error.message);
    setBusy(false);
  }

  return (
    <main className={classes.window} data-testid="crashed">
      <h1>The window crashed three times within five minutes</h1>
      <p>
        It was not loaded again by itself. The bus and its subscribers still run. Load the window again, or
        start empty: then the present connection is closed, and the in-memory bus opens without subscribers,
        and with an empty composer. Saved connections and requests stay. A copy of the settings, with the
        subscribers and the draft, stays beside their file as settings.json.before-start-empty.
      </p>
      {problem !== undefined && (
        <p role="alert">
          <VisibleText text={problem} />
        </p>
      )}
      <div className={classes.ways}>
        <button type="button" data-testid="start-empty" disabled={busy} onClick={() => void goOn(true)}>
          Start empty
        </button>
        <button type="button" data-testid="load-again" disabled={busy} onClick={() => void goOn(false)}>
          Load it again
        </button>
      </div>
    </main>
  );
}
