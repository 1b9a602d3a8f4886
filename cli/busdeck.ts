#!/usr/bin/env node
import { isBusError } from '../shared/bus/errors';
import { Exit, exitCodes } from './exit';
import { plain } from './plain';
import { program } from './program';
import { onBrokenPipe } from './until-stopped';

// Who reads the output has gone, as after `| head`: the command closes in order, and says nothing more.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') onBrokenPipe();
  else {
    process.stderr.write(`The output could not be written: ${error.message}\n`);
    process.exitCode = exitCodes.failed;
    onBrokenPipe();
  }
});
process.stderr.on('error', () => {});

try {
  await program().parseAsync();
} catch (error) {
  const said = error instanceof Error ? error.message : String(error);
  const isPlain = error instanceof Exit && error.isPlain;
  if (said !== '') process.stderr.write(`${isPlain ? said : plain(said)}\n`);
  process.exitCode = error instanceof Exit ? error.code : codeOf(error);
}

function codeOf(error: unknown): number {
  return isBusError(error) && error.code === 'invalid-argument' ? exitCodes.usage : exitCodes.failed;
}
