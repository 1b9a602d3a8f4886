/** Where in a scenario’s YAML a person types, by what stands before. `0` stands for any item of a list. */
export interface YamlPlace {
  readonly path: readonly (string | 0)[];
  /** Whether a key or a value is typed. */
  readonly at: 'key' | 'value';
  /** Where what is typed begins. */
  readonly from: number;
  /** Keys beside it that stand before. */
  readonly present: readonly string[];
  readonly isQuoted: boolean;
}

interface Token {
  readonly column: number;
  /** None for the dash of an item. */
  readonly key: string | undefined;
}

/** Read by indentation, and by brackets within the line: also where it is no whole YAML yet. */
export function yamlPlace(text: string, position: number): YamlPlace | undefined {
  const lines = text.slice(0, position).split('\n');
  const line = lines.pop() ?? '';
  if (/(?:^|\s)#/.test(line.replace(/"[^"]*"|'[^']*'/g, ''))) return undefined;
  const { tokens, rest, column } = readLine(line);
  const start = position - line.length;
  const key = tokens.at(-1)?.key;
  const isAfterKey = key !== undefined;
  const flow = readFlow(rest);
  const own = [...tokens];
  const parents = parentsOf(lines, own[0]?.column ?? column, own[0]?.key === undefined && own.length > 0);
  const path = [...parents.path, ...own.map((token) => token.key ?? (0 as const)), ...flow.path];
  const present = flow.depth > 0 ? flow.present : isAfterKey ? [] : parents.present;
  const at = flow.depth > 0 ? flow.at : isAfterKey ? 'value' : 'key';
  return { path, at, from: start + column + flow.from, present, isQuoted: flow.isQuoted };
}

/** Dashes and a key with which a line begins, and what stands behind them. */
function readLine(line: string): { tokens: Token[]; rest: string; column: number } {
  const tokens: Token[] = [];
  let column = /^ */.exec(line)?.[0].length ?? 0;
  for (;;) {
    const dash = /^-(?: +|$)/.exec(line.slice(column));
    if (dash === null) break;
    tokens.push({ column, key: undefined });
    column += dash[0].length;
  }
  const key = /^(["']?)([A-Za-z_$][\w$.-]*)\1:(?: +|$)/.exec(line.slice(column));
  if (key !== null) {
    tokens.push({ column, key: key[2] });
    column += key[0].length;
  }
  return { tokens, rest: line.slice(column), column };
}

/** What a column is in, from the lines above it, and the keys that stand beside it. */
function parentsOf(lines: readonly string[], from: number, isItem: boolean) {
  const path: (string | 0)[] = [];
  const present: string[] = [];
  let column = from;
  let isAtItem = isItem;
  for (const line of lines.toReversed()) {
    if (column < 0 || (column === 0 && !isAtItem && path.length > 0)) break;
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    for (const token of readLine(line).tokens.toReversed()) {
      const isParent =
        token.column < column || (isAtItem && token.column === column && token.key !== undefined);
      if (!isParent) {
        if (token.column === from && path.length === 0 && token.key !== undefined) present.push(token.key);
        continue;
      }
      path.unshift(token.key ?? 0);
      column = token.column;
      isAtItem = token.key === undefined;
    }
  }
  return { path, present };
}

interface Level {
  readonly isMap: boolean;
  key: string | undefined;
  readonly present: string[];
}

/** Brackets that are open at the end. */
function readFlow(rest: string) {
  const levels: Level[] = [];
  let from = 0;
  let quote: string | undefined;
  for (let index = 0; index < rest.length; index += 1) {
    const character = rest[index] ?? '';
    const level = levels.at(-1);
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
    } else if ((character === '"' || character === "'") && rest.slice(from, index).trim() === '') {
      quote = character;
      from = index;
    } else if ((character === '{' || character === '[') && rest.slice(from, index).trim() === '') {
      levels.push({ isMap: character === '{', key: undefined, present: [] });
      from = index + 1;
    } else if (level !== undefined && (character === '}' || character === ']')) {
      levels.pop();
      from = index + 1;
    } else if (level?.isMap && character === ':' && /^(?:\s|$)/.test(rest.slice(index + 1))) {
      level.key = rest
        .slice(from, index)
        .trim()
        .replace(/^["']|["']$/g, '');
      level.present.push(level.key);
      from = index + 1;
    } else if (level !== undefined && character === ',') {
      level.key = undefined;
      from = index + 1;
    }
  }
  const last = levels.at(-1);
  const path = levels.flatMap(({ isMap, key }): (string | 0)[] =>
    isMap ? (key === undefined ? [] : [key]) : [0],
  );
  const at: YamlPlace['at'] = last?.isMap && last.key === undefined ? 'key' : 'value';
  const spaces = /^\s*/.exec(rest.slice(from))?.[0].length ?? 0;
  return {
    ...{ path, at, depth: levels.length, present: last?.present ?? [] },
    ...{ from: from + spaces, isQuoted: quote !== undefined },
  };
}
