/** What a text is that is JSON, or nearly so. */
export interface ScannedJson {
  /** Names that one object has more than once, by their paths; of many the first few. */
  readonly doubled: readonly string[];
  readonly doubledCount: number;
  readonly comments: number;
  /** `NaN`, `Infinity`, `undefined` and the like, each once. */
  readonly words: readonly string[];
  readonly trailingCommas: number;
}

/** So many are named. */
const maxNamed = 5;
const oddWords = ['NaN', 'Infinity', '-Infinity', 'undefined'];
const plainWords = ['true', 'false', 'null'];
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

interface Frame {
  readonly keys: Set<string> | undefined;
  readonly outer: Frame | undefined;
  key: string | number;
}

type Wanted = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'comma' | 'end';

/**
 * Goes through a text that should be JSON, once and whatever its depth. Lets pass what people write beyond the standard:
 * comments, commas at the end, words for what is no number. `undefined` where it is nothing of the kind.
 */
export function scanJson(text: string): ScannedJson | undefined {
  const doubled: string[] = [];
  const words = new Set<string>();
  let doubledCount = 0;
  let comments = 0;
  let trailingCommas = 0;
  let frame: Frame | undefined;
  let wanted: Wanted = 'value';

  const afterValue = (): Wanted => (frame === undefined ? 'end' : 'comma');

  for (let at = 0; ; ) {
    at = afterSpace(text, at);
    if (text[at] === '/') {
      const end = commentEnd(text, at);
      if (end === undefined) return undefined;
      comments += 1;
      at = end;
      continue;
    }
    if (at >= text.length) break;
    const character = text[at];
    if (character === '}' || character === ']') {
      const isObject = frame?.keys !== undefined;
      if (frame === undefined || isObject !== (character === '}')) return undefined;
      if (wanted === 'key' || (wanted === 'value' && !isObject)) trailingCommas += 1;
      else if (wanted !== 'comma' && wanted !== 'first key' && wanted !== 'first value') return undefined;
      frame = frame.outer;
      wanted = afterValue();
      at += 1;
      continue;
    }
    switch (wanted) {
      case 'end':
        return undefined;
      case 'colon':
        if (character !== ':') return undefined;
        wanted = 'value';
        at += 1;
        continue;
      case 'comma':
        if (character !== ',' || frame === undefined) return undefined;
        if (frame.keys === undefined) frame.key = Number(frame.key) + 1;
        wanted = frame.keys === undefined ? 'value' : 'key';
        at += 1;
        continue;
      case 'key':
      case 'first key': {
        const end = character === '"' ? stringEnd(text, at) : undefined;
        if (end === undefined || frame?.keys === undefined) return undefined;
        const key = unescaped(text.slice(at, end));
        if (key === undefined) return undefined;
        frame.key = key;
        if (frame.keys.has(key)) {
          doubledCount += 1;
          if (doubled.length < maxNamed) doubled.push(pathOf(frame));
        }
        frame.keys.add(key);
        wanted = 'colon';
        at = end;
        continue;
      }
      case 'value':
      case 'first value':
        break;
    }
    if (character === '{' || character === '[') {
      const isObject = character === '{';
      frame = { keys: isObject ? new Set() : undefined, outer: frame, key: isObject ? '' : 0 };
      wanted = isObject ? 'first key' : 'first value';
      at += 1;
      continue;
    }
    const end = character === '"' ? stringEnd(text, at) : wordEnd(text, at);
    if (end === undefined) return undefined;
    if (character !== '"') {
      const word = text.slice(at, end);
      if (oddWords.includes(word)) words.add(word);
      else if (!plainWords.includes(word) && !number.test(word)) return undefined;
    }
    wanted = afterValue();
    at = end;
  }
  if (wanted !== 'end') return undefined;
  return { doubled, doubledCount, comments, words: [...words], trailingCommas };
}

function afterSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
    at += 1;
  }
  return at;
}

function commentEnd(text: string, from: number): number | undefined {
  if (text[from + 1] === '/') {
    const end = text.indexOf('\n', from);
    return end < 0 ? text.length : end + 1;
  }
  if (text[from + 1] !== '*') return undefined;
  const end = text.indexOf('*/', from + 2);
  return end < 0 ? undefined : end + 2;
}

function stringEnd(text: string, from: number): number | undefined {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at += 1;
    else if (code === 0x22) return at + 1;
    else if (code < 0x20) return undefined;
  }
  return undefined;
}

function wordEnd(text: string, from: number): number | undefined {
  let at = from;
  while (at < text.length && /[\w.+-]/.test(text.charAt(at))) at += 1;
  return at === from ? undefined : at;
}

function unescaped(quoted: string): string | undefined {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted);
  } catch {
    return undefined;
  }
}

/** Beyond this a path tells nobody anything. */
const maxSteps = 20;

function pathOf(innermost: Frame): string {
  const steps: string[] = [];
  for (let frame: Frame | undefined = innermost; frame !== undefined; frame = frame.outer) {
    if (steps.length === maxSteps) return `$…${steps.reverse().join('')}`;
    steps.push(stepOf(frame.key));
  }
  return `$${steps.reverse().join('')}`;
}

function stepOf(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  return /^[\w-]{1,60}$/.test(key) ? `.${key}` : `[${JSON.stringify(key.slice(0, 60))}]`;
}
