import { readFile } from 'node:fs/promises';
import { libraryParts } from '../../scripts/lib/library.mjs';
import { inRoot } from '../../scripts/lib/paths.mjs';

export interface Example {
  /** Where it stands, for people. */
  readonly from: string;
  readonly code: string;
}

/** What the comments of the library and docs/library.md show, as programs that can be compiled. */
export async function examples(): Promise<Example[]> {
  const files = [...libraryParts.map((part) => `dist/library/${part}.d.ts`), 'docs/library.md'];
  const perFile = await Promise.all(
    files.map(async (from) => blocksIn(await readFile(inRoot(from), 'utf8')).map((code) => ({ from, code }))),
  );
  return perFile.flat();
}

function blocksIn(text: string): string[] {
  // In a comment each line begins with a star.
  const plain = text.replaceAll(/^ *\* ?/gm, '');
  return [...plain.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);
}

/** As it is, or with the imports and the bus that it leaves out. */
export function programOf({ code }: Example): string {
  if (/^import .*'busdeck'/m.test(code)) return code;
  const values = ['BusError', 'EventBus', 'Rejection', 'RetryLater'];
  const used = values.filter((name) => code.includes(name));
  const hasBus = /^(const|await using) bus\b/m.test(code);
  const names = hasBus ? used : [...new Set([...used, 'EventBus'])];
  const begin = hasBus ? '' : "const bus = await EventBus.connect('memory:');\n";
  const end = hasBus || code.includes('bus.close()') ? '' : 'await bus.close();\n';
  return `import { ${names.join(', ')} } from 'busdeck';\n${begin}${code}${end}`;
}

/** Whether it needs nothing but itself. */
export const runsAlone = ({ code }: Example): boolean =>
  !code.includes('://') && !code.includes('process.env');

/** What it says that it prints: the comments behind its `console.log`. */
export const printsOf = ({ code }: Example): string[] =>
  [...code.matchAll(/console\.log\(.*\);? \/\/ (.*)$/gm)].map(([, print = '']) => print);
