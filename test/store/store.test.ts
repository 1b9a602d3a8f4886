import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultLimits, type HistoryLimits } from '../../renderer/store/delivery-history';
import { imbalance } from '../../renderer/store/ledger';
import type { PaneList } from '../../renderer/store/pane-list';
import { createBusdeckStore } from '../../renderer/store/store';
import type { BusEvent } from '../../shared/bus/bus-event';
import type { Outcome } from '../../shared/bus/message';
import {
  acked,
  added,
  Batches,
  deadLettered,
  delivered,
  failed,
  interrupted,
  opening,
  removed,
  retried,
  state,
} from './events';

function open({ panes = ['a', 'b'], missed = 0, limits = defaultLimits }: OpenOptions = {}) {
  const store = createBusdeckStore(limits);
  const batches = new Batches();
  store.actions.open(opening(panes, missed));
  return {
    store,
    batches,
    append: (...events: BusEvent[]) => store.actions.append(batches.next(events)),
    ids: (pane: string) => idsOf(store.getState().history.list(pane)),
    row: (id: string) => store.getState().history.row(id),
    ledger: () => store.getState().ledger,
  };
}

interface OpenOptions {
  panes?: string[];
  missed?: number;
  limits?: HistoryLimits;
}

function idsOf(list: PaneList): (string | undefined)[] {
  return Array.from({ length: list.length }, (_, index) => list.at(index));
}

describe('deliveries', () => {
  it('are listed by subscriber, the newest first', () => {
    const { append, ids } = open();
    append(delivered('1'), delivered('2', { by: 'b' }));
    append(delivered('3'));
    expect(ids('a')).toEqual(['3', '1']);
    expect(ids('b')).toEqual(['2']);
  });

  const lives: [string, (id: string) => BusEvent[], Outcome][] = [
    ['in flight', () => [], 'in-flight'],
    ['acked', (id) => [acked(id)], 'acked'],
    ['failed', (id) => [failed(id)], 'failed'],
    ['retried', (id) => [failed(id), retried(id)], 'retried'],
    ['dead', (id) => [failed(id), deadLettered(id)], 'dead'],
    ['interrupted', (id) => [interrupted(id)], 'failed'],
  ];

  it.each(lives)('%s has its outcome, in whatever order and batches its events come', (_, rest, outcome) => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), fc.boolean(), (order, together) => {
        const { append, row, ids, ledger } = open();
        const events = [delivered('1'), ...rest('1')];
        const shuffled = order.flatMap((at) => events[at] ?? []);
        if (together) append(...shuffled);
        else for (const event of shuffled) append(event);
        expect(row('1')?.outcome).toBe(outcome);
        expect(ids('a')).toEqual(['1']);
        expect(imbalance(ledger())).toBe(0);
      }),
    );
  });

  it('keep the error of a failure that is told after its retry', () => {
    const { append, row } = open();
    append(delivered('1'), retried('1'));
    append(failed('1'));
    expect(row('1')).toMatchObject({ outcome: 'retried', error: { message: 'no stock' } });
  });

  it('replace their record and their list when they change, and nothing else', () => {
    const { append, row, store } = open();
    append(delivered('1'), delivered('2', { by: 'b' }));
    const [one, two] = [row('1'), row('2')];
    const list = store.getState().history.list('a');
    append(acked('1'));
    expect(row('1')).not.toBe(one);
    expect(row('2')).toBe(two);
    expect(store.getState().history.list('a')).toBe(list);
    append(delivered('3'));
    expect(store.getState().history.list('a')).not.toBe(list);
    // Who still holds the old list sees what was in it.
    expect(idsOf(list)).toEqual(['1']);
  });

  it('make one change of the store a batch', () => {
    const { store, batches } = open();
    let changes = 0;
    store.subscribe(() => {
      changes += 1;
    });
    store.actions.append(batches.next([delivered('1'), acked('1'), delivered('2'), failed('2'), added('c')]));
    expect(changes).toBe(1);
  });
});

describe('the history', () => {
  it('evicts the oldest beyond its number of rows, and counts them', () => {
    const { append, ids, row, ledger } = open({ limits: { ...defaultLimits, rows: 3 } });
    append(...['1', '2', '3', '4', '5'].map((id) => delivered(id, { by: Number(id) % 2 === 0 ? 'b' : 'a' })));
    expect(ids('a')).toEqual(['5', '3']);
    expect(ids('b')).toEqual(['4']);
    expect(row('1')).toBeUndefined();
    expect(ledger()).toMatchObject({ received: 5, shown: 3, filtered: 0, evicted: 2, why: { oldest: 2 } });
  });

  it('evicts by bytes', () => {
    const text = 'x'.repeat(1000);
    const { append, store, ledger } = open({ limits: { rows: 1000, bytes: 20_000 } });
    append(...Array.from({ length: 50 }, (_, at) => delivered(`${at}`, { text })));
    expect(store.getState().history.bytes).toBeLessThanOrEqual(20_000);
    expect(ledger().shown).toBeGreaterThan(3);
    expect(imbalance(ledger())).toBe(0);
  });

  it('lets an answer to an evicted delivery pass', () => {
    const { append, row, ledger } = open({ limits: { ...defaultLimits, rows: 1 } });
    append(delivered('1'), delivered('2'));
    append(acked('1'));
    expect(row('1')).toBeUndefined();
    expect(imbalance(ledger())).toBe(0);
  });

  it('hides what the filter does not let through, and counts it', () => {
    const { append, ids, ledger, store } = open();
    append(delivered('1', { text: '{"city":"Paris"}' }), delivered('2', { text: '{"city":"Rome"}' }));
    store.actions.setFilter('paris');
    append(delivered('3', { text: 'Rome' }), delivered('4', { text: 'PARIS' }));
    expect(ids('a')).toEqual(['4', '1']);
    expect(ledger()).toMatchObject({ received: 4, shown: 2, filtered: 2, evicted: 0 });
    store.actions.setFilter('');
    expect(ids('a')).toEqual(['4', '3', '2', '1']);
    expect(ledger()).toMatchObject({ received: 4, shown: 4, filtered: 0, evicted: 0 });
  });
});

describe('panes', () => {
  it('take their deliveries with them, counted, when they are removed', () => {
    const { store, batches, append, ids, ledger } = open();
    append(delivered('1'), delivered('2', { by: 'b' }));
    store.actions.append(batches.next([removed('a')], { now: state('b') }));
    expect(store.getState().subscribers.ids).toEqual(['b']);
    expect(ids('a')).toEqual([]);
    expect(ledger()).toMatchObject({ received: 2, shown: 1, filtered: 0, evicted: 1, why: { cleared: 1 } });
  });

  it('that are gone do not come back with a late delivery', () => {
    const { append, ledger, store } = open();
    append(removed('a'));
    append(delivered('1'));
    expect(store.getState().subscribers.ids).toEqual(['b']);
    expect(ledger()).toMatchObject({ received: 1, shown: 0, filtered: 0, evicted: 1, why: { cleared: 1 } });
  });

  it('are there for a delivery in the batch that adds them', () => {
    const { append, ids, ledger } = open({ panes: [] });
    append(delivered('1', { by: 'c' }), added('c'));
    expect(ids('c')).toEqual(['1']);
    expect(imbalance(ledger())).toBe(0);
  });

  it('are emptied by clearing, counted, and go on', () => {
    const { append, ids, ledger, store } = open();
    append(delivered('1'), delivered('2', { by: 'b' }));
    store.actions.clearPane('a');
    expect(ids('a')).toEqual([]);
    append(delivered('3'));
    expect(ids('a')).toEqual(['3']);
    expect(ledger()).toMatchObject({ received: 3, shown: 2, filtered: 0, evicted: 1, why: { cleared: 1 } });
  });

  it('keep their colour, and give it to nobody while they are there', () => {
    const { append, store } = open({ panes: ['a', 'b', 'c'] });
    const colour = (id: string) => store.getState().subscribers.colours.get(id);
    const [a, c] = [colour('a'), colour('c')];
    append(removed('b'));
    append(added('d'));
    expect(colour('a')).toBe(a);
    expect(colour('c')).toBe(c);
    expect(new Set(['a', 'c', 'd'].map(colour)).size).toBe(3);
  });
});

describe('the ledger', () => {
  it('counts what was missed before the window looked and what was left out', () => {
    const { store, batches, ledger } = open({ missed: 10 });
    expect(ledger()).toMatchObject({ received: 10, shown: 0, filtered: 0, evicted: 10, why: { missed: 10 } });
    store.actions.append(batches.next([delivered('1')], { dropped: 5 }));
    expect(ledger()).toMatchObject({
      received: 16,
      shown: 1,
      filtered: 0,
      evicted: 15,
      why: { missed: 10, leftOut: 5 },
    });
  });

  it('says what is unaccounted for', () => {
    const { store, batches, ledger } = open();
    store.actions.append({ ...batches.next([delivered('1')]), received: 3 });
    expect(imbalance(ledger())).toBe(2);
  });

  it('adds up through any run of events', () => {
    const pane = fc.constantFrom('a', 'b', 'c');
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.record({ do: fc.constant('deliver' as const), by: pane }) },
      {
        weight: 1,
        arbitrary: fc.record({ do: fc.constantFrom('add' as const, 'remove' as const), by: pane }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const), by: pane }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('filter' as const), by: pane }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), by: pane }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const { store, batches, append, ledger } = open({ limits: { ...defaultLimits, rows: 20 } });
        steps.forEach((each, at) => {
          switch (each.do) {
            case 'deliver':
              append(delivered(`${at}`, { by: each.by, text: each.by }), acked(`${at}`));
              break;
            case 'add':
              append(added(each.by));
              break;
            case 'remove':
              append(removed(each.by));
              break;
            case 'clear':
              store.actions.clearPane(each.by);
              break;
            case 'filter':
              store.actions.setFilter(store.getState().filter === '' ? each.by : '');
              break;
            case 'drop':
              store.actions.append(batches.next([], { dropped: 3 }));
              break;
          }
          expect(imbalance(ledger())).toBe(0);
        });
      }),
    );
  });
});

describe('the trace', () => {
  it('merges what happened before with what happens meanwhile, by seq, each once', () => {
    const { store, append } = open();
    const past = [
      delivered('1', { messageId: 'm' }),
      failed('1', { messageId: 'm' }),
      retried('1', { messageId: 'm' }),
    ];
    store.actions.select({ messageId: 'm' });
    const next = delivered('2', { messageId: 'm', attempt: 2 });
    append(...past.slice(2), next, delivered('3'));
    store.actions.traceLoaded('m', [...past, next]);
    append(acked('2', { messageId: 'm', attempt: 2 }));
    expect(store.getState().trace?.events.map(({ type }) => type)).toEqual([
      'delivered',
      'failed',
      'retryScheduled',
      'delivered',
      'acked',
    ]);
  });

  it('takes no answer for another message than the chosen one', () => {
    const { store } = open();
    store.actions.select({ messageId: 'm' });
    store.actions.select({ messageId: 'n' });
    store.actions.traceLoaded('m', [delivered('1', { messageId: 'm' })]);
    expect(store.getState().trace).toMatchObject({ messageId: 'n', status: 'loading', events: [] });
  });
});

describe('the receipt', () => {
  it.each(['before', 'after'])('names who got it when the delivery comes %s it', (when) => {
    const { store, append } = open();
    const receipt = {
      sendId: 's',
      verb: 'publish' as const,
      topic: 'orders',
      requested: 1,
      counts: { routed: 1, held: 0, returned: 0, failed: 0, unknown: 0 },
      outcome: 'routed' as const,
      messageId: 'm',
      confirmMs: 1,
      durationMs: 1,
      cancelled: false,
    };
    const answer = () => store.actions.setLastSend({ type: 'answered', receipt, recipients: [] });
    if (when === 'after') answer();
    append(delivered('1', { messageId: 'm', by: 'b' }), delivered('2'));
    if (when === 'before') answer();
    expect(store.getState().lastSend).toMatchObject({ recipients: [{ id: 'b', name: 'B' }] });
  });
});

describe('dead letters', () => {
  it('of a topic are out of date when one comes, until they are fetched', () => {
    const { store, append } = open();
    append(delivered('1'), deadLettered('1'));
    expect(store.actions.takeStaleDeadLetters()).toEqual(['orders']);
    expect(store.actions.takeStaleDeadLetters()).toEqual([]);
  });
});

describe('the log', () => {
  it('says once what an error’s message and its detail have in common', () => {
    const { store } = open();
    const message = 'The payload is not valid JSON: Unexpected end of JSON input';
    const last = () => store.getState().log.entries.at(-1);
    store.actions.logProblem('Not published', {
      code: 'invalid-argument',
      message,
      detail: 'Unexpected end of JSON input',
    });
    expect(last()).toMatchObject({ text: `Not published: ${message}` });
    expect(last()?.detail).toBeUndefined();
    store.actions.logProblem('Not published', { code: 'invalid-argument', message, detail: 'At line 3' });
    expect(last()?.detail).toBe('At line 3');
  });
});
