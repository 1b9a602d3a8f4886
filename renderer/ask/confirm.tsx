import { modals } from '@mantine/modals';
import type { ReactNode } from 'react';
import { VisibleText } from '../format/visible-text';
import { askOne } from './one-question';
import type { Confirm } from './questions';

interface Question {
  readonly title: string;
  readonly text: ReactNode;
  readonly verb: string;
  readonly dangerous: boolean;
  readonly onYes: () => void;
  /** Told also after a yes, when the dialog has closed. */
  readonly onNo?: () => void;
}

/** Asks before something that cannot be taken back. */
export function confirm({ title, text, verb, dangerous, onYes, onNo }: Question): void {
  askOne((onClose) => {
    modals.openConfirmModal({
      title,
      children: text,
      labels: { confirm: verb, cancel: 'Cancel' },
      confirmProps: { color: dangerous ? 'red.9' : 'busdeck', 'data-testid': 'confirm' },
      onConfirm: onYes,
      onClose,
    });
  }, onNo);
}

/** The same for a command, which goes on with the answer. */
export const confirmDanger: Confirm = ({ title, text, verb }) =>
  new Promise((resolve) => {
    const children = <VisibleText text={text} />;
    confirm({
      title,
      text: children,
      verb,
      dangerous: true,
      onYes: () => resolve(true),
      onNo: () => resolve(false),
    });
  });
