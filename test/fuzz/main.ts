import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { makeFolder, removeFolder } from '../support/temporary-folder';
import { runCampaign } from './campaign';
import { targets } from './targets';

// `npm run fuzz -- [--seconds N] [--seed N] [--only NAME,…]`

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    only: { type: 'string' },
    program: { type: 'string', default: '' },
    cases: { type: 'string', default: '' },
  },
});
const seed = Number(values.seed);
const seconds = Number(values.seconds);
const only = values.only?.split(',');
const chosen = targets.filter(({ name }) => only === undefined || only.includes(name));
const say = (line: string) => process.stdout.write(`${line}\n`);

if (!Number.isInteger(seed) || !(seconds > 0) || chosen.length === 0) {
  say(
    `--seed takes a whole number, --seconds a number over 0, --only some of: ${targets.map(({ name }) => name).join(', ')}`,
  );
  process.exitCode = 2;
} else {
  say(`Seed ${seed}, ${seconds} s, ${chosen.map(({ name }) => name).join(', ')}.`);
  const folder = await makeFolder('fuzz');
  try {
    const { program, cases } = values;
    const { tried, found } = await runCampaign({
      targets: chosen,
      seed,
      seconds,
      program,
      folder,
      cases,
      say,
    });
    for (const [name, count] of Object.entries(tried)) say(`${String(count).padStart(8)} inputs: ${name}`);
    say(found.length === 0 ? 'Nothing failed.' : `${found.length} failed; they are kept in test/fuzz/cases.`);
    process.exitCode = found.length === 0 ? 0 : 1;
  } finally {
    await removeFolder(folder);
  }
}
