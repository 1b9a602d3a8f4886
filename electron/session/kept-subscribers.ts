import type { SubscriberInfo } from '../../shared/bus/bus-event';
import { BusError, toErrorInfo } from '../../shared/bus/errors';
import type { KeptSubscriber } from '../../shared/window/kept-setup';
import type { Subscribers } from './subscribers';

/** So many that could not be opened are named; of more the count is told. */
const refusedTold = 5;

/** Who stood on a connection when it was last in use, and who of them is still to be opened. */
export class KeptSubscribers {
  readonly subscribers: readonly KeptSubscriber[];
  #unopened: readonly KeptSubscriber[];
  #isAskedFor = false;
  #opening: Promise<SubscriberInfo[]> | undefined;

  constructor(subscribers: readonly KeptSubscriber[]) {
    this.subscribers = subscribers;
    this.#unopened = subscribers;
  }

  /** Nobody has opened them yet, or they could not be opened: they are kept beside those that are open. */
  get unopened(): readonly KeptSubscriber[] {
    return this.#unopened;
  }

  get isReopening(): boolean {
    return this.#opening !== undefined;
  }

  /** Somebody was added by hand: who begins anew, and did not ask for those of the last time, gives them up. */
  beginAnew(): void {
    if (!this.#isAskedFor) this.giveUp();
  }

  giveUp(): void {
    this.#unopened = [];
  }

  /** One that cannot be opened hinders no other. Who asks twice, before they have come, gets each of them once. */
  reopen(among: Subscribers): Promise<SubscriberInfo[]> {
    this.#isAskedFor = true;
    this.#opening ??= this.#reopen(among).finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #reopen(among: Subscribers): Promise<SubscriberInfo[]> {
    const wanted = among.list().length === 0 ? this.subscribers : this.#unopened;
    const opened: SubscriberInfo[] = [];
    const refused: KeptSubscriber[] = [];
    let first: unknown;
    for (const [at, each] of wanted.entries()) {
      // From now on it counts among the open ones.
      this.#unopened = [...refused, ...wanted.slice(at + 1)];
      try {
        opened.push(...(await among.add({ ...each, count: 1 })));
      } catch (error) {
        first ??= error;
        refused.push(each);
      }
    }
    this.#unopened = refused;
    if (refused.length > 0) throw notReopened(refused, first);
    return opened;
  }
}

function notReopened(refused: readonly KeptSubscriber[], first: unknown): BusError {
  const { code, message, detail } = toErrorInfo(first);
  const more = refused.length - refusedTold;
  const named = refused.slice(0, refusedTold).map(({ name, topic }) => `${name} of ${topic}`);
  const who = named.join(', ') + (more > 0 ? ` and ${more} more` : '');
  const kept = 'They are kept, and offered again whenever this connection has no subscribers.';
  return new BusError(code, `Not opened again: ${who}. ${message} ${kept}`, { detail, cause: first });
}
