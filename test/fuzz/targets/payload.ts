import { previewOf } from '../../../electron/bus/preview';
import { payloadFields } from '../../../electron/session/recording/line';
import { jsonLines, maxLineLength, textLines } from '../../../renderer/format/lay-out';
import { hexDigits, hexDump, oneLine, prettyJson, readPayload } from '../../../renderer/format/payload';
import { splitUnseen, visible } from '../../../renderer/format/visible-text';
import { bytesOf, texts } from '../inputs';
import { target } from '../target';

const payloads = texts(
  '{"id": 18446744073709551616, "items": [{"a": 0.10, "a": 1e400}, []], "text": "é \\ud83d\\n 👩‍👩‍👧"}',
  '[[[[]]], {"a": {"b": {}}}]',
  'plain text\r\nwith lines\n',
);

/** In laid-out JSON nothing is left out, added or changed but the white space between its tokens. */
function assertSame(text: string, laidOut: string): void {
  if (JSON.stringify(JSON.parse(text)) !== JSON.stringify(JSON.parse(laidOut)))
    throw new Error('The JSON that is shown is not the JSON that came.');
}

export const payloadTargets = [
  target({
    name: 'payload as it is shown',
    inputs: bytesOf(payloads),
    run: (bytes: Uint8Array) => {
      const preview = previewOf(bytes);
      visible(oneLine(preview, 400));
      structuredClone(payloadFields(bytes));
      const read = readPayload(bytes);
      if (read.format === 'text') splitUnseen(read.text);
      hexDump(bytes.subarray(0, 4096), 16);
      hexDigits(bytes.subarray(0, 4096));
    },
  }),
  target({
    name: 'payload laid out',
    inputs: payloads,
    run: (text: string) => {
      for (const line of [...(jsonLines(text) ?? []), ...(textLines(text) ?? [])]) {
        if (line.length > maxLineLength) throw new Error(`A line of ${line.length} characters is shown.`);
      }
      const pretty = prettyJson(text);
      // JSON.stringify ends at some thousand levels; what is deeper is only laid out.
      if (pretty !== undefined && !/[[{]\s*(?:[[{]\s*){1000}/.test(text)) assertSame(text, pretty);
    },
  }),
];
