import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Input } from './target';

/** An input that a target failed on. The tests give it to the target again from then on. */
export interface Case {
  readonly target: string;
  /** What it did, once. */
  readonly why: string;
  readonly input: Input;
}

type Written =
  | { readonly text: string }
  | { readonly base64: string }
  | { readonly json: unknown }
  /** What JSON has no word for, or is long: in the form of `v8.serialize`, packed by gzip, as Base64. */
  | { readonly packed: string };

const longestPlain = 4000;

function write(input: Input): Written {
  const plain = plainly(input);
  if (plain !== undefined && JSON.stringify(plain).length <= longestPlain) return plain;
  return { packed: gzipSync(serialize(input)).toString('base64') };
}

function plainly(input: Input): Written | undefined {
  if (typeof input === 'string') return { text: input };
  if (input instanceof Uint8Array) return { base64: Buffer.from(input).toString('base64') };
  try {
    const json: unknown = JSON.parse(JSON.stringify(input));
    return isDeepStrictEqual(json, input) ? { json } : undefined;
  } catch {
    return undefined;
  }
}

function read(written: Written): Input {
  if ('text' in written) return written.text;
  if ('base64' in written) return new Uint8Array(Buffer.from(written.base64, 'base64'));
  if ('json' in written) return written.json as object;
  return deserialize(gunzipSync(Buffer.from(written.packed, 'base64'))) as Input;
}

/** Answers the file's name. */
export async function keepCase(folder: string, { target, why, input }: Case): Promise<string> {
  const text = `${JSON.stringify({ target, why, input: write(input) }, undefined, 2)}\n`;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  const name = `${target.replace(/\W+/g, '-').toLowerCase()}-${hash}.json`;
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/${name}`, text);
  return name;
}

export async function keptCases(folder: string): Promise<[name: string, kept: Case][]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name): Promise<[string, Case]> => {
      const { input, ...rest } = JSON.parse(await readFile(`${folder}/${name}`, 'utf8'));
      return [name, { ...rest, input: read(input) }];
    }),
  );
}
