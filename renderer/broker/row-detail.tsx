import type { BrokerConsumer, BrokerDetail } from '../../shared/window/broker-view';
import { plural } from '../format/numbers';
import { VisibleText } from '../format/visible-text';
import classes from './broker.module.css';
import { useBrokerDetail } from './use-broker-detail';

/** Who consumes a queue, what is bound to it, and how it was declared. */
export function RowDetail({ id }: { id: string }) {
  const { detail, problem } = useBrokerDetail(id);
  if (problem !== undefined) return <p className={classes.problem}>{problem.message}</p>;
  if (detail === undefined) return null;
  return (
    <div className={classes.detail} data-testid="broker-detail" data-selectable>
      {detail.consumers.length > 0 && <Consumers consumers={detail.consumers} />}
      <Facts detail={detail} />
    </div>
  );
}

function Consumers({ consumers }: { consumers: readonly BrokerConsumer[] }) {
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
          {!consumer.acks && ' · answers nothing: what it is sent is gone'}
        </li>
      ))}
    </ul>
  );
}

function Facts({ detail: { facts, bindings } }: { detail: BrokerDetail }) {
  const all = [
    ...facts,
    ...bindings.map(({ source, routingKey }) => ({
      name: 'bound to',
      value: routingKey === '' ? source : `${source} by ${routingKey}`,
    })),
  ];
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
