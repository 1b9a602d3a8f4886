/**
 * The topics of MQTT that a topic of the bus is made of. Other programs find them by these names: change nothing here without a
 * new name for it. TOPIC is as it is but for what means something else in MQTT; NAME is a topic in one level.
 *
 * | topic | holds |
 * |---|---|
 * | `TOPIC` | what is published; subscribers share it as `$share/eventbus/TOPIC` |
 * | `eventbus/all/TOPIC` | what is broadcast |
 * | `eventbus/one/SUBSCRIBER` | a broadcast's retries, for that subscriber |
 * | `eventbus/due/NAME/TOKEN` | retained: what waits for its next attempt |
 * | `eventbus/held/NAME/TOKEN` | retained: what waits for the topic's first subscriber |
 * | `eventbus/dead/NAME/LETTER` | retained: a dead letter |
 * | `eventbus/sessions/SUBSCRIBER` | retained: who has a session at the broker, and whether it is gone |
 * | `eventbus/call` | asks every bus to say again who is there |
 * | `eventbus/mark/CLIENT` | comes to one client after everything that was sent to it before |
 */
const own = 'eventbus';
/** Wildcards, and what a broker may refuse in a name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const reserved = /[%+#\u0001-\u001f\u007f-\u009f]/g;

/** What is no name of a topic in MQTT, or means something there. */
export function workTopic(topic: string): string {
  const plain = topic.replace(reserved, encoded).replace(/^\$/, encoded('$'));
  return plain.startsWith(`${own}/`) ? `${encoded(own[0] ?? '')}${plain.slice(1)}` : plain;
}

function encoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

export const sharedFilter = (topic: string): string => `$share/${own}/${workTopic(topic)}`;
export const broadcastTopic = (topic: string): string => `${own}/all/${workTopic(topic)}`;
export const ownTopic = (subscriberId: string): string => `${own}/one/${subscriberId}`;
export const dueTopic = (topic: string, token: string): string => `${own}/due/${level(topic)}/${token}`;
export const dueFilter = (topic: string): string => `${own}/due/${level(topic)}/+`;
export const deadTopic = (topic: string, letter: string): string => `${own}/dead/${level(topic)}/${letter}`;
export const deadFilter = (topic: string): string => `${own}/dead/${level(topic)}/+`;
export const sessionTopic = (subscriberId: string): string => `${own}/sessions/${subscriberId}`;
export const callTopic = `${own}/call`;
export const sessionsFilter = `${own}/sessions/+`;
export const dueOfAll = `${own}/due/+/+`;
export const heldTopic = (topic: string, token: string): string => `${own}/held/${level(topic)}/${token}`;
export const heldOfAll = `${own}/held/+/+`;
export const markTopic = (clientId: string): string => `${own}/mark/${clientId}`;

const level = (topic: string): string => encodeURIComponent(topic);
