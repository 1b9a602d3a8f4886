// The program behind `npm run chaos`, started by scripts/chaos.mjs.
import { parseArgs } from 'node:util';
import { type ChaosOptions, defaultOptions } from './options';
import { describeRun } from './report';
import { runChaos } from './run';

const usage = `npm run chaos -- [--broker rabbitmq|redis|mqtt] [--seed N] [--messages N] [--kills N] [--broker-kills N] [--subscribers N]
                 [--profile compatible|durable] [--keep-alive anchor|off] [--retry-delay MS] [--cluster] [--json]`;

const { values } = parseArgs({
  options: {
    broker: { type: 'string' },
    seed: { type: 'string' },
    messages: { type: 'string' },
    kills: { type: 'string' },
    'broker-kills': { type: 'string' },
    subscribers: { type: 'string' },
    profile: { type: 'string' },
    'keep-alive': { type: 'string' },
    'retry-delay': { type: 'string' },
    cluster: { type: 'boolean' },
    json: { type: 'boolean' },
    program: { type: 'string' },
  },
});

function whole(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} takes a whole number, not ${text}.\n${usage}`);
  return Number(text);
}

function oneOf<Word extends string>(
  name: string,
  text: string | undefined,
  words: readonly Word[],
  otherwise: Word,
): Word {
  const word = text === undefined ? otherwise : words.find((each) => each === text);
  if (word === undefined) throw new Error(`--${name} takes ${words.join(' or ')}, not ${text}.\n${usage}`);
  return word;
}

const cluster = values.cluster ?? false;
const options: ChaosOptions = {
  broker: oneOf('broker', values.broker, ['rabbitmq', 'redis', 'mqtt'], 'rabbitmq'),
  seed: whole('seed', values.seed, defaultOptions.seed),
  messages: whole('messages', values.messages, defaultOptions.messages),
  kills: whole('kills', values.kills, defaultOptions.kills),
  brokerKills: whole('broker-kills', values['broker-kills'], cluster ? 3 : 0),
  subscribers: Math.max(1, whole('subscribers', values.subscribers, defaultOptions.subscribers)),
  profile: oneOf('profile', values.profile, ['compatible', 'durable'], cluster ? 'durable' : 'compatible'),
  keepAlive: oneOf('keep-alive', values['keep-alive'], ['anchor', 'off'], 'anchor'),
  retryDelayMs: whole('retry-delay', values['retry-delay'], 0),
  cluster,
};

const result = await runChaos(options, values.program ?? '');
process.stderr.write(`${describeRun(result)}\n`);
process.stdout.write(`${JSON.stringify(result, null, values.json ? 0 : 2)}\n`);
process.exitCode = result.broken.length > 0 ? 1 : 0;
