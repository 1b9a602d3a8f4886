import { isDeepStrictEqual } from 'node:util';
import { type Behaviour, formatBehaviour } from '../../../shared/bus/behaviour';
import { defaultRetryPolicy, type RetryPolicy } from '../../../shared/bus/connection';
import { definedOf } from '../../../shared/bus/defined';
import { CastList, entriesOf, type Player, retryWords } from './cast-list';
import { allowedOf, expectationsOf, type Judged } from './expect';
import { type Noted, type NotedDeed, topicOf } from './noted';
import type { TopicMoment } from './seen';
import { sendWords } from './send-step';
import { TopicNames } from './topic-names';
import { item, onOneLine } from './yaml-line';

/** What a person did by hand, as the text of a scenario: its subscribers and steps, and what was seen as expectations. */
export function scenarioOf(noted: Noted): string {
  return new Writer(noted).text();
}

type DeedOf<What extends NotedDeed['deed']['what']> = Extract<NotedDeed['deed'], { what: What }>;

/** A send that the next one may be one with. */
interface LastSend {
  readonly verb: string;
  readonly topic: string;
  readonly words: Record<string, unknown>;
  count: number;
  readonly at: number;
}

class Writer {
  readonly #noted: Noted;
  readonly #cast = new CastList();
  readonly #topics: TopicNames;
  readonly #comments: string[] = [];
  readonly #steps: string[] = [];
  /** Of all who began and had no policy of their own. */
  readonly #retry: RetryPolicy;
  /** Whoever was there before anything was sent; undefined once that is written. */
  #subscribers: string[] | undefined;
  /** What has been waited for, by topic. */
  readonly #waited = new Map<string, string>();
  readonly #sent = new Map<string, number>();
  /** Topics of which not all is told here, or that hang on time or chance. */
  readonly #partly = new Set<string>();
  readonly #loose = new Set<string>();
  /** Topics whose subscribers have changed, or do more than to ack. */
  readonly #uneven = new Set<string>();
  #last: LastSend | undefined;

  constructor(noted: Noted) {
    this.#noted = noted;
    this.#retry = commonRetry(noted);
    const payloads = noted.deeds.flatMap(({ deed }) =>
      deed.what === 'send' && deed.request.payload.format !== 'file' ? [deed.request.payload.text] : [],
    );
    this.#topics = new TopicNames(payloads);
  }

  text(): string {
    for (const each of this.#noted.deeds) this.#tell(each);
    this.#open();
    if (this.#noted.isFull) this.#comments.push('More was done than is noted: this is its beginning.');
    const judged = this.#judged();
    const expectations = judged.flatMap(expectationsOf);
    const allowed = allowedOf(
      [...this.#noted.seen].map(([topic]) => this.#judge(topic)),
      expectations,
    );
    const variables = this.#topics.variables().map(([name, value]) => `  ${name}: ${onOneLine(value)}`);
    return [
      'scenario: What was done by hand',
      ...this.#comments.map((comment) => `# ${comment.replace(/\s+/g, ' ')}`),
      ...section('variables', variables),
      ...(this.#subscribers === undefined || this.#subscribers.length === 0 ? [] : this.#retryLine()),
      ...this.#withinLine(),
      ...section('subscribers', this.#subscribers ?? []),
      ...section('steps', this.#steps),
      ...section('expect', expectations),
      ...(allowed.length === 0 ? [] : ['', `allow: ${onOneLine(allowed)}`]),
      '',
    ].join('\n');
  }

  #tell(each: NotedDeed): void {
    const { deed } = each;
    switch (deed.what) {
      case 'subscribe':
        this.#subscribe(deed, each);
        break;
      case 'send':
        this.#send(deed, each);
        break;
      case 'replay':
      case 'discard':
        this.#letters(deed, each);
        break;
      case 'answer':
        this.#answer(deed, each);
        break;
      case 'retry':
        this.#changeRetry(deed);
        break;
      default:
        this.#change(deed, each);
    }
  }

  #subscribe({ added }: DeedOf<'subscribe'>, each: NotedDeed): void {
    if (added.length === 0) return;
    const isBegun = this.#isBegun;
    if (isBegun) this.#until(each);
    const players = added.map((info) => this.#cast.add(info));
    for (const { retry, topic } of players) this.#checkRetry(retry, topic);
    if (!isBegun) return;
    for (const { topic } of players) this.#uneven.add(topic);
    for (const entry of this.#entries(players)) this.#steps.push(item('subscribe', entry));
  }

  /** Of one subscriber: before anything was sent, it began that way. */
  #change(deed: DeedOf<'unsubscribe' | 'pause' | 'resume'> | DeedOf<'behave'>, each: NotedDeed): void {
    const player = this.#cast.get(deed.who);
    if (player === undefined) return;
    const isBegun = this.#isBegun;
    if (isBegun) {
      this.#until(each);
      this.#uneven.add(player.topic);
    }
    switch (deed.what) {
      case 'unsubscribe':
        this.#cast.remove(deed.who);
        break;
      case 'behave':
        player.behaviour = deed.behaviour;
        break;
      default:
        player.paused = deed.what === 'pause';
    }
    if (!isBegun) return;
    if (deed.what === 'behave') {
      const behaviour = formatBehaviour(deed.behaviour);
      this.#steps.push(item('behave', { subscriber: player.name, behaviour }));
    } else this.#steps.push(item(deed.what, player.name));
  }

  #changeRetry({ of, policy }: DeedOf<'retry'>): void {
    const players = this.#cast.on(of.topic).filter(({ own }) => of.name === undefined || own === of.name);
    const retry = policy ?? this.#retry;
    if (!this.#isBegun) {
      for (const player of players) player.retry = retry;
      this.#checkRetry(retry, of.topic);
      return;
    }
    this.#loose.add(of.topic);
    this.#comments.push(
      `Left out: the retries of ${of.name ?? of.topic} were changed in the middle of it. A scenario sets them where a subscriber is added.`,
    );
  }

  #send(deed: DeedOf<'send'>, each: NotedDeed): void {
    const { verb, request, sent } = deed;
    const { topic } = request;
    this.#open();
    this.#sent.set(topic, (this.#sent.get(topic) ?? 0) + sent.count);
    if (sent.count === 0) return;
    const words = sendWords(deed, each.isCut ?? false);
    if (typeof words === 'string') {
      this.#partly.add(topic);
      this.#comments.push(`Left out: a ${verb} to ${topic}, since ${words}.`);
      return;
    }
    // Who fails what hangs on the order there.
    if (this.#isMixed(topic)) {
      this.#until(each);
      if (sent.count > 1) this.#loose.add(topic);
    }
    const last = this.#last;
    if (last !== undefined && last.verb === verb && last.topic === topic && last.at === this.#steps.length) {
      if (isDeepStrictEqual(last.words, words) && !('rate' in words)) {
        last.count += sent.count;
        this.#steps[last.at - 1] = this.#sendLine(last);
        return;
      }
    }
    const now: LastSend = { verb, topic, words, count: sent.count, at: this.#steps.length + 1 };
    this.#steps.push(this.#sendLine(now));
    this.#last = now;
  }

  #sendLine({ verb, topic, words, count }: LastSend): string {
    return item(
      verb,
      definedOf({ topic: this.#topics.written(topic), ...words, count: count === 1 ? undefined : count }),
    );
  }

  #letters({ what, topic, ids, isEdited }: DeedOf<'replay' | 'discard'>, each: NotedDeed): void {
    this.#until(each);
    const lying = each.before === undefined ? 0 : lettersIn(each.before);
    const isAll = ids === 'all' || ids.length >= lying;
    if (isAll && !isEdited) {
      this.#steps.push(item(what, { topic: this.#topics.written(topic) }));
      return;
    }
    this.#partly.add(topic);
    const why = isEdited ? 'it was edited first' : 'only some were chosen';
    this.#comments.push(
      `Left out: a ${what} of dead letters of ${topic}, since ${why}. A scenario takes all of a topic as they are.`,
    );
  }

  #answer({ answer }: DeedOf<'answer'>, each: NotedDeed): void {
    const { holder } = each;
    const player = holder === undefined ? undefined : this.#cast.get(holder);
    if (holder === undefined || player === undefined) return;
    this.#until(each);
    if (!holder.isOldest) {
      this.#loose.add(holder.topic);
      this.#comments.push(`${player.name} answered out of turn; here it answers what it has had longest.`);
    }
    const how =
      typeof answer === 'string' ? { with: answer } : { with: 'later', delay: `${answer.retryAfterMs}ms` };
    this.#steps.push(item('answer', { subscriber: player.name, ...how }));
  }

  /** Goes on once as much has happened as then had, where that is not what has been waited for already. */
  #until({ deed, before, holder }: NotedDeed): void {
    const topic = topicOf(deed) ?? holder?.topic;
    if (topic === undefined || before === undefined || !this.#isBegun) return;
    const { acked, failed, deadLettered, delivered } = before.counts;
    const isStill = this.#isStill(topic, before);
    if (!isStill) this.#loose.add(topic);
    const isChance = this.#cast.on(topic).some(({ behaviour }) => behaviour.rule.type === 'rate');
    if (isChance) this.#loose.add(topic);
    const amount = (value: number) => (value === 0 ? undefined : isStill ? value : `${value}..`);
    const counts = definedOf({
      acked: amount(acked),
      ...(isChance ? {} : { failed: amount(failed), deadLettered: amount(deadLettered) }),
      ...(before.holders.size > 0 && !isChance ? { delivered: amount(delivered) } : {}),
    });
    const words = item('until', { topic: this.#topics.written(topic), ...counts });
    const isNew = Object.keys(counts).length > 0 && this.#waited.get(topic) !== words;
    this.#waited.set(topic, words);
    if (isNew) this.#steps.push(words);
  }

  /** Nothing was on its way that would have gone on by itself. */
  #isStill(topic: string, { retries, open, holders }: TopicMoment): boolean {
    if (this.#noted.seen.get(topic)?.messages === undefined) return false;
    if (retries > 0) return false;
    if (open === 0) return true;
    const players = this.#cast.on(topic);
    let kept = 0;
    for (const player of players) if (isKeeper(player)) kept += holders.get(player.own) ?? 0;
    return (
      kept >= open ||
      players.every((player) => isKeeper(player) && (player.paused || holders.has(player.own)))
    );
  }

  /** Who gets a message makes a difference there. */
  #isMixed(topic: string): boolean {
    const rules = this.#cast.on(topic).map(({ behaviour }) => behaviour.rule);
    return (
      rules.length > 1 && rules.some((rule) => rule.type === 'every' || !isDeepStrictEqual(rule, rules[0]))
    );
  }

  get #isBegun(): boolean {
    return this.#subscribers !== undefined;
  }

  /** From the first message on, all else are steps. */
  #open(): void {
    if (this.#isBegun) return;
    this.#subscribers = this.#entries(this.#cast.all()).map((entry) => `  - ${onOneLine(entry)}`);
    for (const { topic, behaviour, paused } of this.#cast.all())
      if (paused || formatBehaviour(behaviour) !== 'ack') this.#uneven.add(topic);
  }

  #entries(players: readonly Player[]): Record<string, unknown>[] {
    return entriesOf(players, { topic: this.#topics.written, retry: this.#retry });
  }

  #checkRetry({ delay }: RetryPolicy, topic: string): void {
    if (delay.type !== 'exponential' || (delay.factor === 2 && delay.jitter === 0)) return;
    const comment = `Not quite the same: on ${topic} delays grew by ${delay.factor} and were drawn at random; here they double.`;
    if (!this.#comments.includes(comment)) this.#comments.push(comment);
  }

  #judged(): Judged[] {
    return [...this.#noted.seen.keys()].flatMap((topic) => {
      const judged = this.#judge(topic);
      const { published, foreign } = judged.seen.now.counts;
      const isOthers = foreign > 0 || published !== (this.#sent.get(topic) ?? 0);
      if (isOthers)
        this.#comments.push(`Nothing is expected of ${topic}: what others sent to it is not told here.`);
      // What nothing was ever sent to says nothing.
      return isOthers || this.#partly.has(topic) || published === 0 ? [] : [judged];
    });
  }

  #judge(topic: string): Judged {
    const seen = this.#noted.seen.get(topic);
    if (seen === undefined) throw new Error(`${topic} was not seen`);
    const players = this.#cast.on(topic);
    const isChance = players.some(({ behaviour }) => behaviour.rule.type === 'rate');
    return {
      ...{ topic, written: this.#topics.written(topic), seen },
      isLoose: isChance || this.#loose.has(topic) || !this.#isStill(topic, seen.now),
      isEven: players.length > 1 && !this.#uneven.has(topic),
      nameOf: (name) => this.#cast.nameOf(topic, name),
    };
  }

  /** So that it does not hang on the policy of the connection it is played on, where that matters. */
  #retryLine(): string[] {
    const hasFailed = [...this.#noted.seen.values()].some(({ now }) => now.counts.failed > 0);
    if (!hasFailed && isDeepStrictEqual(this.#retry, defaultRetryPolicy)) return [];
    return ['', `retry: ${onOneLine(retryWords(this.#retry))}`];
  }

  /** Where it took long, it may take long again. */
  #withinLine(): string[] {
    let longest = 0;
    let at: number | undefined;
    for (const { before } of this.#noted.deeds) {
      if (before === undefined) continue;
      if (at !== undefined) longest = Math.max(longest, before.lastAt - at);
      at = before.at;
    }
    for (const { now } of this.#noted.seen.values())
      if (at !== undefined) longest = Math.max(longest, now.lastAt - at);
    const seconds = Math.min(3600, Math.ceil((longest * 2) / 1000) + 5);
    return seconds > 10 ? ['', `within: ${seconds}s`] : [];
  }
}

const section = (name: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', `${name}:`, ...lines];

const waitsForEver = ({ rule }: Behaviour): boolean => rule.type === 'hang' || rule.type === 'manual';

/** What it has in hand stays there. What it was dealt while it is paused does, too; what takes time may have begun before. */
const isKeeper = ({ paused, behaviour }: Player): boolean =>
  waitsForEver(behaviour) || (paused && behaviour.latency.max === 0);

const lettersIn = ({ counts }: TopicMoment): number =>
  counts.deadLettered - counts.replayed - counts.discarded;

/** Of those who were there first: it is theirs for all, and the others have their own. */
function commonRetry({ deeds }: Noted): RetryPolicy {
  for (const { deed } of deeds) {
    const [first] = deed.what === 'subscribe' ? deed.added : [];
    if (first !== undefined) return first.retry.policy;
  }
  return defaultRetryPolicy;
}
