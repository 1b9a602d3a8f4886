import { Tabs } from '@mantine/core';
import { DeadLetterList } from '../dead-letters/dead-letter-list';
import { count } from '../format/numbers';
import { HistoryView } from '../history/history-view';
import { keyLabel } from '../keys';
import { LogView } from '../log/log-view';
import { NumbersView } from '../numbers/numbers-view';
import { SharesView } from '../shares/shares-view';
import { countLetters } from '../store/dead-letters';
import { useBusdeck, useBusdeckStore } from '../store/react';
import type { InspectorTab } from '../store/store';
import { TraceView } from '../trace/trace-view';
import classes from './inspector.module.css';
import { useShortcut } from './use-shortcut';

const isTab = (value: string | null): value is InspectorTab => tabs.some((tab) => tab === value);
const tabs: readonly InspectorTab[] = ['trace', 'dead-letters', 'numbers', 'history', 'shares', 'log'];

export function Inspector() {
  const { actions } = useBusdeckStore();
  const tab = useBusdeck((s) => s.tab);
  const letters = useBusdeck((s) => countLetters(s.deadLetters));
  useShortcut('showTrace', () => actions.showTab('trace'));
  useShortcut('showDeadLetters', () => actions.showTab('dead-letters'));
  useShortcut('showNumbers', () => actions.showTab('numbers'));
  useShortcut('showHistory', () => actions.showTab('history'));
  useShortcut('showLog', () => actions.showTab('log'));
  useShortcut('showShares', () => actions.showTab('shares'));
  return (
    <Tabs
      component="section"
      aria-label="Inspector"
      data-part="inspector"
      tabIndex={-1}
      value={tab}
      onChange={(value) => isTab(value) && actions.showTab(value)}
      classNames={{
        root: classes.root ?? '',
        list: classes.list ?? '',
        tab: classes.tab ?? '',
        panel: classes.panel ?? '',
      }}
    >
      <Tabs.List aria-label="Inspector">
        <Tabs.Tab value="trace" title={keyLabel('showTrace')}>
          Trace
        </Tabs.Tab>
        <Tabs.Tab value="dead-letters" title={keyLabel('showDeadLetters')}>
          Dead letters
          {letters > 0 && <span className={classes.count}>{count(letters)}</span>}
        </Tabs.Tab>
        <Tabs.Tab value="numbers" title={keyLabel('showNumbers')}>
          Numbers
        </Tabs.Tab>
        <Tabs.Tab value="history" title={keyLabel('showHistory')}>
          History
        </Tabs.Tab>
        <Tabs.Tab value="shares" title={keyLabel('showShares')}>
          Shares
        </Tabs.Tab>
        <Tabs.Tab value="log" title={keyLabel('showLog')}>
          Log
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="trace">
        <TraceView />
      </Tabs.Panel>
      <Tabs.Panel value="dead-letters">
        <DeadLetterList />
      </Tabs.Panel>
      {/* Drawn only while they are looked at: they ask for new numbers each second. */}
      <Tabs.Panel value="numbers">{tab === 'numbers' && <NumbersView />}</Tabs.Panel>
      <Tabs.Panel value="history">{tab === 'history' && <HistoryView />}</Tabs.Panel>
      <Tabs.Panel value="log">
        <LogView />
      </Tabs.Panel>
      <Tabs.Panel value="shares">
        <SharesView />
      </Tabs.Panel>
    </Tabs>
  );
}
