import { parseAddresses } from '../../../electron/bus/rabbitmq/address';
import { readChannelError, readFailure } from '../../../electron/bus/rabbitmq/failure';
import { cell } from '../../../electron/session/export/row-file';
import { encodePayload } from '../../../electron/session/payload';
import { formatPayload } from '../../../renderer/compose/format-payload';
import { payloadProblem, withoutTemplates } from '../../../renderer/editor/payload-problem';
import { formatBehaviour, parseBehaviour } from '../../../shared/bus/behaviour';
import { topicProblem } from '../../../shared/bus/message';
import { requestNameProblem } from '../../../shared/window/compose';
import { maskPasswords } from '../../../shared/window/mask-url';
import { joinPassword, needsPassword, splitPassword } from '../../../shared/window/profile';
import { payloadFormats } from '../../../shared/window/send';
import { fillHeaders, fillTemplate } from '../../../shared/window/template';
import { texts } from '../inputs';
import { orRefused } from '../refusal';
import { target } from '../target';

const context = {
  seq: 1,
  now: new Date(0),
  variables: { tenant: 'a', __proto__: 'b' },
  random: () => 0.5,
  uuid: () => '00000000-0000-0000-0000-000000000000',
};

const password = 'p@ss/w:ord,#1';

export const textTargets = [
  target({
    name: 'template',
    inputs: texts('{"id": "{{uuid}}", "n": {{seq}}, "r": {{ random 1 9 }}, "t": "{{tenant}}"}', '{{ now }}'),
    run: (text: string) => {
      fillTemplate(text, context);
      fillHeaders({ [text.slice(0, 100)]: text }, context);
      if (withoutTemplates(text).length !== text.length)
        throw new Error('A blanked template has another length.');
    },
  }),
  target({
    name: 'composed payload',
    inputs: texts('{"a": [1, {{seq}}, "{{uuid}}"], "b": {"c": null}}', '00 ff 7f 80', 'aGVsbG8gd29ybGQ='),
    run: async (text: string) => {
      for (const format of payloadFormats) {
        payloadProblem(format, text);
        formatPayload(format, text);
        await orRefused(() => encodePayload(format, text));
      }
    },
    // Four formats, and the whole of it laid out.
    budget: { cpuMs: 2000 },
  }),
  target({
    name: 'URL',
    inputs: texts(
      'amqp://user:p%40ss@localhost:5672/vhost, amqps://[::1]:5671/',
      'amqp://a:b@c/@d?heartbeat=1#e',
    ),
    run: async (text: string) => {
      await orRefused(() => parseAddresses(text));
      maskPasswords(text);
      needsPassword(text);
      const { url } = splitPassword(text);
      joinPassword(url, password, 'guest');
      // What is kept in the open has no password left that would be taken for one.
      const again = splitPassword(url).password;
      if (again !== undefined) throw new Error(`A password is left in the URL: ${again.slice(0, 100)}`);
    },
  }),
  target({
    name: 'behaviour',
    inputs: texts(
      'fail the first:2 50..200ms',
      'rate:20% 5ms',
      'match(x-tenant):^a.*b$',
      'every:3',
      '10ms match:a 5ms',
    ),
    run: (text: string) => {
      const parsed = parseBehaviour(text);
      if (!parsed.ok) return;
      const again = parseBehaviour(formatBehaviour(parsed.behaviour));
      if (!again.ok) throw new Error(`A behaviour cannot be read back: ${formatBehaviour(parsed.behaviour)}`);
    },
  }),
  target({
    name: 'names',
    inputs: texts('orders.created', 'folder/name', 'con', '=1+1'),
    run: (text: string) => {
      topicProblem(text);
      requestNameProblem(text);
      cell(text);
    },
  }),
  target({
    name: 'words of a broker',
    inputs: texts(
      'Channel closed by server: 406 (PRECONDITION-FAILED) with message "PRECONDITION_FAILED - message size 9 is larger than configured max size 8"',
      'Handshake terminated by server: 403 (ACCESS-REFUSED) with message "ACCESS_REFUSED - Login was refused"',
    ),
    run: (text: string) => {
      readFailure(new Error(text), 'amqp://guest@localhost/');
      readChannelError(Object.assign(new Error(text), { code: 406 }), 'publish');
      readChannelError(new Error(text), 'publish');
    },
  }),
];
