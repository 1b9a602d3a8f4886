import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readScenarioFile } from '../../electron/scenario/read';
import { makeFolder, removeFolder } from '../support/temporary-folder';
import { read } from './support';

const wrong: Record<string, readonly [text: string, place: string, message: string]> = {
  'a key that is misspelt': [
    'scenario: x\nsubscribers:\n  - { name: a, topik: orders }',
    '3:16',
    'topik is not known here. Did you mean topic?',
  ],
  'a key that is like none': [
    'scenario: x\nfoo: 1',
    '2:1',
    'foo is not known here. There are: $schema, scenario',
  ],
  'what is missing': [
    'scenario: x\nsubscribers:\n  - { topic: orders }',
    '3:5',
    'name is missing: it must be text.',
  ],
  'a value of another kind': [
    'scenario: x\nsubscribers:\n  - { name: a, topic: orders, prefetch: many }',
    '3:41',
    'prefetch must be a number.',
  ],
  'a number that is too large': [
    'scenario: x\nsubscribers:\n  - name: a\n    topic: orders\n    count: 51',
    '5:12',
    'count must be at most 50.',
  ],
  'words that are no behaviour': [
    'scenario: x\nsubscribers:\n  - { name: a, topic: orders, behaviour: frist:2 }',
    '3:42',
    '"frist:2" is not a behaviour. Try ack, always, first:2',
  ],
  'a choice that is none': [
    'scenario: x\nexpect:\n  - deadLetters: { topic: t, count: 1, reason: bored }',
    '3:48',
    'reason must be one of max-retries, interrupted',
  ],
  'a time': ['scenario: x\nwithin: soon', '2:9', 'Write a time as 250ms, 2s or 1m'],
  'a number or range': [
    'scenario: x\nexpect:\n  - count: { acked: few }',
    '3:21',
    'Write a whole number, or a range as 3..5, 3.. or ..5.',
  ],
  'two kinds in one step': [
    'scenario: x\nsteps:\n  - wait: 1s\n    pause: a',
    '3:5',
    'Give exactly one of subscribe, unsubscribe',
  ],
  'no payload': [
    'scenario: x\nsteps:\n  - publish: { topic: t }',
    '3:14',
    'Give one payload: payload, file or base64.',
  ],
  'a regular expression': [
    'scenario: x\nexpect:\n  - attempts: { payload: "(", each: 1 }',
    '3:26',
    'This is not a regular expression.',
  ],
  'a variable that is not there': [
    'scenario: x\nvariables: { orders: o }\nsteps:\n  - publish: { topic: "{{order}}", payload: 1 }',
    '4:23',
    'No variable is called order. Did you mean orders?',
  ],
  'a topic that no broker takes': [
    'scenario: x\nsteps:\n  - publish: { topic: "amq.x", payload: 1 }',
    '3:23',
    'reserved by the broker',
  ],
  'an expectation of nothing': [
    'scenario: x\nexpect:\n  - count: { topic: t }',
    '3:12',
    'Say how many there must be of what',
  ],
  'dead letters without a number': [
    'scenario: x\nexpect:\n  - deadLetters: { topic: t, reason: rejected }',
    '3:18',
    'Say how many there must be: count, or left.',
  ],
  'a pattern of two kinds': [
    'scenario: x\nexpect:\n  - payload: { is: { equals: 1, matches: x } }',
    '3:20',
    'one of matches, equals and contains',
  ],
  'a name that is taken': [
    'scenario: x\nsubscribers:\n  - { name: a, topic: one }\n  - { name: a, topic: two }',
    '4:1',
    'There is a subscriber a already',
  ],
  'more rows than can be run': [
    `scenario: x\nmatrix:\n  a: [${Array.from({ length: 50 }, (_, n) => n)}]\n  b: [${Array.from({ length: 50 }, (_, n) => n)}]`,
    '3:3',
    'A matrix may have 1000 rows at most',
  ],
  'variables in a circle': ['scenario: x\nvariables: { a: "{{b}}x", b: "{{a}}x" }', '1:1', 'without end'],
  'variables that grow without bound': [
    `scenario: x\nvariables:\n  a: ${'x'.repeat(90_000)}\nsteps:\n  - publish: { topic: t, payload: "${'{{a}}'.repeat(1000)}" }`,
    '1:1',
    'too large',
  ],
  'YAML that is none': ['scenario: x\nsteps: [1', '2:10', 'This is not YAML:'],
  'a list instead of a file': ['- scenario', '1:1', 'A scenario begins with scenario: and its name.'],
  'no name': ['steps: []', '1:1', 'scenario is missing: it must be text.'],
};

describe('a mistake is named by its place, with what would be right', () => {
  for (const [what, [text, place, message]] of Object.entries(wrong)) {
    test(what, async () => {
      const { cases, problems } = await read(text);
      expect(cases).toEqual([]);
      expect(problems.map(({ line, column }) => `${line}:${column}`)).toContain(place);
      expect(problems.map((problem) => problem.message).join('\n')).toContain(message);
      expect(problems.every(({ file }) => file === 'a.yaml')).toBe(true);
    });
  }

  test('one mistake is told once', async () => {
    const { problems } = await read(
      'scenario: x\nsteps:\n  - publsh: { topic: t }\nexpect:\n  - count: { acke: 2 }',
    );
    expect(problems.map(({ line, message }) => [line, message])).toEqual([
      [3, 'publsh is not known here. Did you mean publish?'],
      [5, 'acke is not known here. Did you mean acked?'],
    ]);
  });

  test('all of them at once, in the order of the file', async () => {
    const { problems } = await read(
      'scenario: x\nfoo: 1\nsubscribers:\n  - { nam: a, topic: t }\nwithin: soon',
    );
    expect(problems.map(({ line }) => line)).toEqual([2, 4, 4, 5]);
  });

  test('aliases that stand for what they are in end', async () => {
    const { problems } = await read('scenario: x\nvariables: &a { b: *a }');
    expect(problems.length).toBeGreaterThan(0);
  });

  test('aliases that grow without bound are no scenario', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, at) => `  l${at + 1}: &l${at + 1} [${`*l${at}, `.repeat(10)}]`,
    );
    const { problems } = await read(`scenario: x\nvariables:\n  l0: &l0 [x]\n${levels.join('\n')}`);
    expect(problems[0]?.message).toContain('This is not YAML');
  });
});

describe('variables', () => {
  test('stand anywhere, as themselves where they stand alone, and in each other', async () => {
    const { cases } = await read(
      'scenario: x\nvariables: { base: orders, topic: "{{base}}-eu", most: 5 }\nsubscribers:\n  - { name: a, topic: "{{topic}}", prefetch: "{{most}}" }',
    );
    expect(cases[0]?.steps[0]?.what).toMatchObject({ what: { topic: 'orders-eu', prefetch: 5 } });
  });

  test('from outside go before the file’s own', async () => {
    const { cases } = await read(
      'scenario: x\nvariables: { t: a }\nsteps: [{ replay: { topic: "{{t}}" } }]',
      { t: 'b' },
    );
    expect(cases[0]?.steps[0]?.what).toMatchObject({ what: { topic: 'b' } });
  });

  test('a payload keeps what is filled in when it is sent, and what is none of ours', async () => {
    const { cases } = await read(
      'scenario: x\nsteps: [{ publish: { topic: t, payload: "{{seq}} {{theirs}}" } }]',
    );
    expect(cases[0]?.steps[0]?.what).toMatchObject({ what: { payload: '{{seq}} {{theirs}}' } });
  });

  test('four deep, with the run’s own word', async () => {
    const { cases } = await read(
      'scenario: x\nvariables: { a: "{{b}}", b: "{{c}}", c: "{{d}}", d: "t-{{run}}" }\nsteps: [{ replay: { topic: "{{a}}" } }]',
    );
    expect(cases[0]?.steps[0]?.what).toMatchObject({
      what: { topic: expect.stringMatching(/^t-[0-9a-f]{8}$/) },
    });
  });

  test('a seed may be one, and makes another run', async () => {
    const { cases } = await read('scenario: x\nmatrix: { n: [1, 2] }\nseed: "{{n}}"');
    expect(cases.map(({ scenario }) => scenario.seed)).toEqual([1, 2]);
    expect(new Set(cases.map(({ drawing }) => drawing.run)).size).toBe(2);
  });

  test('a value of the matrix that is given from outside is the only one', async () => {
    const { cases } = await read('scenario: x\nmatrix: { n: [1, 2], m: [3, 4] }', { n: 9 });
    expect(cases.map(({ values }) => values)).toEqual([{ m: '3' }, { m: '4' }]);
  });

  test('a password in one is in no title', async () => {
    const { cases } = await read('scenario: x\nmatrix: { to: ["amqp://u:geheim@h/"] }\nbus: "{{to}}"');
    expect(JSON.stringify(cases[0]?.values)).not.toContain('geheim');
    expect(cases[0]?.scenario.bus).toContain('geheim');
  });

  test('a name with nothing behind it says nothing', async () => {
    const { problems } = await read('scenario: x\nsteps:\nexpect:\n');
    expect(problems).toEqual([]);
  });

  test('a matrix is a case for each combination', async () => {
    const { cases } = await read(
      'scenario: x\nmatrix: { n: [1, 2], verb: [a, b] }\nsubscribers: [{ name: "{{verb}}", topic: t, prefetch: "{{n}}" }]',
    );
    expect(cases.map(({ values }) => values)).toEqual([
      { n: '1', verb: 'a' },
      { n: '1', verb: 'b' },
      { n: '2', verb: 'a' },
      { n: '2', verb: 'b' },
    ]);
    expect(cases[3]?.steps[0]?.what).toMatchObject({ what: { name: 'b', prefetch: 2 } });
  });
});

describe('files', () => {
  async function folder(files: Record<string, string>) {
    const path = await makeFolder('scenario');
    onTestFinished(() => removeFolder(path));
    for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
    return path;
  }
  const readIn = (path: string) => readScenarioFile(join(path, 'a.yaml'), { isInside: () => true });

  test('what it begins with comes first, with its variables', async () => {
    const path = await folder({
      'a.yaml':
        'scenario: x\nsetup: [b.yaml]\nvariables: { t: own }\nsubscribers: [{ name: second, topic: "{{t}}" }]',
      'b.yaml': 'variables: { t: theirs }\nsubscribers: [{ name: first, topic: "{{t}}" }]',
    });
    const { cases, problems } = await readIn(path);
    expect(problems).toEqual([]);
    expect(cases[0]?.steps.map(({ what: { what } }) => what)).toMatchObject([
      { name: 'first', topic: 'own' },
      { name: 'second', topic: 'own' },
    ]);
  });

  test('a mistake in one is named in it', async () => {
    const path = await folder({
      'a.yaml': 'scenario: x\nsetup: [b.yaml]',
      'b.yaml': 'steps:\n  - wait: soon',
    });
    const { problems } = await readIn(path);
    expect(problems).toMatchObject([{ file: expect.stringMatching(/b\.yaml$/), line: 2 }]);
  });

  test('one that is reached by two ways is taken once', async () => {
    const path = await folder({
      'a.yaml': 'scenario: x\nsetup: [b.yaml, c.yaml]',
      'b.yaml': 'setup: [d.yaml]',
      'c.yaml': 'setup: [d.yaml]',
      'd.yaml': 'subscribers: [{ name: a, topic: t }]',
    });
    const { cases, problems } = await readIn(path);
    expect(problems).toEqual([]);
    expect(cases[0]?.steps).toHaveLength(1);
  });

  test('one that is missing, or begins with itself, is named where it is asked for', async () => {
    const missing = await readIn(await folder({ 'a.yaml': 'scenario: x\nsetup:\n  - b.yaml' }));
    expect(missing.problems).toMatchObject([
      { line: 3, message: expect.stringContaining('could not be read') },
    ]);
    const round = await readIn(
      await folder({ 'a.yaml': 'scenario: x\nsetup: [b.yaml]', 'b.yaml': 'setup: [a.yaml]' }),
    );
    expect(round.problems[0]?.message).toContain('begins with this file itself');
  });
});
