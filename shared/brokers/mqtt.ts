import { z } from 'zod';
import { defaultRetryPolicy, maxRetryDelayMs, retryPolicySchema, tlsSchema } from '../bus/connection';
import type { BrokerDescriptor } from './descriptor';

const example = 'mqtt://localhost:1883/';

export const mqttOptionsSchema = z.object({
  kind: z.literal('mqtt'),
  /** One URL, or several of one cluster separated by commas or white space; they are tried in turn. */
  url: z.string().trim().min(1, `Enter the broker’s URL, for example ${example}`).max(8192),
  tls: tlsSchema.optional(),
  retry: retryPolicySchema.default(defaultRetryPolicy),
  /**
   * What becomes of a publish to a topic without a subscriber: it is returned (default), or held: the broker retains it, and a Busdeck
   * that runs sends it when somebody is there.
   */
  withoutSubscriber: z.enum(['returned', 'held']).default('returned'),
  /** What a publish becomes when the link dies before its confirm: reported as unknown (default), or sent again. */
  onLinkLoss: z.enum(['report', 'resend']).default('report'),
  /** A handler that takes longer counts as failed, ms. Default 0: no limit. */
  handlerTimeoutMs: z.int().min(0).max(maxRetryDelayMs).default(0),
  /** The keep-alive of each connection, seconds; a dead link is noticed within one and a half of it. Default 10. */
  keepAliveSeconds: z.int().min(1).max(300).default(10),
});
export type MqttOptions = z.infer<typeof mqttOptionsSchema>;
export type MqttInput = z.input<typeof mqttOptionsSchema>;

export const mqtt = {
  kind: 'mqtt',
  label: 'MQTT',
  address: {
    schemes: {
      mqtt: { port: 1883, tls: false },
      mqtts: { port: 8883, tls: true },
      ws: { port: 80, tls: false },
      wss: { port: 443, tls: true },
    },
    example,
    openExample: example,
    defaultUser: '',
  },
  optionsSchema: mqttOptionsSchema,
  ownOptionsSchema: mqttOptionsSchema.pick({ onLinkLoss: true, withoutSubscriber: true }),
  form: {
    title: 'Messages',
    fields: [
      {
        name: 'onLinkLoss',
        label: 'When the link is lost',
        choices: [
          { value: 'report', label: 'Report as unknown' },
          { value: 'resend', label: 'Send again' },
        ],
      },
      {
        name: 'withoutSubscriber',
        label: 'With no subscriber',
        choices: [
          { value: 'returned', label: 'Return it' },
          { value: 'held', label: 'Hold it' },
        ],
      },
    ],
    note:
      'A message that is sent again may arrive twice. MQTT holds nothing for a topic without a subscriber: to hold it, Busdeck has the ' +
      'broker retain it and sends it when somebody is there, for which a Busdeck must run.',
  },
  answersOnWire: (verb) => {
    const back = verb === 'publish' ? 'the topic' : 'a topic of this subscriber alone';
    return {
      ack: 'PUBACK.',
      fail: `PUBLISH of a copy with eventbus-attempt raised by one to ${back}, and after its PUBACK the PUBACK of this one.`,
      later:
        'PUBLISH of a copy that the broker retains until it is due, and after its PUBACK the PUBACK of this one.',
    };
  },
} as const satisfies BrokerDescriptor;
