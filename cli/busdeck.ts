#!/usr/bin/env node
import { Exit, exitCodes } from './exit';
import { program } from './program';

// A pipe that is closed, as by `| head`, ends it quietly.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

try {
  await program().parseAsync();
} catch (error) {
  if (error instanceof Exit) {
    if (error.message !== '') process.stderr.write(`${error.message}\n`);
    process.exitCode = error.code;
  } else {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = exitCodes.failed;
  }
}
