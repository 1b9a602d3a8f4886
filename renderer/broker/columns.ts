import type { BrokerRow, BrokerSort } from '../../shared/window/broker-view';
import { byteSize, count } from '../format/numbers';

export interface Column {
  readonly sort: BrokerSort;
  readonly word: string;
  readonly text: (row: BrokerRow, now: number) => string;
  /** The narrowest table it is drawn in. */
  readonly from: 'narrow' | 'middle' | 'wide';
}

const none = '–';
const number = (value: number | undefined): string => (value === undefined ? none : count(value));
const perSecond = (value: number | undefined): string => {
  if (value === undefined) return none;
  return value > 0 && value < 10 ? value.toFixed(1) : count(value);
};

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
  { sort: 'ready', word: 'Ready', text: (row) => number(row.ready), from: 'narrow' },
  { sort: 'unanswered', word: 'Unanswered', text: (row) => number(row.unanswered), from: 'narrow' },
  { sort: 'consumers', word: 'Consumers', text: consumers, from: 'narrow' },
  { sort: 'rateIn', word: 'In/s', text: (row) => perSecond(row.rateIn), from: 'narrow' },
  { sort: 'rateOut', word: 'Out/s', text: (row) => perSecond(row.rateOut), from: 'narrow' },
  { sort: 'rateAcked', word: 'Acked/s', text: (row) => perSecond(row.rateAcked), from: 'middle' },
  { sort: 'rateRedelivered', word: 'Again/s', text: (row) => perSecond(row.rateRedelivered), from: 'middle' },
  {
    sort: 'bytes',
    word: 'Bytes',
    text: ({ bytes }) => (bytes === undefined ? none : byteSize(bytes)),
    from: 'wide',
  },
  { sort: 'idleSince', word: 'Idle', text: (row, now) => since(row.idleSince, now), from: 'wide' },
];

export const kindWords: Readonly<Record<BrokerRow['kind'], string>> = {
  topic: 'topic',
  'dead-letters': 'dead letters',
  retries: 'waiting retries',
  temporary: 'temporary',
  foreign: 'queue',
};
