import { BusError } from '../../../shared/bus/errors';
import type { Trace } from '../../../shared/ipc/ipc';
import type { PayloadResponses } from '../../../shared/ipc/requests-payloads';
import type { MetricsResponses } from '../../../shared/window/metrics';
import type { HistoryResponses } from '../../../shared/window/recording';
import type { ScenarioDesk } from '../../scenario/desk';
import { exportDeliveries } from '../../session/export/export';
import { fileNamePart, timeStamp } from '../../session/export/file-name';
import { replaceFile } from '../../session/files/replace-file';
import type { Metrics } from '../../session/metrics';
import type { PayloadReader } from '../../session/read/payload-reader';
import type { Recordings } from '../../session/recording/recordings';
import type { PayloadSearch } from '../../session/search/payload-search';
import type { Session } from '../../session/session';
import { chooseFile, chooseTarget } from '../dialogs';
import type { Handlers } from '../ipc';

const recordingKinds = [{ name: 'Recording', extensions: ['ndjson'] }];

type Names = keyof PayloadResponses | keyof MetricsResponses | keyof HistoryResponses | 'trace';

interface HistoryParts {
  readonly session: Session;
  readonly metrics: Metrics;
  readonly recordings: Recordings;
  readonly search: PayloadSearch;
  readonly reader: PayloadReader;
  readonly scenarios: ScenarioDesk;
}

/** The requests about what has been: payloads, metrics, recordings, exports. */
export function historyHandlers({
  session,
  metrics,
  recordings,
  search,
  reader,
  scenarios,
}: HistoryParts): Pick<Handlers, Names> {
  const { history } = session;

  async function body(messageId: string, deliveryId: string | undefined): Promise<Uint8Array> {
    const found = await recordings.body(history, messageId, deliveryId);
    if (found !== undefined) return found;
    throw new BusError('not-found', 'This message is no longer in the history; it was evicted to make room.');
  }

  async function trace(messageId: string): Promise<Trace> {
    const known = history.trace(messageId);
    const events = known.length > 0 ? known : scenarios.trace(messageId)?.events;
    return events === undefined ? recordings.trace(messageId) : { events, leftOut: 0 };
  }

  return {
    trace: ({ messageId }) => trace(messageId),
    body: ({ messageId, deliveryId }) => body(messageId, deliveryId),
    bodySlice: async ({ messageId, deliveryId, offset, length }) => {
      const whole = await body(messageId, deliveryId);
      // Copied: a view of a pooled buffer would be sent with all that is around it.
      return { bytes: new Uint8Array(whole.subarray(offset, offset + length)), size: whole.length };
    },
    readPayload: async ({ messageId, deliveryId, hints, chosen }) =>
      reader.read(await body(messageId, deliveryId), hints, chosen),
    readingSlice: ({ readingId, offset, length }) => reader.slice(readingId, offset, length),
    findInPayloads: ({ question, deliveries }) => search.find(question, deliveries),
    saveBody: async ({ messageId, deliveryId }) => {
      const bytes = await body(messageId, deliveryId);
      const name = `${fileNamePart(messageId)}.${extensionOf(bytes)}`;
      const path = await chooseTarget('Save the payload', name, []);
      if (path === undefined) return null;
      await replaceFile(path, 0o666, (file) => file.writeFile(bytes));
      return { path };
    },
    metrics: ({ since }) => metrics.since(since),
    historyStats: () => history.stats(),
    startRecording: async () => {
      const path = await chooseTarget('Record to', `busdeck-${timeStamp()}.ndjson`, recordingKinds);
      return path === undefined ? null : recordings.start(path);
    },
    stopRecording: () => recordings.stop(),
    openRecording: async () => {
      const path = await chooseFile('Open a recording', recordingKinds);
      return path === undefined ? null : (await recordings.open(path)).summary;
    },
    recordingPage: ({ recordingId, from }) => recordings.get(recordingId).page(from),
    closeRecording: async ({ recordingId }) => {
      await recordings.closeRecording(recordingId);
      return null;
    },
    publishRecording: (request) => recordings.publish(request, (deed) => session.outlet(deed)),
    cancelPublishRecording: () => {
      recordings.cancelPublish();
      return null;
    },
    exportDeliveries: async ({ format, deliveryIds }) => {
      const kind = { name: format.toUpperCase(), extensions: [format] };
      const path = await chooseTarget('Export deliveries', `deliveries-${timeStamp()}.${format}`, [kind]);
      return path === undefined
        ? null
        : { path, ...(await exportDeliveries(history, deliveryIds, format, path)) };
    },
  };
}

/** Only a guess at a good name; the bytes are written as they are. */
function extensionOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 512));
  if (/^\s*[{[]/.test(head.toString('latin1'))) return 'json';
  return head.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d)) ? 'txt' : 'bin';
}
