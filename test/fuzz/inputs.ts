import fc, { type Arbitrary } from 'fast-check';

/** Longer than this nothing is: a quadratic reader takes minutes for it, a linear one some milliseconds. */
const largest = 1 << 18;

/** What means something to one reader or another, and what readers of text forget. */
const pieces = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '{{',
    '}}',
    '{{seq}}',
    '{{random 1 2}}',
    '(',
    ')',
    '<',
    '>',
    '"',
    "'",
    '`',
    '\\',
    '\\"',
    '\\u',
  ],
  ...[
    ',',
    ':',
    ';',
    '.',
    '..',
    '/',
    '//',
    '://',
    'amqp://',
    'amqps://',
    '@',
    '?',
    '#',
    '%',
    '%00',
    '%zz',
    '&',
    '|',
    '^',
  ],
  ...[
    '*',
    '+',
    '-',
    '~',
    '=',
    '!=',
    '>=',
    '$',
    '$.',
    '$["',
    '"]',
    '[*]',
    '[0]',
    'header.',
    'topic:',
    'size:',
    'after:',
  ],
  ...[
    ' ',
    '  ',
    '\t',
    '\n',
    '\r',
    '\r\n',
    '\u00a0',
    '\u2028',
    '\ufeff',
    '\0',
    '\u001b',
    '\u007f',
    '\u200b',
    '\u202e',
  ],
  ...[
    'a',
    'b',
    'x:',
    'é',
    '\u0301',
    '漢',
    '👩',
    '\u200d',
    '👩\u200d',
    '\ud83d',
    '\udc69',
    '\ufffd',
    '\uffff',
  ],
  ...[
    '0',
    '1',
    '9',
    '-0',
    '1e999',
    '0.1',
    '18446744073709551616',
    'ms',
    'match:',
    'first:',
    'null',
    'true',
    'NaN',
  ],
  ...['__proto__', 'constructor', '"a":', '"event":', 'undefined'],
];

const piece = fc.constantFrom(...pieces);
const phrase = fc.array(piece, { minLength: 1, maxLength: 4 }).map((some) => some.join(''));
const perhaps = fc.oneof(fc.constant(''), phrase);

/** 1 to {@link largest}, each order of magnitude as often as the others. */
const size = fc.noBias(fc.integer({ min: 0, max: 180 })).map((tenths) => Math.round(2 ** (tenths / 10)));

const times = (text: string, length: number) =>
  text === '' ? '' : text.repeat(Math.max(1, Math.floor(Math.min(length, largest) / text.length)));

/** The same again and again, with something before, in the middle and at the end. */
const grown = fc
  .record({ head: perhaps, unit: phrase, middle: perhaps, second: perhaps, tail: perhaps, size })
  .map(({ head, unit, middle, second, tail, size: length }) =>
    [head, times(unit, length / 2), middle, times(second, length / 2), tail].join(''),
  );

const pairs = fc.constantFrom(
  ['[', ']'],
  ['{"a":', '}'],
  ['{"a":[', ']}'],
  ['(', ')'],
  ['{{', '}}'],
  ['"', '"'],
  ['[1,', ',2]'],
);

/** What closes as often as it opens. */
const nested = fc
  .tuple(pairs, phrase, fc.constantFrom('', '0', '{}'), size)
  .map(([[open = '', close = ''], middle, plain, length]) => {
    const depth = Math.max(1, Math.floor(length / (open.length + close.length)));
    return open.repeat(depth) + (length % 3 === 0 ? middle : plain) + close.repeat(depth);
  });

const random = fc.oneof(
  fc.array(piece, { maxLength: 200 }).map((some) => some.join('')),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 100 }),
  fc.json({ maxDepth: 6 }),
);

const change = fc.record({
  how: fc.constantFrom('insert', 'delete', 'repeat', 'cut', 'move'),
  at: fc.nat(),
  length: size,
  text: perhaps,
});
type Change = typeof change extends Arbitrary<infer Value> ? Value : never;

function changed(text: string, { how, at, length, text: added }: Change): string {
  const from = at % (text.length + 1);
  const to = Math.min(text.length, from + length);
  const [before, part, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
  switch (how) {
    case 'insert':
      return before + added + part + after;
    case 'delete':
      return before + after;
    case 'repeat':
      return before + times(part === '' ? added : part.slice(0, 40), length) + after;
    case 'cut':
      return before;
    case 'move':
      return part + before + after;
  }
}

/** Text of any kind: random, grown, and what is right with a few changes. */
export function texts(...right: readonly [string, ...string[]]): Arbitrary<string> {
  const mutated = fc
    .tuple(fc.constantFrom(...right), fc.array(change, { maxLength: 5 }))
    .map(([text, changes]) => changes.reduce(changed, text).slice(0, 2 * largest));
  return fc.oneof(grown, nested, random, mutated, mutated);
}

export const anyText = texts('');

export function bytesOf(text: Arbitrary<string>): Arbitrary<Uint8Array> {
  return fc.oneof(
    text.map((each) => new TextEncoder().encode(each)),
    text.map((each) => new Uint8Array(Buffer.from(each, 'latin1'))),
    fc.uint8Array({ maxLength: 600 }),
  );
}

/** Lists in lists, objects in objects. */
const deep = fc.tuple(fc.integer({ min: 1, max: 800 }), fc.boolean()).map(([depth, isList]) => {
  let value: unknown = 1;
  for (let i = 0; i < depth; i += 1) value = isList ? [value] : { a: value };
  return value;
});

/** What stands where something else is expected. */
const odd: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    true,
    0,
    -0,
    -1,
    1,
    0.5,
    2 ** 31,
    2 ** 53,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ),
  fc.constantFrom<unknown>(
    '',
    [],
    {},
    [[]],
    10n,
    new Date(Number.NaN),
    new Map([['a', 1]]),
    new Uint8Array(3),
  ),
  fc.constantFrom<unknown>(JSON.parse('{"__proto__":{"a":1}}'), JSON.parse('{"constructor":1,"toString":2}')),
  fc.jsonValue({ maxDepth: 3 }),
  anyText,
  deep,
  size.map((length) => Array.from({ length: Math.min(length, 20_000) }, (_, index) => index)),
  size.map((length) =>
    Object.fromEntries(Array.from({ length: Math.min(length, 20_000) }, (_, index) => [`k${index}`, index])),
  ),
);

const edit = fc.record({
  how: fc.constantFrom('replace', 'replace', 'remove', 'add'),
  at: fc.nat(),
  name: perhaps,
  value: odd,
});
type Edit = typeof edit extends Arbitrary<infer Value> ? Value : never;

/** A copy with one of its places replaced, removed, or with a neighbour more. */
function edited(value: unknown, { how, at, name, value: other }: Edit): unknown {
  const copy: { root: unknown } = structuredClone({ root: value });
  const places: [object, string][] = [];
  const walk = (holder: object): void => {
    for (const [key, inner] of Object.entries(holder)) {
      if (places.length === 1000) return;
      places.push([holder, key]);
      // Bytes take no property but numbers.
      if (typeof inner === 'object' && inner !== null && !ArrayBuffer.isView(inner)) walk(inner);
    }
  };
  walk(copy);
  const [holder, key] = places[at % places.length] ?? [copy, 'root'];
  if (how === 'remove' && holder !== copy) Reflect.deleteProperty(holder, key);
  else
    Object.defineProperty(holder, how === 'add' && holder !== copy ? name : key, {
      value: other,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  return copy.root;
}

/** Something right with a few of its parts made wrong. */
export function nearly(right: Arbitrary<unknown>): Arbitrary<unknown> {
  return fc
    .tuple(right, fc.array(edit, { maxLength: 3 }))
    .map(([value, edits]) => edits.reduce(edited, value));
}

/** The same as the text of a file. What JSON has no word for is left out. */
export function nearlyJson(...right: readonly [object, ...object[]]): Arbitrary<string> {
  const written = nearly(fc.constantFrom(...right)).map((value) => {
    try {
      return JSON.stringify(value) ?? '';
    } catch {
      return '';
    }
  });
  const [first, ...rest] = right.map((each) => JSON.stringify(each));
  return fc.oneof(written, written, texts(first ?? '', ...rest));
}

/** Lines of a file, each of them once or very often. */
export function manyLines(line: Arbitrary<string>): Arbitrary<string> {
  return fc
    .array(fc.tuple(line, fc.oneof(fc.constant(1), size)), { minLength: 1, maxLength: 3 })
    .map((some) => some.map(([text, length]) => times(`${text}\n`, length)).join(''));
}
