import { randomUUID } from 'node:crypto';
import type { Capabilities } from '../../../shared/bus/capabilities';
import { maxPayloadBytes } from '../../../shared/bus/limits';
import type { Links } from '../broker/supervisor';
import type { Address } from './address';
import { mqttCapabilities } from './capabilities';
import type { Session } from './care';
import { Link, type LinkOptions } from './link';
import { sessionTopic } from './names';

/** Room in a packet for all that is not the payload, bytes. */
const packetRoom = 70_000;

/** The link that all but subscribers use, and what its broker says of itself. */
export class Server implements Links {
  readonly link: Link;
  /** A broker of MQTT does not tell its product. */
  readonly server = 'MQTT 5';
  readonly fallenPromises: readonly string[];
  readonly capabilities: Partial<Capabilities>;
  readonly blockedBy = undefined;

  private constructor(link: Link) {
    const { maximumPacketSize, sessionExpiryInterval } = link.connack.properties ?? {};
    this.link = link;
    this.fallenPromises =
      sessionExpiryInterval === undefined || sessionExpiryInterval >= 600
        ? []
        : [
            `The broker keeps the session of a subscriber that is away for ${sessionExpiryInterval} s only; what was dealt to it then is lost.`,
          ];
    this.capabilities =
      maximumPacketSize === undefined
        ? {}
        : {
            limits: {
              ...mqttCapabilities.limits,
              payloadBytes: Math.max(0, Math.min(maxPayloadBytes, maximumPacketSize - packetRoom)),
            },
          };
  }

  static async open(
    address: Address,
    { instance, ...options }: Pick<LinkOptions, 'tls' | 'keepAliveSeconds'> & { instance: string },
    cancelled: AbortSignal,
  ): Promise<Server> {
    const clientId = `busdeck-${randomUUID()}`;
    const gone: Session = { state: 'gone' };
    const will = { topic: sessionTopic(instance), payload: JSON.stringify(gone), delaySeconds: 0 };
    const link = await Link.open(
      address,
      { ...options, clientId, keptSeconds: 0, receiveMaximum: 100, will },
      cancelled,
    );
    const { maximumQoS, retainAvailable, sharedSubscriptionAvailable } = link.connack.properties ?? {};
    const lacks = [
      ...(sharedSubscriptionAvailable === false ? ['no shared subscriptions'] : []),
      ...(maximumQoS === 0 ? ['no answer to a message (QoS 0 only)'] : []),
      ...(retainAvailable === false ? ['no retained messages'] : []),
    ];
    if (lacks.length === 0) return new Server(link);
    link.destroy();
    throw new Error(`The broker has ${lacks.join(' and ')}.`);
  }

  get ended(): boolean {
    return this.link.ended;
  }

  get error(): unknown {
    return this.link.error;
  }

  onEnd(listener: (error: unknown) => void): void {
    if (this.link.ended) listener(this.link.error);
    else this.link.onEnd(listener);
  }

  /** A broker of MQTT says nothing of that. */
  onBlocked(): void {}

  close(): Promise<void> {
    return this.link.close({ forget: true });
  }

  destroy(): void {
    this.link.destroy();
  }
}
