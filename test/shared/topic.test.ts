import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxTopicBytes } from '../../shared/bus/limits';
import { parseTopic, topicProblem, topicSchema } from '../../shared/bus/message';
import { badTopics, oddTopics } from '../support/topics';

test.for(badTopics)('refused: $what', ({ topic, words }) => {
  expect(topicProblem(topic)).toMatch(words);
  expect(() => parseTopic(topic)).toThrow(words);
  const parsed = topicSchema.safeParse(topic);
  expect(parsed.error?.issues[0]?.message).toMatch(words);
});

test.for(oddTopics)('accepted: $what', ({ topic }) => {
  expect(topicProblem(topic)).toBeUndefined();
  expect(parseTopic(topic)).toBe(topic);
  expect(topicSchema.parse(topic)).toBe(topic);
});

test('an accepted topic survives UTF-8 and fits into a short string after “broadcast_”', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 260 }), (topic) => {
      if (topicProblem(topic) !== undefined) return;
      const bytes = Buffer.from(topic);
      expect(bytes.toString()).toBe(topic);
      expect(bytes.length).toBeLessThanOrEqual(maxTopicBytes);
      expect(Buffer.byteLength(`broadcast_${topic}`)).toBeLessThanOrEqual(255);
      expect(topic).not.toMatch(/^$|[\0\r\n]|^amq\.|^eventbus\./);
    }),
  );
});

test('a half surrogate is found wherever it stands', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.integer({ min: 0xd800, max: 0xdfff }),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      (before, half, after) => {
        expect(topicProblem(`x${before}${String.fromCharCode(half)}${after}`)).toBeDefined();
      },
    ),
  );
});
