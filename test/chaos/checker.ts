import type { DeadReason } from '../../shared/bus/message';
import type { Entry } from './journal';
import type { ChaosMessage } from './message-kind';
import type { Answer } from './publisher';

/** What is known of a run once everything has come to rest. */
export interface Evidence {
  readonly messages: readonly ChaosMessage[];
  readonly answers: ReadonlyMap<string, Answer>;
  readonly journal: readonly Entry[];
  readonly deadLetters: readonly { id: string; reason: DeadReason }[];
  /** Runs of a message at most: one and its retries. */
  readonly maxAttempts: number;
}

/** The words of RabbitMQ's own Jepsen test. A dead letter counts as kept: it is there to be seen and replayed. */
export interface Counts {
  /** Publishes tried. */
  readonly attempt: number;
  /** Confirmed to the publisher. */
  readonly acknowledged: number;
  /** Messages handled to their end. */
  readonly ok: number;
  /** Messages among the dead letters and never handled to their end. */
  readonly dead: number;
  /** Confirmed, and neither handled nor a dead letter. */
  readonly lost: number;
  /** Handled to their end more than once, or once and a dead letter too. */
  readonly duplicated: number;
  /** Never confirmed, and handled or a dead letter all the same. */
  readonly recovered: number;
  /** Handled or dead, but sent by nobody. */
  readonly unexpected: number;
  /** The most often that a message which kills processes was begun. */
  readonly poisonStarts: number;
}

export interface Verdict {
  readonly counts: Counts;
  readonly lost: readonly string[];
  /** Sentences; empty when every rule but the one on loss was kept. */
  readonly broken: readonly string[];
}

interface Life {
  ok: number;
  dead: DeadReason[];
  readonly started: number[];
}

export function check({ messages, answers, journal, deadLetters, maxAttempts }: Evidence): Verdict {
  const lives = new Map<string, Life>(messages.map(({ id }) => [id, { ok: 0, dead: [], started: [] }]));
  const unexpected = new Set<string>();
  const lifeOf = (id: string): Life | undefined => {
    const life = lives.get(id);
    if (life === undefined) unexpected.add(id);
    return life;
  };
  for (const entry of journal) {
    if (entry.what === 'started') lifeOf(entry.id)?.started.push(entry.attempt);
    if (entry.what === 'ok') {
      const life = lifeOf(entry.id);
      if (life !== undefined) life.ok += 1;
    }
  }
  for (const { id, reason } of deadLetters) lifeOf(id)?.dead.push(reason);

  const ids = messages.map(({ id }) => id);
  const kept = (id: string) => ends(lives.get(id)) > 0;
  const acknowledged = ids.filter((id) => answers.get(id) === 'acknowledged');
  const lost = acknowledged.filter((id) => !kept(id));
  const poison = messages.filter(({ kind }) => kind.type === 'kills');
  return {
    lost,
    counts: {
      attempt: answers.size,
      acknowledged: acknowledged.length,
      ok: ids.filter((id) => (lives.get(id)?.ok ?? 0) > 0).length,
      dead: ids.filter((id) => lives.get(id)?.ok === 0 && kept(id)).length,
      lost: lost.length,
      duplicated: ids.filter((id) => ends(lives.get(id)) > 1).length,
      recovered: ids.filter((id) => answers.get(id) === 'unknown' && kept(id)).length,
      unexpected: unexpected.size,
      poisonStarts: Math.max(0, ...poison.map(({ id }) => lives.get(id)?.started.length ?? 0)),
    },
    broken: messages.flatMap((message) => {
      const life = lives.get(message.id);
      return life === undefined ? [] : brokenRules(message, life, maxAttempts);
    }),
  };
}

function ends(life: Life | undefined): number {
  return life === undefined ? 0 : life.ok + life.dead.length;
}

function brokenRules({ id, kind }: ChaosMessage, { ok, dead, started }: Life, maxAttempts: number): string[] {
  const broken: string[] = [];
  const attempts = new Set(started);
  for (let attempt = 1; attempt <= Math.max(0, ...started); attempt += 1) {
    if (!attempts.has(attempt)) broken.push(`${id}: attempt ${attempt} was left out (${started.join(', ')})`);
  }
  if (Math.max(0, ...started) > maxAttempts) broken.push(`${id}: began attempt ${Math.max(...started)}`);
  if (ok > 0 && (kind.type === 'throws' || kind.type === 'kills')) broken.push(`${id}: handled, yet poison`);
  if (kind.type === 'kills' && dead.includes('max-retries'))
    broken.push(`${id}: dead by retries, yet it kills`);
  if (kind.type === 'plain' && dead.includes('max-retries')) broken.push(`${id}: dead by retries, yet sound`);
  return broken;
}
