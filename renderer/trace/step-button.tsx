import { UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useCommands } from '../commands/use-commands';
import type { TraceStep } from '../format/trace-steps';
import { useBusdeck } from '../store/react';
import classes from './trace.module.css';

/** A step's words; where its delivery is still in a pane, they lead there. */
export function StepButton({ step, children }: { step: TraceStep; children: ReactNode }) {
  const commands = useCommands();
  const { deliveryId, messageId } = step;
  const isThere = useBusdeck((s) => deliveryId !== undefined && s.history.row(deliveryId) !== undefined);
  if (!isThere || deliveryId === undefined || messageId === undefined) return children;
  return (
    <UnstyledButton
      className={classes.jump}
      title="Show this delivery in its pane"
      data-testid="trace-jump"
      onClick={() => commands.choose({ messageId, deliveryId, reveal: true })}
    >
      {children}
    </UnstyledButton>
  );
}
