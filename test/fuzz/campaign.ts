import { keepCase } from './cases';
import { inputOf } from './input-of';
import { smaller } from './smaller';
import type { Input, Target } from './target';
import { Trier } from './trier';

export interface CampaignOptions {
  readonly targets: readonly Target[];
  readonly seed: number;
  readonly seconds: number;
  /** The bundled `program.ts`. */
  readonly program: string;
  /** For the files that targets read. */
  readonly folder: string;
  /** Memory of the process that tries the inputs, MB. Default: the Trier's. */
  readonly heapMegabytes?: number;
  /** Where what failed is kept. */
  readonly cases: string;
  readonly say: (line: string) => void;
}

export interface Found {
  readonly target: string;
  readonly why: string;
  /** The case's file. */
  readonly file: string;
}

export interface Outcome {
  readonly tried: Readonly<Record<string, number>>;
  readonly found: readonly Found[];
}

/** A target has so long before it is the next one's turn, ms. */
const turnMs = 400;
/** For making a failing input smaller, ms. */
const shrinkMs = 10_000;
/** A target that failed so often says nothing new. */
const mostFailures = 3;

/** Gives the targets, in turn, inputs for as long as there is time. */
export async function runCampaign(options: CampaignOptions): Promise<Outcome> {
  const { targets, seed, seconds, program, folder, cases, say, heapMegabytes } = options;
  await using trier = new Trier(program, folder, heapMegabytes);
  const tried: Record<string, number> = Object.fromEntries(targets.map(({ name }) => [name, 0]));
  const found: Found[] = [];
  const end = Date.now() + seconds * 1000;

  /** In a fresh process: what was tried before takes time and memory, too, and hides how much of it is new. */
  async function fails(target: Target, input: Input): Promise<string | undefined> {
    return trier.try(target, { target: target.name, input }, true);
  }

  const isKnown = (target: Target, why: string) =>
    found.some((each) => each.target === target.name && kindOf(each.why) === kindOf(why));

  async function investigate(target: Target, index: number, first: string): Promise<void> {
    if (isKnown(target, first)) return;
    const input = inputOf(target, seed, index);
    // Only what fails again has failed.
    const again = await fails(target, input);
    if (again === undefined || isKnown(target, again)) return;
    const until = Math.min(Date.now() + shrinkMs, Math.max(end, Date.now() + 1000));
    const small = await smaller(
      input,
      async (less) => kindOf((await fails(target, less)) ?? '') === kindOf(again),
      () => Date.now() > until,
    );
    const why = (await fails(target, small)) ?? again;
    const file = await keepCase(cases, { target: target.name, why, input: small });
    found.push({ target: target.name, why, file });
    say(`${target.name}, seed ${seed}, input ${index}: ${why}\n  kept as ${file}`);
  }

  let left = [...targets];
  const failures = new Map<string, number>();
  while (Date.now() < end && left.length > 0) {
    for (const target of left) {
      const turn = Math.min(end, Date.now() + turnMs);
      while (Date.now() < turn && (failures.get(target.name) ?? 0) < mostFailures) {
        const index = tried[target.name] ?? 0;
        tried[target.name] = index + 1;
        const problem = await trier.try(target, { target: target.name, seed, index });
        if (problem === undefined) continue;
        failures.set(target.name, (failures.get(target.name) ?? 0) + 1);
        await investigate(target, index, problem);
      }
    }
    left = left.filter(({ name }) => (failures.get(name) ?? 0) < mostFailures);
  }
  return { tried, found };
}

/** Without its numbers: the same trouble with another input is the same failure. */
const kindOf = (why: string) => why.replace(/\d+/g, '').slice(0, 60);
