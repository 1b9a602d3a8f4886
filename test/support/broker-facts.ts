import type { BrokerAccess } from './broker-access';

/** What differs between the versions of RabbitMQ that the tests run on. Here and nowhere else a version is looked at. */
export interface BrokerFacts {
  /** A queue that was declared without a type says that it is a classic one. */
  readonly namesDefaultType: boolean;
  /** A message's headers are written anew on their way through any queue: an unsigned integer of 64 bits arrives as a signed one. */
  readonly rewritesHeaders: boolean;
  /** A delivery of a classic queue, too, is taken back when it stays unanswered for the broker's `consumer_timeout`. */
  readonly takesBackFromClassic: boolean;
  /** AMQP 1.0 on the same port, without a plugin. */
  readonly speaksAmqp10: boolean;
  /** An operator can forbid queues that are neither durable nor exclusive. */
  readonly canForbidTransient: boolean;
  /** A quorum queue counts toward its delivery limit what is given back by `basic.nack`, not by `basic.reject` alone. */
  readonly countsNacks: boolean;
  /** A quorum queue can be made to hold back for a while what comes back to it. */
  readonly delaysReturned: boolean;
  /** A larger body is refused. */
  readonly maxBodyBytes: number;
}

export async function factsOf(broker: BrokerAccess): Promise<BrokerFacts> {
  const [major = 0, minor = 0] = (await broker.ctl('version')).trim().split('.').map(Number);
  const isFrom = (wantedMajor: number, wantedMinor: number) =>
    major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
  const limit = await broker.ctl('eval', 'element(2, application:get_env(rabbit, max_message_size)).');
  return {
    namesDefaultType: isFrom(4, 0),
    rewritesHeaders: isFrom(4, 0),
    takesBackFromClassic: !isFrom(4, 3),
    speaksAmqp10: isFrom(4, 0),
    canForbidTransient: isFrom(4, 0),
    countsNacks: !isFrom(4, 3),
    delaysReturned: isFrom(4, 3),
    maxBodyBytes: Number(limit),
  };
}
