import { z } from 'zod';
import { defaultRetryPolicy, maxRetryDelayMs, retryPolicySchema, tlsSchema } from '../bus/connection';
import type { BrokerDescriptor } from './descriptor';

const example = 'redis://localhost:6379/';

/** A number, or a choice of the form, which is text. */
const wholeNumber = z
  .union([z.number(), z.string().max(10).regex(/^\d+$/).transform(Number)])
  .pipe(z.int().min(0).max(1_000_000_000));

export const redisOptionsSchema = z.object({
  kind: z.literal('redis'),
  /**
   * One URL, or several separated by commas or white space: of one set of replicas, whose master is used, of its Sentinels
   * (`redis+sentinel://HOST:26379/SET`), or of a cluster, whose other nodes are found.
   */
  url: z.string().trim().min(1, `Enter the server’s URL, for example ${example}`).max(8192),
  tls: tlsSchema.optional(),
  retry: retryPolicySchema.default(defaultRetryPolicy),
  /**
   * What a publish becomes when the link dies before its confirm: reported as unknown (default), or sent again under its id,
   * by which the server knows it for ten minutes.
   */
  onLinkLoss: z.enum(['report', 'resend']).default('report'),
  /** A handler that takes longer counts as failed, ms. Default 0: no limit. */
  handlerTimeoutMs: z.int().min(0).max(maxRetryDelayMs).default(0),
  /** A subscriber that was not heard of for so long is taken for dead, seconds; what it had goes to others. Default 15. */
  leaseSeconds: z.int().min(2).max(3600).default(15),
  /** How many messages of a topic may wait in line before the oldest are dropped, and counted. Default 0: any number. */
  maxLength: wholeNumber.default(0),
  /** How long a message may wait in line before it is dropped, and counted, seconds. Default 0: for ever. */
  maxAgeSeconds: wholeNumber.default(0),
});
export type RedisOptions = z.infer<typeof redisOptionsSchema>;
export type RedisInput = z.input<typeof redisOptionsSchema>;

export const redis = {
  kind: 'redis',
  label: 'Redis',
  address: {
    schemes: {
      redis: { port: 6379, tls: false },
      rediss: { port: 6379, tls: true },
      'redis+sentinel': { port: 26_379, tls: false },
      'rediss+sentinel': { port: 26_379, tls: true },
    },
    example,
    openExample: example,
    defaultUser: 'default',
  },
  optionsSchema: redisOptionsSchema,
  ownOptionsSchema: redisOptionsSchema.pick({ onLinkLoss: true, maxLength: true, maxAgeSeconds: true }),
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
        name: 'maxLength',
        label: 'In line at most',
        choices: [
          { value: '0', label: 'No limit' },
          { value: '1000', label: '1,000 messages' },
          { value: '10000', label: '10,000 messages' },
          { value: '100000', label: '100,000 messages' },
          { value: '1000000', label: '1,000,000 messages' },
        ],
      },
      {
        name: 'maxAgeSeconds',
        label: 'In line for at most',
        choices: [
          { value: '0', label: 'No limit' },
          { value: '3600', label: 'An hour' },
          { value: '86400', label: 'A day' },
          { value: '604800', label: 'A week' },
        ],
      },
    ],
    note: 'A message that is sent again is known by its id for ten minutes, and does not arrive twice. What waits beyond a limit is dropped, the oldest first, and counted.',
  },
  answersOnWire: (verb) => {
    const [stream, end] =
      verb === 'publish' ? ['the topic’s stream', 'XACK and XDEL'] : ['the stream of broadcasts', 'XACK'];
    return {
      ack: `${end}, in one script.`,
      fail: `XADD of a copy with attempt raised by one to ${stream}${verb === 'publish' ? '' : ', for this subscriber only'}, and ${end} of this one, in one script.`,
      later: `ZADD of a copy to what waits, and ${end} of this one, in one script.`,
    };
  },
} as const satisfies BrokerDescriptor;
