import { Tabs, Tooltip } from '@mantine/core';
import { type Icon, IconChartBar, IconChartLine, IconHistory, IconListDetails } from '@tabler/icons-react';
import { DeadLetterList } from '../dead-letters/dead-letter-list';
import { SharesView } from '../distribution/distribution-view';
import { count } from '../format/numbers';
import { ErrorBoundary } from '../layout/error-boundary';
import { LogView } from '../log/log-view';
import { MetricsView } from '../metrics/metrics-view';
import { HistoryView } from '../recordings/history-view';
import { keyLabel, type ShortcutName } from '../shortcuts/keys';
import { useShortcut } from '../shortcuts/use-shortcut';
import { countLetters } from '../store/dead-letters';
import { useBusdeck, useBusdeckStore } from '../store/react';
import type { InspectorTab } from '../store/store';
import { TraceView } from '../trace/trace-view';
import classes from './inspector.module.css';

interface InspectorTabInfo {
  readonly value: InspectorTab;
  readonly label: string;
  readonly shortcut: ShortcutName;
  /** Stands for the label where there is no room for all of them. */
  readonly icon?: Icon;
}

const tabs: readonly InspectorTabInfo[] = [
  { value: 'trace', label: 'Trace', shortcut: 'showTrace' },
  { value: 'dead-letters', label: 'Dead letters', shortcut: 'showDeadLetters' },
  { value: 'metrics', label: 'Metrics', shortcut: 'showMetrics', icon: IconChartLine },
  { value: 'history', label: 'History', shortcut: 'showHistory', icon: IconHistory },
  { value: 'distribution', label: 'Distribution', shortcut: 'showDistribution', icon: IconChartBar },
  { value: 'log', label: 'Log', shortcut: 'showLog', icon: IconListDetails },
];
const isTab = (value: string | null): value is InspectorTab => tabs.some((tab) => tab.value === value);

export function Inspector() {
  const { actions } = useBusdeckStore();
  const tab = useBusdeck((s) => s.tab);
  const tabAsked = useBusdeck((s) => s.tabAsked);
  const selection = useBusdeck((s) => s.selection);
  const openedRecording = useBusdeck((s) => s.openedRecording);
  const nothingChosen = [{ label: 'Choose nothing', run: actions.chooseNothing }];
  const noRecording =
    openedRecording === undefined
      ? []
      : [{ label: 'Close the recording', run: () => actions.showRecording(undefined) }];
  const letters = useBusdeck((s) => countLetters(s.deadLetters));
  useShortcut('showTrace', () => actions.showTab('trace'));
  useShortcut('showDeadLetters', () => actions.showTab('dead-letters'));
  useShortcut('showMetrics', () => actions.showTab('metrics'));
  useShortcut('showHistory', () => actions.showTab('history'));
  useShortcut('showLog', () => actions.showTab('log'));
  useShortcut('showDistribution', () => actions.showTab('distribution'));
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
        {tabs.map(({ value, label, shortcut, icon: TabIcon }) => (
          <Tooltip key={value} label={`${label} (${keyLabel(shortcut)})`} position="top">
            <Tabs.Tab value={value} onFocus={(event) => bringIntoView(event.currentTarget)}>
              {TabIcon !== undefined && <TabIcon className={classes.icon} size={15} aria-hidden />}
              <span className={TabIcon && classes.label}>{label}</span>{' '}
              {value === 'dead-letters' && letters > 0 && (
                <span className={classes.count}>{count(letters)}</span>
              )}
            </Tabs.Tab>
          </Tooltip>
        ))}
      </Tabs.List>
      <Tabs.Panel value="trace">
        <ErrorBoundary what="The trace" of={selection} ways={nothingChosen}>
          <TraceView />
        </ErrorBoundary>
      </Tabs.Panel>
      <Tabs.Panel value="dead-letters">
        <ErrorBoundary what="The list of dead letters" of={tabAsked}>
          <DeadLetterList />
        </ErrorBoundary>
      </Tabs.Panel>
      {/* Drawn only while they are looked at: they ask for new samples each second. */}
      <Tabs.Panel value="metrics">
        {tab === 'metrics' && (
          <ErrorBoundary what="The metrics">
            <MetricsView />
          </ErrorBoundary>
        )}
      </Tabs.Panel>
      <Tabs.Panel value="history">
        {tab === 'history' && (
          <ErrorBoundary what="The history" of={openedRecording} ways={noRecording}>
            <HistoryView />
          </ErrorBoundary>
        )}
      </Tabs.Panel>
      <Tabs.Panel value="log">
        <ErrorBoundary what="The log" of={tabAsked}>
          <LogView />
        </ErrorBoundary>
      </Tabs.Panel>
      <Tabs.Panel value="distribution">
        <ErrorBoundary what="The distribution" of={tabAsked}>
          <SharesView />
        </ErrorBoundary>
      </Tabs.Panel>
    </Tabs>
  );
}

/**
 * As long as it has the focus: in a window that scrolls it may be half outside once it has its label, and again when what it shows
 * makes the page longer and a scroll bar takes some of its room.
 */
function bringIntoView(tab: HTMLElement): void {
  const sizes = new ResizeObserver(() => tab.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
  for (const each of [tab, document.documentElement, document.body]) sizes.observe(each);
  tab.addEventListener('blur', () => sizes.disconnect(), { once: true });
}
