import { createStore, type StoreApi } from 'zustand/vanilla';
import { kindOf } from '../../shared/brokers';
import type { BusEvent } from '../../shared/bus/bus-event';
import type { DeadLetterPage } from '../../shared/bus/dead-letter';
import type { ErrorInfo } from '../../shared/bus/errors';
import type { Batch, Opening } from '../../shared/ipc/ipc';
import type { OpenedRecording } from '../../shared/window/recording';
import type { SettingsView } from '../../shared/window/settings';
import type { Highlight } from '../../shared/window/window-view';
import { appendCounts, type Counts, noCounts } from './counters';
import {
  appendDeadLetters,
  askForMore,
  type DeadLetters,
  markStale,
  noDeadLetters,
  takeStale,
  withFailedLook,
  withLetters,
} from './dead-letters';
import { DeliveryHistory, defaultLimits, type HistoryLimits } from './delivery-history';
import { type Draft, editedDraft, firstDraft, type HeaderDraft } from './draft';
import {
  type Filtering,
  type FilteringActions,
  filteringActions,
  noFiltering,
  stockTaken,
} from './filtering';
import { emptyLedger, type Ledger, noTotals, type StreamTotals, takeStock } from './ledger';
import { appendLog, emptyLog, type Log, logProblem, openedLog } from './log';
import { addEach, appendRecipients, type LastSend } from './sending';
import { appendSequences, noSequences, type Sequences } from './sequences';
import { appendSession, noSession, type Session, sessionOf } from './session';
import { type Dialog, firstTarget, noSettings, type Target, targetOf } from './settings';
import type { ShownMessage } from './shown-message';
import { appendSubscribers, fromState, noSubscribers, type Subscribers } from './subscribers';
import { appendTrace, loadedTrace, type Trace } from './trace';

export type InspectorTab = 'trace' | 'dead-letters' | 'metrics' | 'history' | 'distribution' | 'log';

/** What the composer shows: the form, what was sent, or what was saved. */
export type ComposerView = 'form' | 'sent' | 'saved';

/** What the person is looking at. */
export interface Selection {
  readonly messageId: string;
  /** The row it was chosen by, when it was chosen in a pane. */
  readonly deliveryId?: string;
  /** Chosen from elsewhere: its pane brings the row into view and takes the focus. */
  readonly reveal?: true;
}

export interface BusdeckState extends Filtering {
  /** False until the main process has answered `open`. */
  readonly opened: boolean;
  readonly version: string;
  readonly settings: SettingsView;
  readonly target: Target;
  readonly dialog: Dialog | undefined;
  readonly session: Session;
  readonly subscribers: Subscribers;
  /** Changed in place, see there; select rows and lists from it, never the history itself. */
  readonly history: DeliveryHistory;
  readonly counts: Counts;
  /** Who got what last, by topic. */
  readonly sequences: Sequences;
  readonly totals: StreamTotals;
  readonly ledger: Ledger;
  readonly highlights: readonly Highlight[];
  /** The message that the next one is to be compared with. */
  readonly comparing: ShownMessage | undefined;
  readonly trace: Trace | undefined;
  readonly selection: Selection | undefined;
  readonly tab: InspectorTab;
  /** How often a tab was asked for: also the one that is shown already, in a folded inspector. */
  readonly tabAsked: number;
  readonly deadLetters: DeadLetters;
  readonly log: Log;
  readonly openedRecording: OpenedRecording | undefined;
  readonly draft: Draft;
  /** The placeholders of the connection in use. */
  readonly variables: readonly HeaderDraft[];
  readonly composerView: ComposerView;
  readonly lastSend: LastSend | undefined;
}

export interface BusdeckActions extends FilteringActions {
  readonly open: (opening: Opening) => void;
  /** Takes in one batch: one `set`, whatever is in it. */
  readonly append: (batch: Batch) => void;
  readonly clearPane: (subscriberId: string) => void;
  readonly setHighlights: (highlights: readonly Highlight[]) => void;
  readonly compareWith: (message: ShownMessage | undefined) => void;
  readonly select: (selection: Selection) => void;
  /** Nothing is chosen any more, and the trace is empty. */
  readonly chooseNothing: () => void;
  readonly showTab: (tab: InspectorTab) => void;
  readonly traceLoaded: (messageId: string, past: readonly BusEvent[]) => void;
  readonly traceFailed: (messageId: string, error: ErrorInfo) => void;
  readonly markDeadLettersStale: (topics: readonly string[]) => void;
  readonly forgetDeadLetters: () => void;
  /** The topics to fetch; they count as fresh from here on. */
  readonly takeStaleDeadLetters: () => readonly string[];
  readonly deadLettersLoaded: (topic: string, page: DeadLetterPage) => void;
  readonly askForMoreDeadLetters: (topic: string) => void;
  readonly deadLettersFailed: (topic: string, error: ErrorInfo) => void;
  readonly showRecording: (opened: OpenedRecording | undefined) => void;
  /** By hand, where the change does not say otherwise. */
  readonly editDraft: (change: Partial<Draft>) => void;
  readonly setVariables: (variables: readonly HeaderDraft[]) => void;
  readonly showComposer: (view: ComposerView) => void;
  readonly setLastSend: (last: LastSend) => void;
  readonly setSettings: (settings: SettingsView) => void;
  readonly setTarget: (target: Target) => void;
  readonly showDialog: (dialog: Dialog | undefined) => void;
  readonly logProblem: (title: string, error: ErrorInfo) => void;
}

export type BusdeckStore = StoreApi<BusdeckState> & { readonly actions: BusdeckActions };

export function createBusdeckStore(limits: HistoryLimits = defaultLimits): BusdeckStore {
  const store = createStore<BusdeckState>(() => ({
    opened: false,
    version: '',
    settings: noSettings,
    target: firstTarget,
    dialog: undefined,
    session: noSession,
    subscribers: noSubscribers,
    history: new DeliveryHistory(limits),
    counts: noCounts,
    sequences: noSequences,
    totals: noTotals,
    ledger: emptyLedger,
    ...noFiltering(),
    highlights: [],
    comparing: undefined,
    trace: undefined,
    selection: undefined,
    tab: 'trace',
    tabAsked: 0,
    deadLetters: noDeadLetters,
    log: emptyLog,
    openedRecording: undefined,
    draft: firstDraft,
    variables: [],
    composerView: 'form',
    lastSend: undefined,
  }));
  return Object.assign(store, { actions: createActions(store) });
}

function createActions(store: StoreApi<BusdeckState>): BusdeckActions {
  const { setState: set, getState: get } = store;
  return {
    open: ({ version, settings, state, counters, missed }) =>
      set((s) => {
        const totals = { ...noTotals, missed };
        return {
          opened: true,
          version,
          settings,
          // After a reload the bar says again where the session is.
          target:
            state.profile === undefined
              ? { ...s.target, kind: kindOf(state.connection) }
              : targetOf(state.profile),
          session: sessionOf(state),
          subscribers: fromState(s.subscribers, state),
          counts: appendCounts(noCounts, counters),
          totals,
          ledger: takeStock(totals, s.history),
          log: openedLog(s.log, Date.now(), state.connection),
        };
      }),

    append: (batch) =>
      set((s) => {
        const { events } = batch;
        const subscribers = appendSubscribers(s.subscribers, batch);
        const session = appendSession(s.session, batch);
        const taps = new Set(session.taps.map(({ id }) => id));
        const hasPane = (id: string) => subscribers.byId.has(id) || taps.has(id);
        s.history.append(events, hasPane);
        s.history.retainPanes(hasPane);
        const totals = { ...s.totals, received: batch.received, dropped: batch.dropped };
        return {
          session,
          subscribers,
          counts: appendCounts(s.counts, batch.counters),
          sequences: appendSequences(s.sequences, events, batch.dropped > s.totals.dropped),
          totals,
          ...stockTaken({ ...s, totals }),
          trace: appendTrace(s.trace, events),
          deadLetters: appendDeadLetters(s.deadLetters, events),
          log: appendLog(s.log, events),
          // What became of it on the connection before says nothing about this one.
          lastSend:
            session.connectionCount === s.session.connectionCount
              ? appendRecipients(s.lastSend, events)
              : undefined,
        };
      }),

    clearPane: (subscriberId) => {
      get().history.clear(subscriberId);
      set(stockTaken);
    },

    ...filteringActions(store),

    setHighlights: (highlights) => set({ highlights }),

    compareWith: (comparing) => set({ comparing }),

    select: (selection) =>
      set((s) => ({
        selection,
        tab: 'trace',
        trace:
          s.trace?.messageId === selection.messageId && s.trace.status !== 'failed'
            ? s.trace
            : { messageId: selection.messageId, status: 'loading', events: [] },
      })),

    chooseNothing: () => set({ selection: undefined, trace: undefined }),

    showTab: (tab) => set((s) => ({ tab, tabAsked: s.tabAsked + 1 })),

    traceLoaded: (messageId, past) =>
      set(({ trace }) => (trace?.messageId === messageId ? { trace: loadedTrace(trace, past) } : {})),

    traceFailed: (messageId, error) =>
      set(({ trace }) =>
        trace?.messageId === messageId ? { trace: { ...trace, status: 'failed', error } } : {},
      ),

    markDeadLettersStale: (topics) => set((s) => ({ deadLetters: markStale(s.deadLetters, topics) })),

    forgetDeadLetters: () => set({ deadLetters: noDeadLetters }),

    takeStaleDeadLetters: () => {
      const topics = [...get().deadLetters.stale];
      set((s) => ({ deadLetters: takeStale(s.deadLetters) }));
      return topics;
    },

    deadLettersLoaded: (topic, page) =>
      set((s) => ({ deadLetters: withLetters(s.deadLetters, topic, page) })),

    askForMoreDeadLetters: (topic) => set((s) => ({ deadLetters: askForMore(s.deadLetters, topic) })),

    deadLettersFailed: (topic, error) =>
      set((s) => ({ deadLetters: withFailedLook(s.deadLetters, topic, error) })),

    showRecording: (openedRecording) => set({ openedRecording }),

    editDraft: (change) => set((s) => ({ draft: editedDraft(s.draft, change) })),

    setVariables: (variables) => set({ variables }),

    showComposer: (composerView) => set({ composerView }),

    setLastSend: (last) =>
      set((s) => {
        if (last.type !== 'answered') return { lastSend: last };
        // The delivery often overtakes the receipt.
        const seen = s.history.deliveriesOf(last.receipt.messageId).map(({ subscriberId }) => {
          const name = s.subscribers.byId.get(subscriberId)?.name ?? '';
          return { id: subscriberId, name };
        });
        return { lastSend: { ...last, recipients: addEach(last.recipients, seen) } };
      }),

    setSettings: (settings) => set({ settings }),

    setTarget: (target) => set({ target }),

    showDialog: (dialog) => set({ dialog }),

    logProblem: (title, error) => set((s) => ({ log: logProblem(s.log, Date.now(), title, error) })),
  };
}
