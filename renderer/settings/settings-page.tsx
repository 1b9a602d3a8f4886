import { Button, Modal, NativeSelect, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useCommands } from '../commands/use-commands';
import { RetryFields } from '../profiles/retry-fields';
import { HistoryLimitInput } from '../recordings/history-limit-input';
import { useBusdeck } from '../store/react';
import classes from './settings.module.css';
import { ThresholdFields } from './threshold-fields';

const zooms = [0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2];

/** What holds for all of Busdeck. Every change is in force at once, and kept. */
export function SettingsPage({ onClose }: { onClose: () => void }) {
  const commands = useCommands();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { preferences, file, secretsProblem, problems } = useBusdeck((s) => s.settings);
  const { zoom, historyBytes, prefetch, retry, thresholds } = preferences;
  const change = (part: Parameters<typeof commands.changePreferences>[0]) =>
    void commands.changePreferences(part);
  return (
    <Modal opened onClose={onClose} size={560} title="Settings" closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={classes.page} data-testid="settings">
        <section className={classes.part}>
          <h3 className={classes.head}>Appearance</h3>
          <div className={classes.line}>
            <span id="settings-theme">Theme</span>
            <SegmentedControl
              size="xs"
              aria-labelledby="settings-theme"
              value={colorScheme}
              onChange={setColorScheme}
              data={[
                { value: 'light', label: 'Light' },
                { value: 'dark', label: 'Dark' },
                { value: 'auto', label: 'As the system' },
              ]}
            />
          </div>
          <div className={classes.line}>
            <label htmlFor="settings-zoom">Zoom</label>
            <NativeSelect
              id="settings-zoom"
              data-testid="settings-zoom"
              className={classes.narrow}
              data={[...new Set([...zooms, zoom])]
                .sort((a, b) => a - b)
                .map((value) => ({ value: String(value), label: `${Math.round(value * 100)} %` }))}
              value={String(zoom)}
              onChange={(event) => change({ zoom: Number(event.currentTarget.value) })}
            />
          </div>
        </section>
        <section className={classes.part}>
          <h3 className={classes.head}>History</h3>
          <div className={classes.line}>
            <label htmlFor="settings-history">Memory for messages and their payloads, MB</label>
            <HistoryLimitInput
              id="settings-history"
              data-testid="settings-history"
              className={classes.narrow ?? ''}
              step={64}
              bytes={historyBytes}
              onCommit={(bytes) => change({ historyBytes: bytes })}
            />
          </div>
          <p className={classes.note}>The oldest messages are evicted, and counted, when there are more.</p>
        </section>
        <section className={classes.part}>
          <h3 className={classes.head}>Connections that are not saved</h3>
          <RetryFields
            retry={retry}
            prefetch={prefetch}
            onRetry={(changed) => change({ retry: changed })}
            onPrefetch={(changed) => change({ prefetch: changed })}
          />
          <p className={classes.note}>Retries are in force from the next connection on.</p>
        </section>
        <section className={classes.part}>
          <h3 className={classes.head}>Findings of the Broker view</h3>
          <ThresholdFields thresholds={thresholds} onChange={(changed) => change({ thresholds: changed })} />
        </section>
        <section className={classes.part}>
          <h3 className={classes.head}>Files</h3>
          <div className={classes.line}>
            <code className={classes.path} data-testid="settings-file" data-selectable>
              {file}
            </code>
            <Button variant="default" onClick={() => void commands.showSettingsFile()}>
              Show in folder
            </Button>
          </div>
          <p className={classes.note}>
            {secretsProblem ?? 'Passwords are encrypted by the system’s keychain, in a file of their own.'}
          </p>
          {problems.map((problem) => (
            <p key={problem} className={classes.problem} data-selectable>
              {problem}
            </p>
          ))}
        </section>
      </div>
    </Modal>
  );
}
