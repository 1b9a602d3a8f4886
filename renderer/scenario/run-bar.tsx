import { Alert, Button, NativeSelect, Tooltip } from '@mantine/core';
import { IconPlayerPlay, IconPlayerSkipForward, IconPlayerStop } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { useCommands } from '../commands/use-commands';
import { plural } from '../format/numbers';
import { VisibleText, visible } from '../format/visible-text';
import { keysLabel } from '../shortcuts/keys';
import { isConnected } from '../store/is-connected';
import { useBusdeck } from '../store/react';
import { scenarioLook } from '../store/scenario';
import classes from './scenario.module.css';

/** Runs it, whole or step by step, and says what is in the way. */
export function RunBar() {
  const commands = useCommands();
  const { written, check, play, row, error } = useStore(scenarioLook);
  const isThere = useBusdeck((s) => isConnected(s.session.connection.state));
  const found = check?.text === written?.text ? check?.found : undefined;
  const problems = found?.problems ?? [];
  const isPlaying = play?.state === 'playing';
  const cannot = !isThere || isPlaying || problems.length > 0;
  const rows = (check?.found.rows ?? []).length > 1 ? check?.found.rows : undefined;
  const notes = isPlaying ? play.notes : (found?.notes ?? []);
  return (
    <div className={classes.bar}>
      <div className={classes.buttons}>
        <Tooltip label={keysLabel('mod+Enter')}>
          <Button
            leftSection={<IconPlayerPlay size={14} aria-hidden />}
            data-testid="scenario-run"
            disabled={cannot}
            onClick={() => void commands.playScenario('whole')}
          >
            {play?.state === 'paused' ? 'Run the rest' : 'Run'}
          </Button>
        </Tooltip>
        <Tooltip label={keysLabel('mod+shift+Enter')}>
          <Button
            variant="default"
            leftSection={<IconPlayerSkipForward size={14} aria-hidden />}
            data-testid="scenario-step"
            disabled={cannot}
            onClick={() => void commands.playScenario('step')}
          >
            Step
          </Button>
        </Tooltip>
        <Button
          variant="default"
          leftSection={<IconPlayerStop size={14} aria-hidden />}
          data-testid="scenario-stop"
          disabled={!isPlaying && play?.state !== 'paused'}
          onClick={() => void commands.stopScenario()}
        >
          Stop
        </Button>
        {rows !== undefined && (
          <NativeSelect
            className={classes.rows ?? ''}
            aria-label="Row of the matrix"
            data-testid="scenario-row"
            value={row === undefined ? '' : String(row)}
            data={[
              { value: '', label: `All ${rows.length} rows` },
              ...rows.map((label, index) => ({ value: String(index), label: visible(label) })),
            ]}
            onChange={({ currentTarget: { value } }) =>
              scenarioLook.setState({ row: value === '' ? undefined : Number(value) })
            }
          />
        )}
      </div>
      {problems.length > 0 && (
        <div role="status">
          <ul className={classes.problems} aria-label="Mistakes">
            {problems.slice(0, 3).map(({ line, column, message }) => (
              <li key={`${line} ${column} ${message}`} data-testid="scenario-problem" data-line={line}>
                Line {line}: <VisibleText text={message} />
              </li>
            ))}
            {problems.length > 3 && <li>and {plural(problems.length - 3, 'more mistake')}</li>}
          </ul>
        </div>
      )}
      {!isThere && <p className={classes.note}>Connect first: it is run on the present connection.</p>}
      {notes.map((note) => (
        <p key={note} className={classes.note} data-testid="scenario-note">
          <VisibleText text={note} />
        </p>
      ))}
      {error !== undefined && (
        <Alert color="red" role="alert" p="xs" data-testid="scenario-error">
          <VisibleText text={error.message} />
        </Alert>
      )}
    </div>
  );
}
