import type { BrokerConsumer, BrokerDetail } from '../../shared/window/broker-view';
import { useCommands } from '../commands/use-commands';
import { count, plural } from '../format/numbers';
import { VisibleText } from '../format/visible-text';
import classes from './broker.module.css';
import { RowCurvesView } from './row-curves';
import { usePolled } from './use-polled';

/** Asked again after this pause, ms. */
const pauseMs = 3000;

/** Who consumes a queue, what is bound to it, and how it was declared. */
export function RowDetail({ id }: { id: string }) {
  const commands = useCommands();
  const { value: detail, problem } = usePolled(
    id,
    () => commands.brokerDetail(id),
    () => pauseMs,
  );
  if (problem !== undefined) return <p className={classes.problem}>{problem.message}</p>;
  // Until it has come: that of another row says nothing of this one.
  if (detail?.id !== id) return null;
  return (
    <div className={classes.detail} data-testid="broker-detail" data-selectable>
      {detail.consumers.length > 0 && (
        <Consumers consumers={detail.consumers} leftOut={detail.consumersLeftOut} />
      )}
      <Facts detail={detail} />
      <RowCurvesView curves={detail.curves} />
    </div>
  );
}

function Consumers({ consumers, leftOut }: { consumers: readonly BrokerConsumer[]; leftOut: number }) {
  return (
    <ul className={classes.list} aria-label="Consumers">
      {consumers.map((consumer) => (
        <li key={`${consumer.host} ${consumer.tag}`} data-testid="broker-consumer">
          <strong>
            <VisibleText text={consumer.program || 'a program without a name'} />
          </strong>{' '}
          {consumer.isOurs && 'this Busdeck, or another · '}
          <VisibleText text={[consumer.host, consumer.user].filter(Boolean).join(' as ')} />
          {' · '}
          {consumer.prefetch === 0 ? 'no prefetch limit' : plural(consumer.prefetch, 'message')}
          {consumer.prefetch > 0 && ' at a time'}
          {consumer.acks &&
            consumer.unanswered !== undefined &&
            ` · ${count(consumer.unanswered)} unanswered`}
          {!consumer.acks && ' · answers nothing: what it is sent is gone'}
        </li>
      ))}
      {leftOut > 0 && <li>and {plural(leftOut, 'more', 'more')}</li>}
    </ul>
  );
}

function Facts({ detail: { facts, bindings, bindingsLeftOut } }: { detail: BrokerDetail }) {
  const all = [
    ...facts,
    ...bindings.map(({ source, routingKey }) => ({
      name: 'bound to',
      value: routingKey === '' ? source : `${source} by ${routingKey}`,
    })),
  ];
  if (bindingsLeftOut > 0) all.push({ name: 'and', value: `${plural(bindingsLeftOut, 'more binding')}` });
  if (all.length === 0) return null;
  return (
    <dl className={classes.facts}>
      {all.map(({ name, value }) => (
        <div key={`${name} ${value}`}>
          <dt>{name}</dt>
          <dd>
            <VisibleText text={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
