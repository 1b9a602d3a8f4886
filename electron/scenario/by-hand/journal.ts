import type { BusEvent } from '../../../shared/bus/bus-event';
import { replacePlaceholders } from '../../../shared/window/template';
import type { HandDeed, HandJournal } from '../../session/hand-deed';
import { type Noted, type NotedDeed, topicOf } from './noted';
import { Seen, type SeenTopic } from './seen';
import { scenarioOf } from './write';

/** So many deeds are noted, and what was seen until the next one. Each may take two steps of a scenario. */
export const mostDeeds = 490;
/** A payload that is longer, in characters, is not kept for it. */
const mostPayload = 100_000;
const mostTopics = 500;

/** What a person does by hand on a connection, and what came of it: to be saved as a scenario. */
export class Journal implements HandJournal {
  #deeds: NotedDeed[] = [];
  #topics = new Set<string>();
  #seen = new Seen();
  /** Nothing more is noted: this is what was seen until then. */
  #full: ReadonlyMap<string, SeenTopic> | undefined;

  beginAnew(): void {
    this.#deeds = [];
    this.#topics = new Set();
    this.#seen = new Seen();
    this.#full = undefined;
  }

  add(event: BusEvent): void {
    if (this.#full === undefined) this.#seen.add(event);
  }

  begin(deed: HandDeed): (isDone: boolean) => void {
    if (this.#full !== undefined) return () => {};
    const holder = deed.what === 'answer' ? this.#seen.holder(deed.deliveryId) : undefined;
    const topic = topicOf(deed) ?? holder?.topic;
    if (this.#deeds.length >= mostDeeds || this.#topics.size >= mostTopics) {
      this.#full = this.#topicsSeen();
      return () => {};
    }
    if (topic !== undefined) this.#watch(topic);
    const noted: NotedDeed = {
      ...{ ...withoutLong(deed), before: topic === undefined ? undefined : this.#seen.moment(topic) },
      ...(holder === undefined ? {} : { holder }),
    };
    const deeds = this.#deeds;
    deeds.push(noted);
    return (isDone) => {
      const at = deeds.indexOf(noted);
      if (!isDone) deeds.splice(at, 1);
      else if (deed.what === 'subscribe') for (const each of deed.added) this.#watch(each.topic);
    };
  }

  noted(): Noted {
    return {
      deeds: [...this.#deeds],
      seen: this.#full ?? this.#topicsSeen(),
      isFull: this.#full !== undefined,
    };
  }

  text(): string {
    return scenarioOf(this.noted());
  }

  #watch(topic: string): void {
    this.#topics.add(topic);
    this.#seen.watch(topic);
  }

  #topicsSeen(): ReadonlyMap<string, SeenTopic> {
    return new Map([...this.#topics].map((topic) => [topic, this.#seen.topic(topic)]));
  }
}

/** A payload that is long would be kept for nothing, and so would all variables of a connection beside those that are used. */
function withoutLong(deed: HandDeed): Pick<NotedDeed, 'deed' | 'isCut'> {
  if (deed.what !== 'send') return { deed };
  const { payload, variables, headers, properties } = deed.request;
  const fill = (text: string) =>
    replacePlaceholders(text, (whole, name) =>
      Object.hasOwn(variables, name) ? (variables[name] ?? whole) : whole,
    );
  const text = payload.format === 'file' ? '' : fill(payload.text);
  const isCut = text.length > mostPayload;
  const request = {
    ...{ ...deed.request, variables: {} },
    headers: filled(headers, fill),
    properties: filled(properties, fill),
    payload: payload.format === 'file' ? payload : { ...payload, text: isCut ? '' : text },
  };
  return { deed: { ...deed, request }, ...(isCut ? { isCut } : {}) };
}

function filled<Values extends object>(values: Values, fill: (text: string) => string): Values {
  const all = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? fill(value) : value,
  ]);
  return Object.fromEntries(all) as Values;
}
