// A program: one subscriber in a process of its own, which is killed or kills itself. See run.ts for who starts it.
import { setTimeout as pause } from 'node:timers/promises';
import type { Backend, BackendDelivery } from '../../electron/bus/backend';
import { createBackend } from '../../electron/bus/backends';
import type { Delivery } from '../../electron/bus/delivery';
import { EventBus } from '../../electron/bus/event-bus';
import { Link as MqttLink } from '../../electron/bus/mqtt/link';
import { Link } from '../../electron/bus/rabbitmq/link';
import { Link as RedisLink } from '../../electron/bus/redis/link';
import { move, moveLater } from '../../electron/bus/redis/scripts';
import type { Subscription } from '../../electron/bus/subscription';
import { type ConnectInput, connectOptionsSchema } from '../../shared/brokers';
import type { RetryPolicy } from '../../shared/bus/connection';
import type { Fate, KillPoint } from './fate';
import { write } from './journal';
import type { MessageKind } from './message-kind';
import { isAway, untilReady } from './until-ready';

export interface SubscriberJob {
  readonly connection: ConnectInput;
  readonly topic: string;
  readonly name: string;
  readonly journal: string;
  readonly retry: RetryPolicy;
  readonly fate?: Fate;
}

/** What the one who started it waits for, as a line each on standard output. */
export type Signal = 'ready' | 'armed';

const job: SubscriberJob = JSON.parse(process.argv[2] ?? '');
const longestHandlerMs = 3;
let deliveries = 0;
let armed = false;
/** How far the last delivery has come: with a prefetch of 1 there is only one. */
let stage = 'none yet';
let subscription: Subscription | undefined;

function tell(signal: Signal): void {
  process.stdout.write(`${signal}\n`);
}

function die(point: KillPoint | 'poison'): void {
  write(job.journal, { what: 'killed', point });
  process.kill(process.pid, 'SIGKILL');
}

function reached(point: KillPoint): void {
  stage = point;
  if (armed && job.fate?.point === point) die(point);
}

function countDelivery(): void {
  deliveries += 1;
  if (armed || job.fate === undefined || deliveries < job.fate.afterDeliveries) return;
  armed = true;
  if (job.fate.point === 'anywhere') tell('armed');
}

/** All that a subscriber publishes are copies. */
function watchCopies(): void {
  const { confirmChannel } = Link.prototype;
  Link.prototype.confirmChannel = async function watched() {
    const channel = await confirmChannel.call(this);
    const publish = channel.publish.bind(channel);
    channel.publish = (exchange, routingKey, content, options, settle) => {
      const written = publish(exchange, routingKey, content, options, (error, ok) => {
        reached('copy-sent');
        reached('copy-confirmed');
        settle?.(error, ok);
      });
      // amqplib writes it to the socket before the second of these, and the confirm is read after them at best.
      stage = 'copy-sent';
      setImmediate(() => setImmediate(() => stage === 'copy-sent' && reached('copy-sent')));
      return written;
    };
    return channel;
  };
}

/** On Redis a copy and the answer are one script: it is sent, and then it is done. */
function watchMoves(): void {
  const { run } = RedisLink.prototype;
  RedisLink.prototype.run = async function watched(script, ...rest) {
    const isMove = script === move || script === moveLater;
    const running = run.call(this, script, ...rest);
    if (!isMove) return running;
    stage = 'copy-sent';
    setImmediate(() => setImmediate(() => stage === 'copy-sent' && reached('copy-sent')));
    const answer = await running;
    reached('copy-sent');
    reached('copy-confirmed');
    return answer;
  };
}

/** On MQTT all that a subscriber publishes are copies, but what says that it is there. */
function watchPublishes(): void {
  const { publish } = MqttLink.prototype;
  MqttLink.prototype.publish = async function watched(at, ...rest) {
    const publishing = publish.call(this, at, ...rest);
    if (/^eventbus\/(?:sessions|mark)\//.test(at)) return publishing;
    stage = 'copy-sent';
    setImmediate(() => setImmediate(() => stage === 'copy-sent' && reached('copy-sent')));
    const answer = await publishing;
    reached('copy-sent');
    reached('copy-confirmed');
    return answer;
  };
}

function watchDeliveries(backend: Backend): void {
  const subscribe = backend.subscribe.bind(backend);
  backend.subscribe = (request) =>
    subscribe({
      ...request,
      onDelivery: (delivery: BackendDelivery) => {
        const ack = delivery.ack.bind(delivery);
        delivery.ack = () => {
          reached('before-ack');
          stage = 'acked';
          return ack();
        };
        countDelivery();
        reached('before-handler');
        request.onDelivery(delivery);
      },
    });
}

async function handle({ message, attempt }: Delivery): Promise<void> {
  const { id } = message;
  const kind: MessageKind = JSON.parse(Buffer.from(message.body).toString());
  write(job.journal, { what: 'started', id, attempt });
  if (kind.type === 'kills') die('poison');
  await pause(Math.random() * longestHandlerMs);
  reached('in-handler');
  if (kind.type === 'throws' || (kind.type === 'flaky' && attempt <= kind.failures)) {
    throw new Error(`attempt ${attempt} fails on purpose`);
  }
  write(job.journal, { what: 'ok', id, attempt });
}

async function subscribe(bus: EventBus): Promise<Subscription> {
  for (;;) {
    await untilReady(bus);
    try {
      return await bus.subscribe({ topic: job.topic, name: job.name, handler: handle });
    } catch (error) {
      if (!isAway(error)) throw error;
    }
  }
}

/** It was asked to end in the middle of something: what that is belongs into the report if it lasts. */
function complain(): void {
  const { state = 'none', reason } = subscription ?? {};
  process.stderr.write(
    `${job.name}: subscription ${state} (${reason}), last delivery ${stage}, bus ${JSON.stringify(bus.status)}\n`,
  );
}

// Who started it holds the other end: nobody is to outlive that one.
process.stdin.on('end', () => process.exit(1)).resume();
watchCopies();
watchMoves();
watchPublishes();
const backend = createBackend(connectOptionsSchema.parse(job.connection));
watchDeliveries(backend);
const bus = new EventBus({ backend, retry: job.retry });
process.once('SIGTERM', () => {
  if (subscription?.state !== 'consuming' || !['none yet', 'acked', 'copy-confirmed'].includes(stage))
    complain();
  void bus.close().then(() => process.exit(0));
});
// A broker that is being killed right now is tried again by the bus itself.
await bus.connect().catch(() => {});
subscription = await subscribe(bus);
tell('ready');
