import type { BusEvent } from '../../../shared/bus/bus-event';
import { BusError } from '../../../shared/bus/errors';
import type { RequestArgument, Trace } from '../../../shared/ipc/ipc';
import type { RecordingState, RecordingStatus, RepublishStatus } from '../../../shared/window/recording';
import type { Message } from '../../bus/message';
import type { EventHistory } from '../event-history';
import type { Deed } from '../guard';
import type { Outlet } from '../outlet';
import { OpenedRecording } from './opened-recording';
import { Recorder } from './recorder';
import { Republish } from './republish';

/** How often the window is told how a recording grows, ms. */
const tellMs = 1000;

/** The recording that is being made, the one that is being read, and the one that is being published again. */
export class Recordings {
  readonly #onChange: () => void;
  #recorder: Recorder | undefined;
  #opened: OpenedRecording | undefined;
  #republish: Republish | undefined;
  #tell: NodeJS.Timeout | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  state(): RecordingState {
    return {
      ...(this.#recorder === undefined ? {} : { recording: this.#recorder.status }),
      ...(this.#republish === undefined ? {} : { republish: this.#republish.status }),
    };
  }

  add(event: BusEvent, message?: Message): void {
    this.#recorder?.add(event, message);
  }

  async start(path: string): Promise<RecordingStatus> {
    if (this.#recorder?.status.state === 'recording') {
      throw new BusError('invalid-argument', 'A recording is under way already. Stop it first.');
    }
    this.#recorder = await Recorder.start({ path, onChange: () => this.#tellSoon() });
    this.#onChange();
    return this.#recorder.status;
  }

  async stop(): Promise<RecordingStatus | null> {
    await this.#recorder?.stop();
    this.#onChange();
    return this.#recorder?.status ?? null;
  }

  async open(path: string): Promise<OpenedRecording> {
    const opened = await OpenedRecording.open(path);
    await this.#closeOpened();
    this.#opened = opened;
    return opened;
  }

  /** The opened recording of this id, or `not-found`. */
  get(recordingId: string): OpenedRecording {
    if (this.#opened?.id !== recordingId) throw new BusError('not-found', 'This recording is closed.');
    return this.#opened;
  }

  async closeRecording(recordingId: string): Promise<void> {
    if (this.#opened?.id === recordingId) await this.#closeOpened();
    this.#onChange();
  }

  /** A payload of now, or of the recording that is open where it alone has the delivery, or the message. */
  async body(history: EventHistory, messageId: string, deliveryId?: string): Promise<Uint8Array | undefined> {
    const isOurs = deliveryId !== undefined && this.#opened?.hasDelivery(messageId, deliveryId);
    const now = isOurs ? undefined : history.body(messageId, deliveryId);
    return now ?? this.#opened?.body(messageId, deliveryId);
  }

  async trace(messageId: string): Promise<Trace> {
    return (await this.#opened?.trace(messageId)) ?? { events: [], leftOut: 0 };
  }

  /** `outletFor` throws where the connection does not allow it, or wants a name typed first. */
  publish(
    { recordingId, factor, confirmedTopic }: RequestArgument<'publishRecording'>,
    outletFor: (deed: Deed) => Outlet,
  ): RepublishStatus {
    if (this.#republish?.status.state === 'running') {
      throw new BusError('invalid-argument', 'A recording is being published already. Cancel that first.');
    }
    const recording = this.get(recordingId);
    const { publishable: count, topic } = recording.summary;
    const outlet = outletFor({ what: 'publish', topic, count, confirmedTopic });
    const republish = new Republish(recording, factor, outlet, this.#onChange);
    this.#republish = republish;
    void republish.run();
    return republish.status;
  }

  cancelPublish(): void {
    this.#republish?.cancel();
  }

  /** Writes what waits; ordered and final. */
  async close(): Promise<void> {
    this.#republish?.cancel();
    clearTimeout(this.#tell);
    await this.#recorder?.stop();
    await this.#closeOpened();
    clearTimeout(this.#tell);
  }

  async #closeOpened(): Promise<void> {
    this.#republish?.cancel();
    const opened = this.#opened;
    this.#opened = undefined;
    await opened?.close();
  }

  #tellSoon(): void {
    this.#tell ??= setTimeout(() => {
      this.#tell = undefined;
      this.#onChange();
    }, tellMs);
  }
}
