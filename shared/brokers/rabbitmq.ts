import { z } from 'zod';
import { defaultRetryPolicy, maxRetryDelayMs, retryPolicySchema, tlsSchema } from '../bus/connection';
import type { BrokerDescriptor } from './descriptor';

const example = 'amqp://guest:guest@localhost:5672/';

export const rabbitmqOptionsSchema = z.object({
  kind: z.literal('rabbitmq'),
  /** One URL, or several of one cluster separated by commas or white space; they are tried in turn. */
  url: z.string().trim().min(1, `Enter the broker’s URL, for example ${example}`).max(8192),
  tls: tlsSchema.optional(),
  /**
   * `compatible` (default) uses the queues that the Python services use; `durable` uses quorum queues that survive a
   * broker's restart and are no use to those services.
   */
  queues: z.enum(['compatible', 'durable']).default('compatible'),
  retry: retryPolicySchema.default(defaultRetryPolicy),
  /** `anchor` keeps a topic's queue alive when its last subscriber vanishes. Default `off`. */
  keepAlive: z.enum(['off', 'anchor']).default('off'),
  /** What a publish becomes when the link dies before its confirm: reported as unknown (default), or sent again. */
  onLinkLoss: z.enum(['report', 'resend']).default('report'),
  /** A handler that takes longer counts as failed, ms. Default 0: no limit. */
  handlerTimeoutMs: z.int().min(0).max(maxRetryDelayMs).default(0),
  /** Where the management API is; by default on the broker's host, by its port plus 10,000. */
  managementUrl: z
    .union([
      z.literal(''),
      z.url({ protocol: /^https?$/, error: 'Enter it as http://HOST:15672.' }).max(8192),
    ])
    .refine(
      (url) => !url.includes('@'),
      'Leave the user and the password out: they are those of the connection.',
    )
    .optional(),
  /** Heartbeat, seconds; a dead link is noticed within three of them. Default 10. */
  heartbeatSeconds: z.int().min(1).max(60).default(10),
});
export type RabbitmqOptions = z.infer<typeof rabbitmqOptionsSchema>;
export type RabbitmqInput = z.input<typeof rabbitmqOptionsSchema>;

export const rabbitmq = {
  kind: 'rabbitmq',
  label: 'RabbitMQ',
  address: {
    schemes: { amqp: { port: 5672, tls: false }, amqps: { port: 5671, tls: true } },
    example,
    openExample: 'amqp://guest@localhost:5672/',
    defaultUser: 'guest',
  },
  optionsSchema: rabbitmqOptionsSchema,
  ownOptionsSchema: rabbitmqOptionsSchema.pick({
    queues: true,
    keepAlive: true,
    onLinkLoss: true,
    managementUrl: true,
  }),
  form: {
    title: 'Queues',
    fields: [
      {
        name: 'queues',
        label: 'Kind of queues',
        choices: [
          { value: 'compatible', label: 'Compatible' },
          { value: 'durable', label: 'Durable' },
        ],
      },
      {
        name: 'keepAlive',
        label: 'Topic with no subscriber',
        choices: [
          { value: 'off', label: 'May vanish' },
          { value: 'anchor', label: 'Keep alive' },
        ],
      },
      {
        name: 'onLinkLoss',
        label: 'When the link is lost',
        choices: [
          { value: 'report', label: 'Report as unknown' },
          { value: 'resend', label: 'Send again' },
        ],
      },
      { name: 'managementUrl', label: 'Management', placeholder: 'http://HOST:15672' },
    ],
    note:
      'Compatible queues are those of the Python services. Durable ones survive a broker’s restart, and those services cannot read them. ' +
      'Keep alive ends with this connection: when it is left, or Busdeck quits, is killed or crashes, what waits in a topic ' +
      'without another consumer is gone; only durable queues keep it. A message that is sent again may arrive twice. Management is ' +
      'the address of its HTTP API, where it is not on the broker’s host at its port plus 10,000.',
  },
  secretOptions: ['managementUrl'],
  answersOnWire: (verb) => {
    const back = verb === 'publish' ? 'the topic’s queue' : 'this subscriber’s own queue';
    return {
      ack: 'basic.ack.',
      fail: `basic.publish of a copy with eventbus-attempt raised by one to ${back}, and after its confirm basic.ack of this one.`,
      later: `basic.publish of a copy to a wait queue whose x-message-ttl is the delay and which gives it to ${back}, and after its confirm basic.ack of this one.`,
    };
  },
} as const satisfies BrokerDescriptor;
