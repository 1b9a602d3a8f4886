import { z } from 'zod';

/** From packed bytes to bytes. */
export const packings = ['gzip', 'deflate', 'br', 'zstd', 'base64'] as const;
export type Packing = (typeof packings)[number];

/** From bytes to text. */
export const charsets = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'iso-8859-1',
  'windows-1252',
  'windows-1251',
  'shift_jis',
  'euc-jp',
  'gbk',
  'gb18030',
  'big5',
  'euc-kr',
] as const;
export type Charset = (typeof charsets)[number];

/** What a text is. */
export const textForms = ['json', 'json-lines', 'xml', 'form', 'jwt', 'text'] as const;
export type TextForm = (typeof textForms)[number];

/** What bytes are that are no text; `bytes` are shown as they are. */
export const binaryForms = ['msgpack', 'cbor', 'bson', 'protobuf', 'bytes'] as const;
export type BinaryForm = (typeof binaryForms)[number];

export type ReadingStep = Packing | Charset | TextForm | BinaryForm;

export const isPacking = (step: ReadingStep): step is Packing => packings.some((each) => each === step);
export const isCharset = (step: ReadingStep): step is Charset => charsets.some((each) => each === step);
export const isTextForm = (step: ReadingStep): step is TextForm => textForms.some((each) => each === step);

/** Packed in packed in packed: more is no message, but an attempt to keep somebody busy. */
export const maxPackings = 6;

const step = z.enum([...packings, ...charsets, ...textForms, ...binaryForms]);

/** The first steps of a chain, as a person has chosen them; those after them are guessed. */
export const chosenStepsSchema = z.array(step).max(maxPackings + 2);
export type ChosenSteps = readonly ReadingStep[];

/** What a message says of its payload. */
export const payloadHintsSchema = z.object({
  contentType: z.string().max(255).optional(),
  contentEncoding: z.string().max(255).optional(),
});
export type PayloadHints = Readonly<z.infer<typeof payloadHintsSchema>>;

/** How a payload was read, and what is to be seen of it. */
export interface ReadingSummary {
  /** All steps from the payload's bytes to what is shown. */
  readonly steps: readonly ReadingStep[];
  readonly shows: 'json' | 'text' | 'bytes';
  /** What could not be read as it was meant to be, each as a sentence. */
  readonly problems: readonly string[];
  /** What is worth knowing of it. */
  readonly notes: readonly string[];
  /** How sure the reading is; of less weight. */
  readonly remarks: readonly string[];
}
