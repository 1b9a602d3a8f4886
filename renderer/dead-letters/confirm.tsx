import { modals } from '@mantine/modals';
import { askOne } from '../app/one-question';

interface Question {
  readonly title: string;
  readonly text: string;
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
