// Writes a settings file again and again until it is killed. The end of the text says whether it is whole.
import { writeAtomically } from '../../electron/session/files/replace-file';

const [, , path = ''] = process.argv;
for (let round = 1; ; round += 1) {
  const profiles = Array.from({ length: 2000 }, (_, at) => ({ name: `${round}.${at}` }));
  await writeAtomically(path, JSON.stringify({ profiles, end: true }));
  if (round === 1) process.send?.('written');
}
