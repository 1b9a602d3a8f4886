import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconFolderOpen, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { maxListedDeliveries, type OpenedRecording } from '../../shared/window/recording';
import { useCommands } from '../commands/use-commands';
import { plural } from '../format/numbers';
import { dayAndClock, duration } from '../format/time';
import { VisibleText } from '../format/visible-text';
import { useBusdeck, useBusdeckStore } from '../store/react';
import classes from './history.module.css';
import { PublishAgain } from './publish-again';
import { RecordedMessages } from './recorded-messages';

/** Reads a recording and shows what is in it; its messages open in the trace like those of now. */
export function OpenRecording() {
  const commands = useCommands();
  const { actions } = useBusdeckStore();
  const opened = useBusdeck((s) => s.openedRecording);
  const [busy, setBusy] = useState(false);

  async function open(): Promise<void> {
    setBusy(true);
    await commands.openRecording();
    setBusy(false);
  }

  return (
    <section className={classes.section} aria-labelledby="open-title">
      <h3 id="open-title">Open a recording</h3>
      {opened === undefined ? (
        <p>Look at the messages of an earlier recording, and publish them again.</p>
      ) : (
        <Opened
          opened={opened}
          onClose={() => {
            actions.showRecording(undefined);
            void commands.closeRecording(opened.recordingId);
          }}
        />
      )}
      <div className={classes.line}>
        <Button
          variant="default"
          data-testid="open-recording"
          loading={busy}
          leftSection={<IconFolderOpen size={14} aria-hidden />}
          onClick={() => void open()}
        >
          {opened === undefined ? 'Open…' : 'Open another…'}
        </Button>
      </div>
    </section>
  );
}

function Opened({ opened, onClose }: { opened: OpenedRecording; onClose: () => void }) {
  const { path, events, messages, from, to, damaged, shortened } = opened;
  return (
    <div data-testid="opened-recording" data-messages={messages} data-events={events} data-damaged={damaged}>
      <div className={classes.line}>
        <span className={classes.path} title={path} data-selectable>
          <VisibleText text={path} />
        </span>
        <Tooltip label="Close this recording">
          <ActionIcon aria-label="Close this recording" data-testid="close-recording" onClick={onClose}>
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      <p>
        {plural(messages, 'message')} in {plural(events, 'event')}
        {events > 0 && `, ${dayAndClock(from)}, over ${duration(to - from)}`}.
        {damaged > 0 && ` ${plural(damaged, 'line')} could not be read.`}
        {shortened > 0 &&
          ` Of ${plural(shortened, 'message')} only the first ${maxListedDeliveries} deliveries are listed.`}
      </p>
      <PublishAgain opened={opened} />
      <RecordedMessages key={opened.recordingId} opened={opened} />
    </div>
  );
}
