import { IconUsers } from '@tabler/icons-react';
import { useMemo } from 'react';
import { ShareBar } from '../badges/share-bar';
import { SubscriberMark } from '../badges/subscriber-badge';
import { count, percent, plural } from '../format/numbers';
import { VisibleText } from '../format/visible-text';
import { Empty } from '../layout/empty';
import { useBusdeck } from '../store/react';
import { sharesOfTopic, type TopicShare } from '../store/topic-shares';
import { knownTopics } from '../store/topics';
import { subscriberColour } from '../theme/subscriber-colours';
import classes from './distribution.module.css';
import { SequenceStrip } from './sequence-strip';

/** How each topic is spread over its subscribers: who got how much, and in which order. */
export function SharesView() {
  const topics = useBusdeck(knownTopics);
  if (topics.length === 0) {
    return <Empty>Add subscribers to see how a topic is spread over them.</Empty>;
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section className={classes.view} aria-label="Shares of each topic" tabIndex={0}>
      {topics.map((topic) => (
        <TopicShares key={topic} topic={topic} />
      ))}
    </section>
  );
}

function TopicShares({ topic }: { topic: string }) {
  const state = useSharesState();
  const shares = sharesOfTopic(state, topic);
  const foreign = state.session.foreign.find((each) => each.topic === topic && each.consumers > 0);
  const total = shares.reduce((sum, { received }) => sum + received, 0);
  return (
    <section
      className={classes.topic}
      aria-label={`Shares of ${topic}`}
      data-testid="distribution"
      data-topic={topic}
    >
      <h3 className={classes.head}>
        <span className={classes.name}>
          <VisibleText text={topic} />
        </span>
        <span className={classes.total}>{plural(total, 'delivery', 'deliveries')}</span>
      </h3>
      <ul className={classes.shares}>
        {shares.map((share) => (
          <Share key={share.subscriberId ?? 'foreign'} {...share} />
        ))}
      </ul>
      {foreign !== undefined && (
        <p className={classes.foreign}>
          <IconUsers size={14} aria-hidden />
          <span>
            Other programs consume this topic too, and take their turn: they took{' '}
            {plural(foreign.taken, 'message')}
            {foreign.ready > 0 && `, and ${count(foreign.ready)} wait in the topic`}. What they do with them
            is not seen from here.
          </span>
        </p>
      )}
      <SequenceStrip topic={topic} />
    </section>
  );
}

function Share({ subscriberId, name, received, share, even }: TopicShare) {
  const colour = useBusdeck((s) =>
    subscriberId === undefined ? undefined : s.subscribers.colours.get(subscriberId),
  );
  return (
    <li
      className={classes.share}
      style={{ '--subscriber': colour === undefined ? 'var(--ink-faint)' : subscriberColour(colour) }}
      data-testid="share"
      data-name={name}
      data-received={received}
      data-foreign={subscriberId === undefined || undefined}
      title={`${count(received)} got; an even share is ${percent(even)}`}
    >
      <span className={classes.who}>
        {subscriberId === undefined ? (
          <IconUsers size={12} aria-hidden />
        ) : (
          <SubscriberMark subscriberId={subscriberId} />
        )}
        <span className={classes.whoName}>
          <VisibleText text={name} />
        </span>
      </span>
      <ShareBar className={classes.bar} share={share} even={even} />
      <span className={classes.number}>{count(received)}</span>
      <span className={classes.number}>{percent(share)}</span>
    </li>
  );
}

/** Only what the shares are made of, so that nothing else draws them again. */
function useSharesState() {
  const subscribers = useBusdeck((s) => s.subscribers);
  const counts = useBusdeck((s) => s.counts);
  const session = useBusdeck((s) => s.session);
  return useMemo(() => ({ subscribers, counts, session }), [subscribers, counts, session]);
}
