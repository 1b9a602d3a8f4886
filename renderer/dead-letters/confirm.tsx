import { modals } from '@mantine/modals';

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
  modals.openConfirmModal({
    title,
    children: text,
    labels: { confirm: verb, cancel: 'Cancel' },
    confirmProps: { color: dangerous ? 'red.9' : 'busdeck', 'data-testid': 'confirm' },
    onConfirm: onYes,
    ...(onNo === undefined ? {} : { onClose: onNo }),
  });
}
