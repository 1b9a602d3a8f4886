import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * Debian's programs on the PATH switch to the system's user and its data folder; the real ones lie here. Elsewhere (Homebrew,
 * the generic archive) the programs on the PATH are the real ones.
 */
const debianFolder = '/usr/lib/rabbitmq/bin';

export interface RabbitmqPrograms {
  readonly server: string;
  readonly ctl: string;
  readonly epmd: string;
}

/** The system's; or those in the folder that RABBITMQ_BIN names. */
export function findRabbitmq(): RabbitmqPrograms {
  const bin = process.env.RABBITMQ_BIN;
  if (bin !== undefined && bin !== '') {
    const [server, ctl, epmd] = ['rabbitmq-server', 'rabbitmqctl', 'epmd'].map((program) =>
      join(bin, program),
    );
    if (!isThere(server) || !isThere(ctl) || !isThere(epmd))
      throw new Error(
        `RABBITMQ_BIN names ${bin}, where not all of rabbitmq-server, rabbitmqctl and epmd are.`,
      );
    return { server, ctl, epmd };
  }
  const server = [join(debianFolder, 'rabbitmq-server'), onPath('rabbitmq-server')].find(isThere);
  if (server === undefined)
    throw new Error('These tests need RabbitMQ: no rabbitmq-server found. Install rabbitmq-server.');
  const epmd = onPath('epmd') ?? erlangsEpmd();
  if (epmd === undefined) throw new Error('These tests need Erlang’s epmd on the PATH.');
  return { server, ctl: join(dirname(server), 'rabbitmqctl'), epmd };
}

function isThere(path: string | undefined): path is string {
  return path !== undefined && existsSync(path);
}

function onPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, program)).find(isThere);
}

/** Some packages put only `erl` on the PATH; epmd lies beside what it points to. */
function erlangsEpmd(): string | undefined {
  const erl = onPath('erl');
  if (erl === undefined) return undefined;
  const beside = join(dirname(realpathSync(erl)), 'epmd');
  return isThere(beside) ? beside : undefined;
}
