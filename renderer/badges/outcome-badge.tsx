import {
  type Icon,
  IconCheck,
  IconCircleDashed,
  IconEye,
  IconMailX,
  IconRotateClockwise,
  IconX,
} from '@tabler/icons-react';
import type { Outcome } from '../../shared/bus/message';
import classes from './marks.module.css';

const icons: Record<Outcome, Icon> = {
  'in-flight': IconCircleDashed,
  acked: IconCheck,
  failed: IconX,
  retried: IconRotateClockwise,
  dead: IconMailX,
  tapped: IconEye,
};

export const outcomeWords: Record<Outcome, string> = {
  'in-flight': 'in flight',
  acked: 'acked',
  failed: 'failed',
  retried: 'retried',
  dead: 'dead',
  tapped: 'tapped',
};

/** What became of a delivery: always icon, word and colour together. */
export function OutcomeMark({ outcome, interrupted = false }: { outcome: Outcome; interrupted?: boolean }) {
  const OutcomeIcon = icons[outcome];
  return (
    <span className={classes.outcome} data-tone={outcome}>
      <OutcomeIcon size={13} stroke={2.25} aria-hidden />
      {interrupted ? 'interrupted' : outcomeWords[outcome]}
    </span>
  );
}
