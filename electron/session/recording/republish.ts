import { BusError, describeThrown } from '../../../shared/bus/errors';
import type { Verb } from '../../../shared/bus/message';
import type { RepublishStatus } from '../../../shared/window/recording';
import type { MessageInput } from '../../bus/message';
import type { Outlet } from '../outlet';
import { Pacer, type Step } from '../pacer';
import type { OpenedRecording } from './opened-recording';

/** Messages that may wait for their confirm at a time. */
const concurrency = 64;
/** How often the window is told how far it is, ms. */
const tellMs = 200;

/** Publishes the messages of a recording anew, each with a new id, at the pace they were recorded times a factor. */
export class Republish {
  readonly #recording: OpenedRecording;
  readonly #factor: number;
  readonly #outlet: Outlet;
  readonly #onChange: () => void;
  readonly #cancel = new AbortController();
  readonly #end: AbortSignal;
  #status: RepublishStatus;
  #toldAt = 0;

  constructor(recording: OpenedRecording, factor: number, outlet: Outlet, onChange: () => void) {
    this.#recording = recording;
    this.#factor = factor;
    this.#outlet = outlet;
    this.#end = AbortSignal.any([this.#cancel.signal, outlet.until]);
    this.#onChange = onChange;
    const total = recording.publishable().length;
    this.#status = { recordingId: recording.id, state: 'running', done: 0, total, failed: 0 };
  }

  get status(): RepublishStatus {
    return this.#status;
  }

  cancel(): void {
    this.#cancel.abort();
  }

  async run(): Promise<void> {
    try {
      await new Pacer(concurrency, this.#end).run(this.#steps());
      this.#tell(this.#end.aborted ? this.#cancelled() : { state: 'done' });
    } catch (error) {
      this.#tell(this.#end.aborted ? this.#cancelled() : { state: 'failed', reason: describeThrown(error) });
    }
  }

  *#steps(): Generator<Step> {
    const messages = this.#recording.publishable();
    const first = messages[0]?.at ?? 0;
    for (const { at, message, body } of messages) {
      const { topic, headers, properties, verb } = message;
      let bytes: Uint8Array = new Uint8Array();
      yield {
        dueMs: this.#factor === 0 ? 0 : (at - first) / this.#factor,
        ready: async () => {
          bytes = await body();
        },
        send: () => this.#sendOne(verb, { topic, headers, properties, body: bytes }),
      };
    }
  }

  /** Whoever cancelled it knows why; of the end of its connection the person has to be told. */
  #cancelled(): Partial<RepublishStatus> {
    const { until } = this.#outlet;
    return { state: 'cancelled', ...(until.aborted ? { reason: describeThrown(until.reason) } : {}) };
  }

  async #sendOne(verb: Verb, input: MessageInput): Promise<boolean> {
    try {
      await this.#outlet.send(verb, input, this.#end);
      this.#tell({ done: this.#status.done + 1 });
    } catch (error) {
      // Taken back: it was not sent.
      if (error instanceof BusError && error.code === 'cancelled') return false;
      // Without a link each of them would fail in the same way.
      this.#tell({
        done: this.#status.done + 1,
        failed: this.#status.failed + 1,
        reason: describeThrown(error),
      });
    }
    return true;
  }

  #tell(change: Partial<RepublishStatus>): void {
    this.#status = { ...this.#status, ...change };
    const now = performance.now();
    if (this.#status.state === 'running' && now - this.#toldAt < tellMs) return;
    this.#toldAt = now;
    this.#onChange();
  }
}
