import { IconArrowRight, IconArrowsSplit2 } from '@tabler/icons-react';
import type { Verb } from '../../shared/bus/message';
import classes from './marks.module.css';

export const verbTitles: Record<Verb, string> = {
  publish: 'Publish: to one subscriber, in turn',
  broadcast: 'Broadcast: to every subscriber',
};

export function VerbMark({ verb }: { verb: Verb }) {
  const VerbIcon = verb === 'publish' ? IconArrowRight : IconArrowsSplit2;
  return (
    <span className={classes.verb} role="img" aria-label={verb} title={verbTitles[verb]}>
      <VerbIcon size={13} stroke={1.75} aria-hidden />
    </span>
  );
}
