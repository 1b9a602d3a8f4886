import { onTestFinished } from 'vitest';
import { EventBus } from '../../electron/bus/event-bus';
import { MemoryBackend } from '../../electron/bus/memory/backend';
import { readScenario } from '../../electron/scenario/read';
import { ScenarioRun } from '../../electron/scenario/run';
import { PayloadFiles } from '../../electron/session/compose/payload-files';
import { Sends } from '../../electron/session/sends';
import { Patterns } from '../../electron/session/simulate/patterns';
import { Subscribers } from '../../electron/session/subscribers';
import type { BusEvent } from '../../shared/bus/bus-event';
import type { ScenarioOutcome } from '../../shared/scenario/outcome';

export const read = (text: string, variables = {}) =>
  readScenario(text, 'a.yaml', { isInside: (url) => url === 'memory:', variables });

export interface Played {
  readonly outcome: ScenarioOutcome;
  readonly events: readonly BusEvent[];
}

/** A scenario on the bus in memory, without what is there in every file. */
export async function play(body: string, signal = new AbortController().signal): Promise<Played> {
  const { cases, problems } = await read(`scenario: A test\nquiet: 20ms\n${body}`);
  if (problems.length > 0)
    throw new Error(problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  const [only] = cases;
  if (only === undefined) throw new Error('there is no case');
  const bus = new EventBus({ backend: new MemoryBackend() });
  const patterns = new Patterns();
  onTestFinished(async () => {
    await bus.close();
    await patterns.close();
  });
  const events: BusEvent[] = [];
  bus.onEvent((event) => events.push(event));
  await bus.connect();
  const run = new ScenarioRun(only, {
    bus,
    subscribers: new Subscribers(bus, patterns.compile),
    sends: new Sends(new PayloadFiles(), () => {}),
    allow: () => {},
    isAlone: true,
  });
  const outcome = await run.run(signal);
  await run.cleanUp();
  return { outcome, events };
}

/** The expectations that were written, by what they say: not the one that is always there. */
export const verdicts = ({ outcome }: Played) =>
  outcome.expectations.slice(0, -1).map(({ state, expected, seen }) => ({ state, expected, seen }));
