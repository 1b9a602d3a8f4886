import { EventBus as Engine } from '../electron/bus/event-bus';
import { definedOf } from '../shared/bus/defined';
import { BusError } from '../shared/bus/errors';
import { type Broker, openBackend } from './broker';
import { brokerAt } from './by-url';
import { onAbort } from './on-abort';
import type { ConnectOptions } from './options';
import { retryPolicyOf } from './retry-options';
import { cancelled } from './waits';

/** An engine that is connected. `onEngine` is called before it connects, so that none of its events is missed. */
export async function connectEngine<Bus>(
  to: string | Broker,
  options: ConnectOptions,
  onEngine: (engine: Engine) => Bus,
): Promise<Bus> {
  const { maxRetries, retryDelay, onLinkLoss = 'report', tls, signal, waitForBroker = false } = options;
  const { maxInterrupted, handlerTimeoutMs, closeGraceMs, limits } = options;
  const retry = retryPolicyOf({ maxRetries, retryDelay });
  if (signal?.aborted) throw cancelled(signal);
  const broker = typeof to === 'string' ? await brokerAt(to) : to;
  const engine = new Engine({
    backend: await openBackend(broker, { tls, onLinkLoss }),
    retry,
    resend: onLinkLoss === 'resend',
    ...definedOf({ maxInterrupted, handlerTimeoutMs, closeGraceMs, limits: limits && definedOf(limits) }),
  });
  const bus = onEngine(engine);
  const stopListening = onAbort(signal, () => void engine.close());
  try {
    await engine
      .connect()
      .catch((error: unknown) => (waitForBroker ? untilReady(engine, error) : Promise.reject(error)));
    // It may have been aborted while the last answer was on its way.
    if (signal?.aborted) throw cancelled(signal);
    return bus;
  } catch (error) {
    await engine.close();
    throw signal?.aborted ? cancelled(signal) : error;
  } finally {
    stopListening();
  }
}

/** Rejects with the first error where trying again does not help. */
function untilReady(engine: Engine, firstError: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const { state, error } = engine.status;
      if (state === 'connecting' || state === 'reconnecting') return;
      stop();
      if (state === 'ready' || state === 'blocked') resolve();
      else reject(error === undefined ? firstError : new BusError(error.code, error.message, error));
    };
    const stop = engine.onEvent((event) => {
      if (event.type === 'connection') look();
    });
    look();
  });
}
