import type { ReactNode } from 'react';
import type { BrokerRow, BrokerSort } from '../../shared/window/broker-view';
import type { BrokerColumn } from '../../shared/window/window-view';
import { byteSize, count, rate } from '../format/numbers';
import { SmallCurveView } from './small-curve';

export interface Column {
  readonly id: BrokerColumn;
  /** Left out where there is no order in it. */
  readonly sort?: BrokerSort;
  readonly word: string;
  readonly title?: string;
  readonly text: (row: BrokerRow, now: number) => ReactNode;
  /** The narrowest table it is drawn in. */
  readonly from: 'narrow' | 'middle' | 'wide';
}

const none = '–';
const number = (value: number | undefined): string => (value === undefined ? none : count(value));
const perSecond = (value: number | undefined): string => (value === undefined ? none : rate(value));

/** `3 (1)`: three consumers, one of them ours. */
function consumers({ consumers: all, ownConsumers }: BrokerRow): string {
  if (all === undefined) return ownConsumers > 0 ? `(${count(ownConsumers)})` : none;
  return ownConsumers > 0 ? `${count(all)} (${count(ownConsumers)})` : count(all);
}

function since(at: number | undefined, now: number): string {
  if (at === undefined) return none;
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** All but the name, which every table begins with. */
export const columns: readonly Column[] = [
  { id: 'ready', sort: 'ready', word: 'Ready', text: (row) => number(row.ready), from: 'narrow' },
  {
    id: 'unanswered',
    sort: 'unanswered',
    word: 'Unanswered',
    text: (row) => number(row.unanswered),
    from: 'narrow',
  },
  { id: 'consumers', sort: 'consumers', word: 'Consumers', text: consumers, from: 'narrow' },
  { id: 'rateIn', sort: 'rateIn', word: 'In/s', text: (row) => perSecond(row.rateIn), from: 'narrow' },
  { id: 'rateOut', sort: 'rateOut', word: 'Out/s', text: (row) => perSecond(row.rateOut), from: 'narrow' },
  {
    id: 'curve',
    word: 'Last 5 min',
    title: 'Messages per second over the last minutes: in is the solid line, out the dashed one',
    text: ({ curve }) => <SmallCurveView curve={curve} />,
    from: 'narrow',
  },
  {
    id: 'rateAcked',
    sort: 'rateAcked',
    word: 'Acked/s',
    text: (row) => perSecond(row.rateAcked),
    from: 'middle',
  },
  {
    id: 'rateRedelivered',
    sort: 'rateRedelivered',
    word: 'Again/s',
    text: (row) => perSecond(row.rateRedelivered),
    from: 'middle',
  },
  {
    id: 'bytes',
    sort: 'bytes',
    word: 'Bytes',
    text: ({ bytes }) => (bytes === undefined ? none : byteSize(bytes)),
    from: 'wide',
  },
  {
    id: 'rateBroadcast',
    word: 'Broadcast/s',
    text: ({ rateBroadcast }) => perSecond(rateBroadcast),
    from: 'wide',
  },
  { id: 'type', word: 'Kind', text: ({ type }) => type ?? none, from: 'wide' },
  {
    id: 'idleSince',
    sort: 'idleSince',
    word: 'Idle',
    text: (row, now) => since(row.idleSince, now),
    from: 'wide',
  },
];

export const kindWords: Readonly<Record<BrokerRow['kind'], string>> = {
  topic: 'topic',
  'dead-letters': 'dead letters',
  retries: 'waiting retries',
  temporary: 'temporary',
  foreign: 'queue',
};

/** Those that a person chose; undefined: as many as there is room for. */
export function chosenColumns(chosen: readonly BrokerColumn[] | undefined): readonly Column[] {
  return chosen === undefined ? columns : columns.filter(({ id }) => chosen.includes(id));
}
