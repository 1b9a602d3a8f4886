import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { BrokerPage } from '../../shared/window/broker-view';
import { plural } from '../format/numbers';
import { duration } from '../format/time';
import { VisibleText } from '../format/visible-text';
import { Empty } from '../layout/empty';
import { brokerLook, sortBroker } from '../store/broker-look';
import { isConnected } from '../store/is-connected';
import { useBusdeck } from '../store/react';
import classes from './broker.module.css';
import { BrokerTable } from './broker-table';
import { ChosenRow } from './chosen-row';
import { FindingsList } from './findings';
import { useBrokerPage } from './use-broker-page';

/** Rows are asked for in blocks, so that scrolling a little asks for nothing. */
const block = 100;

/** Every topic of the broker, and whatever else is there. */
export function TopicsList() {
  const { filter, everything, sort, descending, chosen } = useStore(brokerLook);
  const [from, setFrom] = useState(0);
  const state = useBusdeck((s) => s.session.connection.state);
  const { value: page, problem } = useBrokerPage({
    filter,
    everything,
    sort,
    descending,
    from,
    count: 3 * block,
  });
  const now = useNow();
  const onRange = useCallback(
    (first: number) => setFrom(Math.max(0, (Math.floor(first / block) - 1) * block)),
    [],
  );
  /** By its whole name, so that it is found whatever was filtered before. */
  function showRow(id: string): void {
    // Its line comes with the next page.
    const chosen = { id, kind: 'foreign', name: id, ownConsumers: 0 } as const;
    brokerLook.setState({ filter: id, everything: true, chosen });
  }
  const shown = chosen && (page?.rows.find(({ id }) => id === chosen.id) ?? chosen);

  return (
    <>
      {page !== undefined && <About page={page} now={now} />}
      {problem !== undefined && <Empty>{problem.message}</Empty>}
      {page !== undefined && (
        <FindingsList findings={page.findings} leftOut={page.findingsLeftOut} onChoose={showRow} />
      )}
      {page !== undefined && page.matching === 0 && (
        <Empty>{nothingWords(page, filter, isConnected(state))}</Empty>
      )}
      {page !== undefined && page.matching > 0 && (
        <BrokerTable
          {...{ page, now, sort, descending, onRange }}
          onSort={sortBroker}
          chosen={shown?.id}
          onChoose={(row) => brokerLook.setState({ chosen: row })}
        />
      )}
      {shown !== undefined && (
        <ChosenRow row={shown} onClose={() => brokerLook.setState({ chosen: undefined })} />
      )}
    </>
  );
}

/** How old the numbers are, and why they are not all. */
function About({ page, now }: { page: BrokerPage; now: number }) {
  const { at, tookMs, nextInMs, all, matching, ready, unanswered, source, problem } = page;
  const age = Math.max(0, Math.round((now - at) / 1000));
  const found = matching === all ? plural(all, 'row') : `${matching} of ${plural(all, 'row')}`;
  return (
    <div className={classes.about}>
      <p data-testid="broker-summary" data-source={source}>
        {found} · {plural(ready, 'message')} ready, {unanswered} unanswered ·{' '}
        {age < 2 ? 'now' : `${age} s ago`}, in {duration(tookMs)}
        {nextInMs > 2000 && `, next in ${duration(nextInMs)}: the broker is slow`}
      </p>
      {problem !== undefined && (
        <p className={classes.problem} role="status" data-testid="broker-problem">
          <VisibleText
            text={
              source === 'known'
                ? `${problem.message} Below are the topics that are known here.`
                : problem.message
            }
          />
        </p>
      )}
      {problem === undefined && source === 'known' && (
        <p className={classes.problem}>This broker does not list its topics: these are known here.</p>
      )}
    </div>
  );
}

function nothingWords({ all }: BrokerPage, filter: string, connected: boolean): string {
  if (!connected) return 'Connect to a broker to see what is on it.';
  if (filter !== '') return 'Nothing on the broker has that in its name.';
  return all === 0
    ? 'Nothing is on this broker yet.'
    : 'Only helpers are on this broker: see them all with “Helpers, too”.';
}

/** Each second, for what says how old it is. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
