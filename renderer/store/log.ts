import type { AnswerType, BusEvent, LetterType, SubscriberState } from '../../shared/bus/bus-event';
import type { ConnectionState, ConnectionStatus } from '../../shared/bus/connection';
import type { ErrorInfo } from '../../shared/bus/errors';
import { furtherDetail } from '../format/further-detail';

export type LogLevel = 'info' | 'good' | 'warning' | 'error';

export interface LogEntry {
  readonly id: number;
  readonly at: number;
  readonly level: LogLevel;
  readonly text: string;
  readonly detail?: string;
  /** How often the same thing was said in a row. */
  readonly times: number;
}

export interface Log {
  /** The oldest first. */
  readonly entries: readonly LogEntry[];
  readonly nextId: number;
}

export const emptyLog: Log = { entries: [], nextId: 1 };

const maxEntries = 1000;

type Line = Omit<LogEntry, 'id' | 'times'>;

export function appendLog(log: Log, events: readonly BusEvent[]): Log {
  const lines = events.map(lineOf).filter((line) => line !== undefined);
  return lines.length === 0 ? log : withLines(log, lines);
}

/** Begins with how things stood when the window looked first. */
export function openedLog(log: Log, at: number, status: ConnectionStatus): Log {
  return withLines(log, [connectionLine(at, status)]);
}

/** Writes down a request that was refused, so that no error is lost when its message has faded. */
export function logProblem(log: Log, at: number, title: string, error: ErrorInfo): Log {
  return withLines(log, [errorLine(at, title, error)]);
}

function withLines(log: Log, lines: readonly Line[]): Log {
  const entries = [...log.entries];
  let nextId = log.nextId;
  for (const line of lines) {
    const last = entries.at(-1);
    if (last !== undefined && last.text === line.text && last.detail === line.detail) {
      entries[entries.length - 1] = { ...last, at: line.at, times: last.times + 1 };
    } else {
      entries.push({ ...line, id: nextId, times: 1 });
      nextId += 1;
    }
  }
  return { entries: entries.slice(-maxEntries), nextId };
}

function lineOf(event: BusEvent): Line | undefined {
  const { at } = event;
  switch (event.type) {
    case 'connection':
      return connectionLine(at, event.status);
    case 'subscriberAdded':
      return { at, level: 'info', text: `${event.subscriber.name} subscribed to ${event.topic}` };
    case 'subscriberRemoved':
      return { at, level: 'info', text: `${event.subscriber.name} left ${event.topic}` };
    case 'subscriberChanged': {
      const text = `${event.subscriber.name} on ${event.topic}: ${subscriberWords[event.state]}`;
      return { at, level: subscriberLevels[event.state], text, ...furtherDetail(text, event.reason) };
    }
    case 'dropped': {
      const why = event.limit === 'length' ? 'more waited than may' : 'they waited for longer than they may';
      return {
        at,
        level: 'warning',
        text: `${event.topic}: the oldest messages in line were dropped, since ${why}`,
      };
    }
    case 'tapMissed':
      return {
        at,
        level: 'warning',
        text: `The tap on ${event.topic} missed messages that came faster than it reads`,
      };
    case 'publishFailed':
      return errorLine(at, event.topic, event.error);
    default:
      event.type satisfies
        | AnswerType
        | LetterType
        | 'tapped'
        | 'published'
        | 'confirmed'
        | 'held'
        | 'returned'
        | 'delivered';
      return undefined;
  }
}

function connectionLine(at: number, { state, endpoint, reason, error, server }: ConnectionStatus): Line {
  const what = `${connectionVerbs[state]} ${endpoint}`;
  const by = server === undefined ? '' : ` (${server})`;
  // Some reasons say only what happened, once more.
  const why = reason === undefined || reason.startsWith(what) ? '' : `. ${reason}`;
  const text = `${what}${by}${why}`;
  return { at, level: connectionLevels[state], text, ...furtherDetail(text, error?.detail) };
}

function errorLine(at: number, what: string, { message, detail }: ErrorInfo): Line {
  const text = `${what}: ${message}`;
  return { at, level: 'error', text, ...furtherDetail(text, detail) };
}

const connectionVerbs: Record<ConnectionState, string> = {
  idle: 'Not connected to',
  connecting: 'Connecting to',
  ready: 'Connected to',
  blocked: 'Publishing blocked by',
  reconnecting: 'Lost the link to',
  failed: 'Could not connect to',
  closed: 'Disconnected from',
};

const connectionLevels: Record<ConnectionState, LogLevel> = {
  idle: 'info',
  connecting: 'info',
  ready: 'good',
  blocked: 'warning',
  reconnecting: 'warning',
  failed: 'error',
  closed: 'info',
};

export const subscriberWords: Record<SubscriberState, string> = {
  consuming: 'taking deliveries',
  paused: 'paused',
  recovering: 'being set up again',
  stuck: 'stuck',
  failed: 'stopped by an error',
  closed: 'closed',
};

const subscriberLevels: Record<SubscriberState, LogLevel> = {
  consuming: 'good',
  paused: 'info',
  recovering: 'warning',
  stuck: 'error',
  failed: 'error',
  closed: 'info',
};
