import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventBus } from '../../electron/bus/event-bus';
import { BusError } from '../../shared/bus/errors';

/** Resolves when the bus has its broker (again). */
export async function untilReady(bus: EventBus): Promise<void> {
  // What just failed may be known before the supervisor has told of it.
  await nextTurn();
  if (bus.status.state === 'ready') return;
  await new Promise<void>((resolve) => {
    const stop = bus.onEvent((event) => {
      if (event.type !== 'connection' || event.status.state !== 'ready') return;
      stop();
      resolve();
    });
  });
}

/** It was not done, because the broker is away; the bus is looking for it. */
export function isAway(error: unknown): boolean {
  return error instanceof BusError && (error.code === 'not-connected' || error.code === 'interrupted');
}
