import { replacePlaceholders } from '../../../shared/window/template';

/** What a scenario fills in by itself. */
const taken = new Set(['run', 'seq', 'uuid', 'now', 'random']);

function placeholderNames(text: string): string[] {
  const names: string[] = [];
  replacePlaceholders(text, (written, name) => {
    names.push(name);
    return written;
  });
  return names;
}

/** The topics as variables with `{{run}}` in them, so that no run meets what another one left. */
export class TopicNames {
  readonly #byTopic = new Map<string, string>();
  readonly #used: Set<string>;

  /** `payloads`: what stands in them as a placeholder is not to be filled in by a topic’s name. */
  constructor(payloads: Iterable<string>) {
    this.#used = new Set([...taken, ...[...payloads].flatMap(placeholderNames)]);
  }

  /** As it is written: `{{orders}}`. */
  readonly written = (topic: string): string => {
    const known = this.#byTopic.get(topic);
    if (known !== undefined) return `{{${known}}}`;
    const plain = topic.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 60);
    const base = /^[A-Za-z_]/.test(plain) ? plain : `topic-${plain}`;
    let name = base;
    for (let n = 2; this.#used.has(name); n += 1) name = `${base}-${n}`;
    this.#used.add(name);
    this.#byTopic.set(topic, name);
    return `{{${name}}}`;
  };

  variables(): [name: string, value: string][] {
    return [...this.#byTopic].map(([topic, name]) => [name, `${topic.slice(0, 150)}-{{run}}`]);
  }
}
