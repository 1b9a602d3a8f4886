import fc from 'fast-check';
import { previewOf } from '../../../electron/bus/preview';
import type { FilteredRow } from '../../../renderer/filter/engine/filter-fields';
import { parseFilter } from '../../../renderer/filter/engine/parse-filter';
import { wordsOf } from '../../../renderer/filter/engine/tokens';
import { parseBeginning } from '../../../shared/window/json-path';
import { payloadTest } from '../../../shared/window/payload-question';
import { texts } from '../inputs';
import { target } from '../target';

const filters = texts(
  'topic:orders.* outcome:dead,failed attempt:2..4 size:>1000',
  'header.tenant=a -is:foreign "New York" after:14:03 id:9b1d',
  '$.items[*].id>40',
  '$["a b"][0].c~x',
  '$[*][*][*]!=1',
  'error:*time*out* latency:>=0.5',
);
const payloads = texts(
  '{"items": [{"id": 41, "a b": [{"c": "x"}]}, [[1]]], "total": 40',
  '[[[1, 2], [3]], {"a": "b"}]',
);

function rowOf(payload: string): FilteredRow {
  const body = new TextEncoder().encode(payload);
  return {
    ...{
      deliveryId: 'd',
      messageId: 'm',
      topic: payload.slice(0, 245),
      verb: 'publish',
      subscriberName: 'worker-1',
    },
    ...{ attempt: 1, at: 0, outcome: 'failed', redelivered: false, foreign: false, interrupted: false },
    error: { message: payload },
    message: {
      ...{ id: 'm', topic: 'orders', verb: 'publish', size: body.length, properties: {} },
      headers: { tenant: payload, n: 1, nothing: null },
      preview: previewOf(body),
    },
  };
}

export const filterTargets = [
  target({
    name: 'filter',
    inputs: fc.record({ filter: filters, payload: payloads }),
    run: ({ filter, payload }: { filter: string; payload: string }) => {
      wordsOf(filter);
      const parsed = parseFilter(filter, 0);
      if (!parsed.ok) return;
      parsed.matches?.(rowOf(payload), () => undefined);
      for (const question of parsed.questions) {
        // A person's own pattern may take for ever: it has a thread of its own and a deadline.
        if (question.type === 'pattern') continue;
        payloadTest(question)({ text: payload, json: () => parseBeginning(payload) });
      }
    },
  }),
];
