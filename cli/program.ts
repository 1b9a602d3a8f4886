import { Command, type CommanderError, InvalidArgumentError, Option } from 'commander';
import { version } from '#package.json';
import type { ConnectionFlags } from './connect';
import { Exit, exitCodes } from './exit';

/*
 * Every command, its arguments, its options and examples: what `--help`, the completion and docs/cli.md are made of. What a command
 * does is loaded only once it is asked for.
 */

const number =
  (least: number, most: number, whole = true) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || (whole && !Number.isInteger(value)))
      throw new InvalidArgumentError(`It must be a ${whole ? 'whole ' : ''}number.`);
    if (value < least || value > most) throw new InvalidArgumentError(`It must be from ${least} to ${most}.`);
    return value;
  };

/** `K=V`, given as often as there are. */
const pairs = (text: string, before: Record<string, string> = {}): Record<string, string> => {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write it as NAME=VALUE.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
};

/** `100` or `100..500`, ms. */
const range = (text: string): { min: number; max: number } => {
  const found = /^(\d+)(?:\.\.(\d+))?(?:ms)?$/.exec(text);
  const [min, max] = [Number(found?.[1]), Number(found?.[2] ?? found?.[1])];
  if (found === null || min > max)
    throw new InvalidArgumentError('Write it as MS or MS..MS, for example 100..500.');
  return { min, max };
};

const examples = (...lines: string[]) => `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}\n`;

/** On every command that talks to a bus. */
function onBus(
  command: Command,
  { json = 'one BusEvent a line on standard output, and nothing else there' } = {},
): Command {
  command
    .addOption(
      new Option('--url <URL>', 'the bus: memory:, amqp://…, redis://…, mqtt://…').env('BUSDECK_URL'),
    )
    .option('--profile <NAME>', 'a saved connection of the window')
    .option('--user-data <FOLDER>', 'where the window keeps its settings')
    .option('--password-file <FILE>', 'the password; or in the environment as BUSDECK_PASSWORD')
    .option('--confirm <NAME>', 'the topic’s or connection’s name, where a production connection asks for it')
    .option('--queues <KIND>', 'RabbitMQ: compatible (default) or durable');
  return json === '' ? command : command.option('--json', json);
}

function sending(command: Command, verb: 'publish' | 'broadcast'): Command {
  return onBus(command)
    .argument('<TOPIC>')
    .argument('[PAYLOAD]', 'the payload, @FILE for a file’s bytes, - or nothing for standard input')
    .option('--lines', 'each line of standard input is a message')
    .option('--count <N>', 'so many messages', number(1, 1_000_000), 1)
    .option(
      '--rate <N>',
      'messages a second; as fast as the broker confirms without it',
      number(0.001, 100_000, false),
    )
    .option('--header <K=V>', 'a header; as often as there are', pairs)
    .addHelpText(
      'after',
      examples(
        `busdeck ${verb} orders '{"order": {{seq}}}' --count 10 --rate 5`,
        `busdeck ${verb} orders @order.json --header tenant=a`,
        `tail -f events.ndjson | busdeck ${verb} orders - --lines`,
      ),
    )
    .action(async (topic: string, payload: string | undefined, options) =>
      (await import('./commands/send')).send(verb, topic, payload, options),
    );
}

export function program(): Command {
  const busdeck = new Command('busdeck')
    .description('A test console for event buses: publish to one subscriber in turn, broadcast to all.')
    .version(version, '-v, --version')
    .showHelpAfterError('(see --help)')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text) });

  onBus(busdeck.command('listen'))
    .description('subscribes to a topic and shows what comes')
    .argument('<TOPIC>')
    .option('--name <NAME>', 'of the subscriber', 'listener')
    .option('--subscribers <N>', 'how many take turns', number(1, 50), 1)
    .option('--count <N>', 'ends after so many deliveries are answered', number(1, 1_000_000_000))
    .option('--timeout <S>', 'gives up after so many seconds: exit code 3', number(0.01, 1_000_000, false))
    .option('--prefetch <N>', 'unanswered deliveries at a time', number(1, 65_535), 1)
    .option('--max-retries <N>', 'attempts after the first', number(0, 100), 3)
    .option('--retry-delay <MS>', 'before each of them; MS..MS doubles from the one to the other', range)
    .option('--fail <RULE>', 'always, first:K, every:N, rate:P, match:REGEX')
    .option('--latency <MS>', 'how long each takes; MS..MS draws evenly', range)
    .option('--seed <N>', 'makes rate and latency repeatable', number(0, 2 ** 31, true), 1)
    .addHelpText(
      'after',
      examples(
        'busdeck listen orders --url amqp://localhost',
        'busdeck listen orders --fail first:2 --retry-delay 100..2000',
        'busdeck listen orders --count 10 --timeout 30 --json',
      ),
    )
    .action(async (topic: string, options) => (await import('./commands/listen')).listen(topic, options));

  sending(busdeck.command('publish'), 'publish').description(
    'sends to exactly one subscriber of the topic, in turn',
  );
  sending(busdeck.command('broadcast'), 'broadcast').description('sends to every subscriber of the topic');

  onBus(busdeck.command('dead'), { json: 'list: one dead letter a line; else one BusEvent a line' })
    .description('the dead letters of a topic')
    .argument('<TOPIC>')
    .argument('<DO>', 'list, replay or discard')
    .option('--id <ID...>', 'only these')
    .addHelpText('after', examples('busdeck dead orders list', 'busdeck dead orders replay --id 1f0c…'))
    .action(async (topic: string, what: string, options) =>
      (await import('./commands/dead')).dead(topic, what, options),
    );

  onBus(busdeck.command('topics'), { json: 'one topic a line' })
    .description('what is on the broker')
    .option('--watch', 'again and again, until it is stopped')
    .option('--all', 'queues of helpers, too')
    .addHelpText('after', examples('busdeck topics --url amqp://localhost', 'busdeck topics --watch'))
    .action(async (options) => (await import('./commands/topics')).topics(options));

  onBus(busdeck.command('tap'))
    .description('watches topics and takes nothing from anybody')
    .argument('<TOPIC...>')
    .option('--trace', 'RabbitMQ: switches tracing on as long as it runs, which costs the broker something')
    .option('--count <N>', 'ends after so many sights', number(1, 1_000_000_000))
    .option('--timeout <S>', 'ends after so many seconds', number(0.01, 1_000_000, false))
    .addHelpText('after', examples('busdeck tap orders', 'busdeck tap orders invoices --trace --json'))
    .action(async (topics: string[], options) => (await import('./commands/tap')).tap(topics, options));

  onBus(busdeck.command('record'), { json: '' })
    .description('writes what a tap sees to a file that the window opens')
    .argument('<TOPIC...>')
    .requiredOption('-o, --output <FILE>', 'where to')
    .option('--trace', 'RabbitMQ: switches tracing on as long as it runs')
    .option('--count <N>', 'ends after so many sights', number(1, 1_000_000_000))
    .option('--timeout <S>', 'ends after so many seconds', number(0.01, 1_000_000, false))
    .addHelpText('after', examples('busdeck record orders -o orders.ndjson --trace'))
    .action(async (topics: string[], options) => (await import('./commands/record')).record(topics, options));

  onBus(busdeck.command('replay'))
    .description('publishes the messages of a recording again')
    .argument('<FILE>')
    .option('--speed <F>', 'times the pace of then; 0 is as fast as it goes', number(0, 100_000, false), 1)
    .option('--rate <N>', 'messages a second instead', number(0.001, 100_000, false))
    .option('--topic <A=B>', 'sends what went to A to B; as often as there are', pairs)
    .addHelpText(
      'after',
      examples(
        'busdeck replay orders.ndjson --speed 10',
        'busdeck replay orders.ndjson --topic orders=orders-test',
      ),
    )
    .action(async (file: string, options) => (await import('./commands/replay')).replay(file, options));

  onBus(busdeck.command('run'), { json: '' })
    .description('runs scenarios, and tells what held')
    .argument('<FILE...>', 'files, folders or globs')
    .option('--tag <T...>', 'only those with one of these tags')
    .option('--var <K=V>', 'a variable of the scenarios; as often as there are', pairs)
    .option('--seed <N>', 'instead of the scenario’s own', number(0, 2 ** 31, true))
    .option('--jobs <N>', 'so many at a time', number(1, 64), 1)
    .option('--against <URL>', 'runs each on this bus, too, and compares')
    .option('--junit <FILE>', 'a report for CI')
    .option('--json <FILE>', 'a report for programs; - is standard output')
    .option('--html <FILE>', 'a report for people, in one file')
    .option('--check', 'says what is wrong with the files, and runs nothing')
    .addHelpText(
      'after',
      examples(
        'busdeck run scenarios',
        'busdeck run scenarios --url amqp://localhost --jobs 4 --junit report.xml',
        'busdeck run first-two-fail.yaml --against redis://localhost',
      ),
    )
    .action(async (files: string[], options) => (await import('./commands/run')).run(files, options));

  busdeck
    .command('init')
    .description('writes a first scenario, and the schema that editors complete with')
    .argument('[FOLDER]', 'where to', 'scenarios')
    .addHelpText('after', examples('busdeck init', 'busdeck init test/scenarios'))
    .action(async (folder: string) => (await import('./commands/init')).init(folder));

  onBus(busdeck.command('bench'), { json: 'the result as one line' })
    .description('how many messages a second go through')
    .option('--count <N>', 'messages', number(1, 10_000_000), 10_000)
    .option('--size <BYTES>', 'of each', number(1, 10_000_000), 1024)
    .option('--prefetch <N>', 'of the subscriber', number(1, 65_535), 100)
    .addHelpText('after', examples('busdeck bench --url redis://localhost'))
    .action(async (options) => (await import('./commands/bench')).bench(options));

  busdeck
    .command('completion')
    .description('prints what completes commands and options in a shell')
    .argument('<SHELL>', 'bash, zsh or fish')
    .addHelpText(
      'after',
      examples('busdeck completion bash > ~/.local/share/bash-completion/completions/busdeck'),
    )
    .action(async (shell: string) => (await import('./commands/completion')).completion(busdeck, shell));

  for (const command of [busdeck, ...busdeck.commands]) command.exitOverride(leave);
  return busdeck;
}

/** commander’s own way out: help and the version are no mistakes. */
function leave(error: CommanderError): never {
  throw new Exit(error.exitCode === 0 ? exitCodes.done : exitCodes.usage);
}

/** What {@link onBus} gives every command. */
export type BusFlags = ConnectionFlags & { readonly json?: true };
