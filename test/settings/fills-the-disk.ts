// Replaces a file by a larger one than the system lets it write, and prints what came of it.
import { replaceFile } from '../../electron/session/files/replace-file';

const [, , path = ''] = process.argv;
const outcome = await replaceFile(path, 0o600, (file) => file.writeFile('x'.repeat(1_000_000))).then(
  () => 'written',
  (error: NodeJS.ErrnoException) => error.code ?? error.message,
);
process.stdout.write(outcome);
