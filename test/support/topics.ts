import { randomTopic } from './random-topic';

export interface BadTopic {
  readonly what: string;
  readonly topic: string;
  /** What the refusal says. */
  readonly words: RegExp;
}

export const badTopics: readonly BadTopic[] = [
  { what: 'empty', topic: '', words: /needs a name/ },
  { what: '246 bytes', topic: 'x'.repeat(246), words: /245 bytes.*246/ },
  { what: '123 characters of two bytes', topic: 'é'.repeat(123), words: /245 bytes.*246/ },
  { what: '256 bytes', topic: 'é'.repeat(128), words: /245 bytes.*256/ },
  { what: 'amq.', topic: 'amq.', words: /"amq\."/ },
  { what: 'amq.direct', topic: 'amq.direct', words: /"amq\."/ },
  { what: 'eventbus.', topic: 'eventbus.', words: /"eventbus\."/ },
  { what: 'eventbus.retry', topic: 'eventbus.retry', words: /"eventbus\."/ },
  { what: 'a line feed', topic: 'a\nb', words: /line break/ },
  { what: 'a carriage return', topic: 'a\rb', words: /line break/ },
  { what: 'a line feed at its end', topic: 'a\n', words: /line break/ },
  { what: 'NUL', topic: 'a\0b', words: /NUL/ },
  { what: 'the first half of a surrogate pair', topic: 'a\ud83d', words: /surrogate/ },
  { what: 'the second half of a surrogate pair', topic: '\ude8ca', words: /surrogate/ },
  { what: 'a surrogate pair the wrong way round', topic: '\ude8c\ud83d', words: /surrogate/ },
];

/** Topics that look wrong and are not. Where it can be, a random part keeps them to one test. */
export const oddTopics: readonly { readonly what: string; readonly topic: string }[] = [
  { what: '245 bytes', topic: randomTopic().padEnd(245, 'x') },
  { what: '122 characters of two bytes', topic: 'é'.repeat(122) },
  { what: 'emoji', topic: `🚌 ${randomTopic()}` },
  { what: 'spaces around and inside', topic: `  ${randomTopic()} with spaces  ` },
  { what: '#', topic: '#' },
  { what: '*', topic: '*' },
  { what: '/', topic: '/' },
  { what: 'a path', topic: `a/b.${randomTopic()}/%2F?x=1#y` },
  { what: 'amq', topic: 'amq' },
  { what: 'amqp.x', topic: `amqp.${randomTopic()}` },
  { what: 'eventbus', topic: 'eventbus' },
  { what: 'AMQ.', topic: `AMQ.${randomTopic()}` },
  { what: 'broadcast_', topic: `broadcast_${randomTopic()}` },
  { what: '__proto__', topic: '__proto__' },
  { what: 'constructor', topic: 'constructor' },
  { what: 'a tab and a bell', topic: `\t\u0007${randomTopic()}` },
  { what: 'quotes', topic: `'"\`$(${randomTopic()})\\` },
];
