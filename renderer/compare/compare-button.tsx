import { ActionIcon, Modal, Tooltip } from '@mantine/core';
import { IconArrowsDiff, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { VisibleText } from '../format/visible-text';
import { ErrorBoundary } from '../layout/error-boundary';
import { useBusdeck, useBusdeckStore } from '../store/react';
import type { ShownMessage } from '../store/shown-message';
import { Comparison } from './comparison';
import classes from './comparison.module.css';

/** Marks a message as the one side of a comparison; on the next message it opens both side by side. */
export function CompareButton({ message }: { message: ShownMessage }) {
  const { actions } = useBusdeckStore();
  const other = useBusdeck((s) => s.comparing);
  const [opened, setOpened] = useState(false);
  const isMarked = other?.id === message.id && other.deliveryId === message.deliveryId;
  const label =
    other === undefined
      ? 'Compare with another message'
      : isMarked
        ? 'Marked: choose the message to compare it with'
        : 'Compare with the marked message';
  return (
    <>
      <Tooltip label={label}>
        <ActionIcon
          aria-label={label}
          data-testid="compare"
          aria-pressed={isMarked}
          variant={isMarked ? 'light' : 'subtle'}
          color={other === undefined ? 'gray' : 'busdeck'}
          onClick={() => {
            if (other === undefined) actions.compareWith(message);
            else if (isMarked) actions.compareWith(undefined);
            else setOpened(true);
          }}
        >
          <IconArrowsDiff size={14} aria-hidden />
        </ActionIcon>
      </Tooltip>
      {other !== undefined && !isMarked && (
        <Modal
          opened={opened}
          onClose={() => setOpened(false)}
          size="calc(100vw - 64px)"
          title="Two messages side by side"
          closeButtonProps={{ 'aria-label': 'Close the comparison' }}
        >
          {opened && (
            <ErrorBoundary
              what="The comparison"
              of={message}
              ways={[{ label: 'Close it', run: () => setOpened(false) }]}
            >
              <Comparison left={other} right={message} />
            </ErrorBoundary>
          )}
        </Modal>
      )}
    </>
  );
}

/** Says that a comparison waits for its second message. */
export function ComparingNote() {
  const { actions } = useBusdeckStore();
  const other = useBusdeck((s) => s.comparing);
  if (other === undefined) return null;
  return (
    <p className={classes.note} role="status" data-testid="comparing">
      <IconArrowsDiff size={13} aria-hidden />
      <span>
        To compare with <code>{<VisibleText text={other.id.slice(0, 13)} />}</code>: choose a message, then
        press Compare.
      </span>
      <ActionIcon size={18} aria-label="Compare nothing" onClick={() => actions.compareWith(undefined)}>
        <IconX size={12} aria-hidden />
      </ActionIcon>
    </p>
  );
}
