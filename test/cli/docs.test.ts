import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { program } from '../../cli/program';

/** Everything that `--help` says, with its examples, as it is on a terminal of 100 columns. */
function helpOf(command: Command): string {
  let text = '';
  command.configureHelp({ helpWidth: 100 }).configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text.trim();
}

test('the reference says what the program does; `npx vitest run test/cli/docs.test.ts -u` writes it anew', async () => {
  const busdeck = program();
  const parts = [
    '# Reference of the command line',
    'Made from the definitions that the program runs. How to use it: [cli.md](cli.md).',
    ...[busdeck, ...busdeck.commands].map(
      (command) =>
        `## ${command === busdeck ? 'busdeck' : `busdeck ${command.name()}`}\n\n\`\`\`\n${helpOf(command)}\n\`\`\``,
    ),
  ];
  await expect(`${parts.join('\n\n')}\n`).toMatchFileSnapshot('../../docs/cli-reference.md');
});
