import { type JsonStep, valuesAt } from './json-path';
import { type Test, valueTest } from './value-test';

/** What a filter may ask of a payload: plain data, since the whole payloads are in the main process. */
export type PayloadQuestion =
  /** Stands in it, in whatever case. */
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'pattern'; readonly source: string; readonly flags: '' | 'i' }
  /** A value at the path of a JSON payload compares so. */
  | {
      readonly type: 'json';
      readonly path: readonly JsonStep[];
      readonly operator?: string | undefined;
      readonly written: string;
    };

/** A payload to be asked. Its JSON is parsed only when a question is about it. */
export interface AskedPayload {
  readonly text: string;
  readonly json: () => unknown;
}

/** Throws a SyntaxError for a pattern that is none. */
export function payloadTest(question: PayloadQuestion): Test<AskedPayload> {
  switch (question.type) {
    case 'text': {
      const wanted = question.text.toLowerCase();
      return ({ text }) => text.toLowerCase().includes(wanted);
    }
    case 'pattern': {
      const pattern = new RegExp(question.source, question.flags);
      return ({ text }) => pattern.test(text);
    }
    case 'json': {
      const { path, operator, written } = question;
      const test = valueTest(operator, written) ?? (() => false);
      return ({ json }) => valuesAt(json(), path).some(test);
    }
  }
}
