import { ActionIcon, Button, Menu } from '@mantine/core';
import {
  IconDots,
  IconEraser,
  IconEye,
  IconMailX,
  IconPencil,
  IconPlus,
  IconTrash,
  IconX,
  IconZoomScan,
} from '@tabler/icons-react';
import { useState } from 'react';
import { ackAlways } from '../../shared/bus/behaviour';
import type { BrokerRow, Peeked } from '../../shared/window/broker-view';
import { useCommands } from '../commands/use-commands';
import { plural } from '../format/numbers';
import { VisibleText } from '../format/visible-text';
import { showMiddle } from '../store/middle-view';
import { useBusdeckStore } from '../store/react';
import { showSide } from '../store/scenario';
import classes from './broker.module.css';
import { kindWords } from './columns';
import { PeekDialog } from './peek-dialog';
import { RowDetail } from './row-detail';

/** What can be done with the chosen row. */
export function ChosenRow({ row, onClose }: { row: BrokerRow; onClose: () => void }) {
  const commands = useCommands();
  const { actions } = useBusdeckStore();
  const [peeked, setPeeked] = useState<Peeked>();
  const [isAsking, setIsAsking] = useState(false);
  const { topic } = row;
  // Of others Busdeck sees the topics, and has no hand in how they are kept.
  const isQueue = row.type !== undefined;
  const mayServe = topic !== undefined && (row.kind === 'topic' || row.kind === 'foreign');

  async function subscribe(): Promise<void> {
    if (topic === undefined) return;
    const name = 'watcher';
    const answer = await commands.addSubscribers({
      topic,
      name,
      count: 1,
      prefetch: 1,
      behaviour: ackAlways,
    });
    if (answer.ok) showMiddle('console');
    else actions.logProblem('Not subscribed', answer.error);
  }
  function compose(): void {
    if (topic === undefined) return;
    actions.editDraft({ topic });
    actions.showComposer('form');
    showSide('composer');
    showMiddle('console');
  }
  /** The broker is asked first whether it traces, which may take a while. */
  async function tap(): Promise<void> {
    if (topic === undefined) return;
    setIsAsking(true);
    await commands.tap(topic);
    setIsAsking(false);
  }
  async function peek(): Promise<void> {
    const answer = await commands.peek(row);
    if (answer !== undefined) setPeeked(answer);
  }
  async function remove(): Promise<void> {
    if ((await commands.deleteQueue(row.id)).ok) onClose();
  }
  function showLetters(): void {
    if (topic === undefined) return;
    commands.lookForDeadLetters(topic);
    actions.showTab('dead-letters');
  }

  return (
    <section className={classes.chosen} aria-label="The chosen row" data-testid="broker-chosen">
      <div className={classes.chosenHead}>
        <div className={classes.chosenText} data-selectable>
          <strong>
            <VisibleText text={row.name} />
          </strong>
          <span className={classes.kind}>{[kindWords[row.kind], row.type].filter(Boolean).join(', ')}</span>
          <span className={classes.kind}>{consumersOf(row)}</span>
        </div>
        {isQueue && (
          <Menu position="top-end">
            <Menu.Target>
              <ActionIcon aria-label="What cannot be undone" data-testid="broker-danger">
                <IconDots size={14} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                color="red"
                leftSection={<IconEraser size={14} aria-hidden />}
                onClick={() => void commands.purgeQueue(row.id)}
              >
                Purge: throw away what waits
              </Menu.Item>
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={14} aria-hidden />}
                onClick={() => void remove()}
              >
                Delete the queue
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
        <ActionIcon aria-label="Choose nothing" onClick={onClose}>
          <IconX size={14} aria-hidden />
        </ActionIcon>
      </div>
      <div className={classes.actions}>
        {mayServe && (
          <>
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconPencil size={14} aria-hidden />}
              onClick={compose}
            >
              Compose to it
            </Button>
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              title="It takes its share of the messages from the others"
              onClick={() => void subscribe()}
            >
              Add a subscriber
            </Button>
          </>
        )}
        {mayServe && (
          <Button
            size="compact-xs"
            variant="default"
            data-testid="tap"
            leftSection={<IconEye size={14} aria-hidden />}
            title="Watch it without taking anything from anybody"
            loading={isAsking}
            onClick={() => void tap()}
          >
            Tap
          </Button>
        )}
        {row.peekable && (
          <Button
            size="compact-xs"
            variant="default"
            data-testid="peek"
            leftSection={<IconZoomScan size={14} aria-hidden />}
            title="Look at the first messages that wait; they are marked as redelivered by it"
            onClick={() => void peek()}
          >
            Peek
          </Button>
        )}
        {topic !== undefined && (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconMailX size={14} aria-hidden />}
            onClick={showLetters}
          >
            Dead letters
          </Button>
        )}
      </div>
      <RowDetail id={row.id} />
      {peeked !== undefined && (
        <PeekDialog name={row.name} peeked={peeked} onClose={() => setPeeked(undefined)} />
      )}
    </section>
  );
}

function consumersOf({ consumers, ownConsumers }: BrokerRow): string {
  if (consumers === undefined) return '';
  const others = consumers - ownConsumers;
  if (consumers === 0) return 'nobody consumes it';
  if (ownConsumers === 0) return `${plural(others, 'consumer')} of other programs`;
  return others > 0 ? `${ownConsumers} of ours, ${others} of other programs` : `${ownConsumers} of ours`;
}
