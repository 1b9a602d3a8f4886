import { VisuallyHidden } from '@mantine/core';
import { ShareBar } from '../badges/share-bar';
import { count, percent, plural } from '../format/numbers';
import { subscriberCounts } from '../store/counters';
import { useBusdeck } from '../store/react';
import { deliveredOnTopic, sharersOfTopic } from '../store/share';
import classes from './pane.module.css';

/** This subscriber's part of its topic, against what an even split would give it. */
export function PaneShare({ subscriberId, topic }: { subscriberId: string; topic: string }) {
  const received = useBusdeck((s) => subscriberCounts(s.counts, subscriberId).received);
  const total = useBusdeck((s) => deliveredOnTopic(s, topic));
  const sharers = useBusdeck((s) => sharersOfTopic(s, topic));
  const share = total === 0 ? 0 : received / total;
  const even = sharers === 0 ? 0 : 1 / sharers;
  const words =
    total === 0
      ? `Nothing delivered on ${topic} yet`
      : `${count(received)} of ${plural(total, 'delivery', 'deliveries')} on ${topic}; an even share is ${percent(even)}`;
  return (
    <div className={classes.share} title={words}>
      <ShareBar className={classes.shareBar} share={share} even={sharers > 1 ? even : undefined} />
      <span className={classes.sharePercent}>{total === 0 ? '–' : percent(share)}</span>
      <VisuallyHidden>{words}</VisuallyHidden>
    </div>
  );
}
