import { expect, test } from 'vitest';
import { previewOf } from '../../electron/bus/preview';
import { parseAddresses } from '../../electron/bus/rabbitmq/address';
import { readFailure } from '../../electron/bus/rabbitmq/failure';
import { cell } from '../../electron/session/export/row-file';
import { formatPayload } from '../../renderer/compose/format-payload';
import { payloadProblem, withoutTemplates } from '../../renderer/editor/payload-problem';
import { parseFilter } from '../../renderer/filter/engine/parse-filter';
import { wordsOf } from '../../renderer/filter/engine/tokens';
import { suggest } from '../../renderer/filter/suggest';
import { jsonLines, textLines } from '../../renderer/format/lay-out';
import { oneLine, prettyJson, readPayload } from '../../renderer/format/payload';
import { splitUnseen, visible } from '../../renderer/format/visible-text';
import { parseBehaviour } from '../../shared/bus/behaviour';
import { topicProblem } from '../../shared/bus/message';
import { requestNameProblem } from '../../shared/window/compose';
import { parseBeginning, valuesAt } from '../../shared/window/json-path';
import { maskPasswords } from '../../shared/window/mask-url';
import { payloadTest } from '../../shared/window/payload-question';
import { joinPassword, needsPassword, splitPassword } from '../../shared/window/profile';
import { fillTemplate } from '../../shared/window/template';

/*
 * Whatever meets the text of strangers takes time in proportion to it. Each function gets each shape of text, once in a size
 * and once doubled twice: the time may grow about fourfold. With the square of the text it would be sixteen times as long.
 */

const context = { seq: 1, now: new Date(0), random: () => 0, uuid: () => 'u' };
const bytes = new TextEncoder();
const path = { type: 'json', path: ['*', '*', 'a'], operator: '~', written: 'b' } as const;
/** Lists in lists, each beside a number. */
const nest = (() => {
  let value: unknown = 1;
  for (let depth = 0; depth < 10_000; depth += 1) value = [value, depth];
  return value;
})();
const ignoringRefusals = (run: (text: string) => unknown) => (text: string) => {
  try {
    run(text);
  } catch {
    // A refusal may not take long either.
  }
};

const readers: Record<string, (text: string) => unknown> = {
  'fill a template': (text) => fillTemplate(text, context),
  'blank a template': withoutTemplates,
  'check a JSON payload': (text) => payloadProblem('json', text),
  'lay a JSON payload out': (text) => formatPayload('json', text),
  'lay a hexadecimal payload out': (text) => formatPayload('hex', text),
  'look along a path': (text) => payloadTest(path)({ text, json: () => parseBeginning(text) }),
  'look along a long path': (text) =>
    valuesAt(
      nest,
      Array.from({ length: text.length / 100 }, () => '*'),
    ),
  'look for a text': (text) => payloadTest({ type: 'text', text: 'xyz' })({ text, json: () => null }),
  'suggest how a filter goes on': (text) => suggest(text, { topics: [text], subscribers: [text] }),
  'join a password to URLs': (text) => joinPassword(text, 'secret', 'guest'),
  'check a request’s name': requestNameProblem,
  'write a cell': cell,
  'check a hexadecimal payload': (text) => payloadProblem('hex', text),
  'check a base64 payload': (text) => payloadProblem('base64', text),
  'read cut JSON': parseBeginning,
  'preview a payload': (text) => previewOf(bytes.encode(text)),
  'read a payload': (text) => readPayload(bytes.encode(text)),
  'indent JSON': prettyJson,
  'lay out JSON': jsonLines,
  'lay out text': textLines,
  'put JSON on one line': (text) => oneLine({ format: 'json', text, truncated: false }, 200),
  'mark what shows nothing': visible,
  'split what shows nothing': splitUnseen,
  'read a filter': ignoringRefusals(parseFilter),
  'split a filter into words': wordsOf,
  'mask passwords': maskPasswords,
  'split a password off': splitPassword,
  'ask for a password': needsPassword,
  'read addresses': ignoringRefusals(parseAddresses),
  'read a behaviour': parseBehaviour,
  'check a topic': topicProblem,
  'read a broker’s words': (text) => readFailure(new Error(text), 'try'),
};

const shapes: Record<string, (length: number) => string> = {
  spaces: (n) => `{{${' '.repeat(n)}`,
  'spaces that end in a letter': (n) => `${' '.repeat(n)}x`,
  'line breaks': (n) => '\n'.repeat(n),
  'spaces after a brace': (n) => `{${' '.repeat(n)}`,
  'opening braces': (n) => '{'.repeat(n),
  'pairs of braces': (n) => '{{'.repeat(n / 2),
  'marks that do not end': (n) => '{{ a '.repeat(n / 5),
  brackets: (n) => '['.repeat(n),
  'brackets that close': (n) => '['.repeat(n / 2) + ']'.repeat(n / 2),
  'brackets in an object': (n) => '{"a":'.repeat(n / 5),
  quotes: (n) => '"'.repeat(n),
  'quotes that are escaped': (n) => '\\"'.repeat(n / 2),
  backslashes: (n) => '\\'.repeat(n),
  'one string': (n) => `"${'a'.repeat(n)}"`,
  'one string without its end': (n) => `"${'a'.repeat(n)}`,
  'a word': (n) => 'a'.repeat(n),
  digits: (n) => '1'.repeat(n),
  dots: (n) => `a:${'.'.repeat(n)}`,
  slashes: (n) => '/a '.repeat(n / 3),
  commas: (n) => ','.repeat(n),
  URLs: (n) => 'amqp://a:b@c '.repeat(n / 13),
  'beginnings of URLs': (n) => 'amqp://a:'.repeat(n / 9),
  'at signs before hosts': (n) => `amqp://${'@h/'.repeat(n / 3)}#`,
  'all numbers': (n) => `${Array.from({ length: n / 6 }, (_, index) => 70_000 + index).join(',')}{{a}}`,
  'at signs': (n) => `amqp://${'@'.repeat(n)}`,
  stars: (n) => `payload:${'*a'.repeat(n / 2)}`,
  'halves of surrogate pairs': (n) => '\ud83d'.repeat(n),
  'joined emoji': (n) => '👩‍'.repeat(n / 3),
  'marks of direction': (n) => '\u202e'.repeat(n),
  'JSON numbers': (n) => `[${'1,'.repeat(n / 2)}1]`,
};

/** The least processor time of several runs, ms: what other programs take is in none of them. */
function timeOf(run: () => unknown, runs: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i += 1) {
    const start = process.cpuUsage();
    run();
    least = Math.min(least, process.cpuUsage(start).user / 1000);
  }
  return least;
}

/** Short times say nothing: then the text grows, up to this. */
const largest = 128_000;
const measurable = 20;
/** For a text that is doubled twice: in proportion it would be 4, with the square 16. */
const mostGrowth = 9;

test.for(Object.entries(readers))('%s: time grows with the text and no faster', ([, read]) => {
  for (const [shape, make] of Object.entries(shapes)) {
    let length = 2000;
    let time = timeOf(() => read(make(length)), 2);
    while (time < measurable && length < largest) {
      length *= 2;
      time = timeOf(() => read(make(length)), 2);
    }
    if (time < measurable) continue;
    const text = make(length);
    const doubledTwice = make(4 * length);
    // Tried again where the caches were somebody else's.
    let ratio = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < 6 && ratio > mostGrowth; tries += 1) {
      ratio = Math.min(ratio, timeOf(() => read(doubledTwice), 2) / timeOf(() => read(text), 3));
    }
    expect([shape, length, ratio < mostGrowth]).toEqual([shape, length, true]);
  }
});
