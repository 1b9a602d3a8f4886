import { Button, Menu, Tooltip } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { kindOf } from '../../shared/brokers';
import { useCommands } from '../commands/use-commands';
import { plural } from '../format/numbers';
import { oneLine } from '../format/payload';
import { VisibleText } from '../format/visible-text';
import type { DeliveryRow } from '../store/delivery-row';
import { useBusdeck } from '../store/react';
import type { BusdeckState } from '../store/store';
import { answerTitles, laterChoices } from './answer-words';
import classes from './deliveries.module.css';

/** A subscriber holds no more unanswered deliveries than its prefetch, and they are its newest. */
const lookBack = 200;

function waitingRows({ history }: BusdeckState, subscriberId: string): DeliveryRow[] {
  const list = history.list(subscriberId);
  const waiting: DeliveryRow[] = [];
  for (let index = 0; index < Math.min(list.length, lookBack); index += 1) {
    const row = history.row(list.at(index) ?? '');
    if (row?.outcome === 'in-flight') waiting.push(row);
  }
  return waiting;
}

/** The one that was chosen in the pane, if it waits; else the one that has waited longest. */
function toAnswer(state: BusdeckState, subscriberId: string): DeliveryRow | undefined {
  const waiting = waitingRows(state, subscriberId);
  const chosen = waiting.find(({ deliveryId }) => deliveryId === state.selection?.deliveryId);
  return chosen ?? waiting.at(-1);
}

const plainAnswers = [
  { answer: 'ack', word: 'Ack' },
  { answer: 'fail', word: 'Fail' },
] as const;

/** For a subscriber that leaves the answer to the person. */
export function ManualAnswer({ subscriberId }: { subscriberId: string }) {
  const commands = useCommands();
  const row = useBusdeck((s) => toAnswer(s, subscriberId));
  const others = useBusdeck((s) => waitingRows(s, subscriberId).length) - 1;
  const kind = useBusdeck((s) => kindOf(s.session.connection));
  if (row === undefined) return null;
  const { deliveryId, message, attempt } = row;
  const titles = answerTitles(kind, message.verb);
  return (
    <section
      className={classes.manual}
      data-testid="manual-answer"
      data-message-id={message.id}
      aria-label="Answer this delivery"
    >
      <span className={classes.manualPreview}>
        <VisibleText text={oneLine(message.preview, 80)} />
      </span>
      <span className={classes.manualState}>
        attempt {attempt} waits for you{others > 0 && `, and ${plural(others, 'other')}`}
      </span>
      <div className={classes.manualButtons}>
        {plainAnswers.map(({ answer, word }) => (
          <Tooltip key={answer} label={titles[answer]}>
            <Button
              size="compact-xs"
              variant="default"
              data-testid={`answer-${answer}`}
              onClick={() => void commands.answer(deliveryId, answer)}
            >
              {word}
            </Button>
          </Tooltip>
        ))}
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <Tooltip label={titles.later}>
              <Button
                size="compact-xs"
                variant="default"
                data-testid="answer-later"
                rightSection={<IconChevronDown size={12} aria-hidden />}
              >
                Retry later
              </Button>
            </Tooltip>
          </Menu.Target>
          <Menu.Dropdown>
            {laterChoices.map(({ ms, label }) => (
              <Menu.Item key={ms} onClick={() => void commands.answer(deliveryId, { retryAfterMs: ms })}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
    </section>
  );
}
