import { descriptorOf, isInside, kindOf } from '../../shared/brokers';
import { kindOfUrl } from '../../shared/brokers/by-url';
import { maskPasswords } from '../../shared/window/mask-url';
import type { EventBus } from '../bus/event-bus';
import type { Subscribers } from '../session/subscribers';
import type { ScenarioCase } from './scenario-case';
import { topicsOf } from './topics';

interface Present {
  readonly bus: EventBus;
  readonly subscribers: Subscribers;
}

/** What is not as the scenario may take it to be, where it is played on the window’s connection. */
export function notesOf(text: string, each: ScenarioCase, { bus, subscribers }: Present): string[] {
  const { status } = bus;
  const notes: string[] = [];
  const named = each.scenario.bus;
  if (/^bus:/m.test(text) && isAnother(named, status)) {
    const here = `${descriptorOf(kindOf(status)).label}${status.endpoint === '' ? '' : `, ${status.endpoint}`}`;
    notes.push(`The file names ${maskPasswords(named)}; it is played on the present connection (${here}).`);
  }
  const topics = topicsOf(each);
  const passing = new Set(subscribers.passing().map(({ id }) => id));
  const others = subscribers.list().filter(({ topic, id }) => topics.has(topic) && !passing.has(id));
  if (others.length > 0) {
    const names = others.slice(0, 3).map(({ name }) => name);
    const more = others.length > names.length ? ` and ${others.length - names.length} more` : '';
    notes.push(
      `${names.join(', ')}${more} ${others.length === 1 ? 'is' : 'are'} on its topics, too, and will take part. A topic with {{run}} in its name is another one in each run.`,
    );
  }
  return notes;
}

function isAnother(url: string, status: EventBus['status']): boolean {
  const here = kindOf(status);
  const kind = kindOfUrl(url);
  if (kind === 'memory') return !isInside(here);
  if (kind !== here) return true;
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/]*@)?([^/?]+)/i.exec(url)?.[1];
  return host !== undefined && !status.endpoint.includes(host);
}
