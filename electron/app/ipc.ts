import { type IpcMainInvokeEvent, ipcMain } from 'electron';
import { BusError, toErrorInfo } from '../../shared/bus/errors';
import { parse } from '../../shared/bus/parse';
import { channels } from '../../shared/ipc/channels';
import {
  type RequestArgument,
  type RequestName,
  type Responses,
  type Result,
  requestSchemas,
} from '../../shared/ipc/ipc';

/** What the main process does for each request of the table. */
export type Handlers = {
  readonly [Name in RequestName]: (
    argument: RequestArgument<Name>,
  ) => Responses[Name] | Promise<Responses[Name]>;
};

/** Requests that come while it is paused are refused with `closed`. */
export interface Pausable {
  pause(): void;
  resume(): void;
}

/**
 * The one door from the window: checks who asks, parses what is asked, calls, and answers with a value whatever
 * happens.
 */
export function serveRequests(
  handlers: () => Handlers,
  isTrusted: (event: IpcMainInvokeEvent) => boolean,
): Pausable {
  let paused = false;
  ipcMain.handle(
    channels.request,
    async (event, name: unknown, argument: unknown): Promise<Result<unknown>> => {
      try {
        if (!isTrusted(event))
          throw new BusError('internal', 'This request did not come from the window of Busdeck.');
        if (paused) throw new BusError('closed', 'Busdeck is closing.');
        if (!isRequestName(name)) throw new BusError('internal', 'There is no such request.');
        return { ok: true, value: await answer(handlers(), name, argument) };
      } catch (error) {
        return { ok: false, error: toErrorInfo(error) };
      }
    },
  );
  // The handler stays: the window goes on asking until it is gone, and Electron would complain of each.
  return {
    pause: () => {
      paused = true;
    },
    resume: () => {
      paused = false;
    },
  };
}

async function answer<Name extends RequestName>(
  handlers: Handlers,
  name: Name,
  argument: unknown,
): Promise<unknown> {
  return handlers[name](parse(requestSchemas[name], argument) as RequestArgument<Name>);
}

function isRequestName(name: unknown): name is RequestName {
  return typeof name === 'string' && Object.hasOwn(requestSchemas, name);
}
