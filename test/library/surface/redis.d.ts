import type { Broker } from './index.js';
/** What Redis alone has. */
export interface RedisOptions {
    /** A subscriber that was not heard of for so long is taken for dead, and what it had goes to others; from 2, seconds. Default 15. */
    readonly leaseSeconds?: number | undefined;
    /** How many messages of a topic may wait before the oldest are dropped; an event `dropped` counts them. Default 0: any number. */
    readonly maxLength?: number | undefined;
    /** How long a message may wait before it is dropped, seconds. Default 0: for ever. */
    readonly maxAgeSeconds?: number | undefined;
}
/**
 * The streams of Redis 7 or Valkey, by the package `@redis/client`. Throws `invalid-argument` for an option that there is not.
 *
 * ```ts
 * import { EventBus } from 'busdeck';
 * import { redis } from 'busdeck/redis';
 *
 * const bus = await EventBus.connect(redis('redis://localhost:6379/', { maxLength: 10_000 }));
 * await bus.close();
 * ```
 *
 * @param url `redis://`, `rediss://`, `redis+sentinel://HOST:26379/SET` or `rediss+sentinel://`; several are separated by commas
 */
export declare function redis(url: string, options?: RedisOptions): Broker;
