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

/** Without the white space between tokens. */
function compact(json: string): string {
  const kept: string[] = [];
  let inString = false;
  for (let at = 0; at < json.length; at += 1) {
    const character = json.charAt(at);
    if (inString && character === '\\') {
      kept.push(character, json.charAt(at + 1));
      at += 1;
      continue;
    }
    if (character === '"') inString = !inString;
    if (inString || !' \t\r\n'.includes(character)) kept.push(character);
  }
  return kept.join('');
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
      if (pretty !== undefined && compact(pretty) !== compact(text))
        throw new Error('The JSON that is shown is not the JSON that came.');
    },
  }),
];
