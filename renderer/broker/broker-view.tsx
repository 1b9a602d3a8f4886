import { Checkbox, SegmentedControl, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { lazily } from '../layout/lazily';
import { ViewSwitch } from '../layout/view-switch';
import { brokerLook, lookAt } from '../store/broker-look';
import { useBusdeck } from '../store/react';
import classes from './broker.module.css';
import { ClientsList } from './clients-list';
import { ColumnMenu } from './column-menu';
import { TopicsList } from './topics-list';

const BrokerMap = lazily(() => import('./map/broker-map').then((m) => m.BrokerMap));

/** All that is on the broker, whether we subscribe to it or not. Looking takes nothing from anybody. */
export function BrokerView() {
  const { list, filter, everything } = useStore(brokerLook);
  const connection = useBusdeck((s) => s.session.connectionCount);
  useEffect(() => lookAt(connection), [connection]);
  return (
    <section
      className={classes.broker}
      aria-label="Broker"
      data-part="broker"
      data-testid="broker"
      tabIndex={-1}
    >
      <div className={classes.bar}>
        <ViewSwitch />
        <TextInput
          className={classes.filter ?? ''}
          aria-label="Filter by name"
          placeholder="Filter by name"
          data-testid="broker-filter"
          spellCheck={false}
          leftSection={<IconFilter size={14} aria-hidden />}
          value={filter}
          onChange={(event) => brokerLook.setState({ filter: event.currentTarget.value })}
        />
        {list === 'topics' && <ColumnMenu />}
        {list === 'topics' && (
          <Checkbox
            size="xs"
            label="Helpers, too"
            title="Queues where retries wait, and those that end with their consumer"
            data-testid="broker-everything"
            checked={everything}
            onChange={(event) => brokerLook.setState({ everything: event.currentTarget.checked })}
          />
        )}
        <SegmentedControl
          size="xs"
          aria-label="What of the broker"
          data-testid="broker-list"
          value={list}
          onChange={(next) => brokerLook.setState({ list: next })}
          data={[
            { value: 'topics', label: 'Topics' },
            { value: 'map', label: 'Map' },
            { value: 'clients', label: 'Clients' },
          ]}
        />
      </div>
      {list === 'topics' && <TopicsList />}
      {list === 'map' && <BrokerMap filter={filter} />}
      {list === 'clients' && <ClientsList filter={filter} />}
    </section>
  );
}
