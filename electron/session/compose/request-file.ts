import { createHash } from 'node:crypto';
import { z } from 'zod';
import { BusError, describeThrown } from '../../../shared/bus/errors';
import { headersSchema, propertiesSchema } from '../../../shared/bus/message';
import { payloadFormats } from '../../../shared/window/send';

/** How a request's file ends. */
export const requestSuffix = '.request.json';

/**
 * A request as it stands in its file. The payload is text, a line of it on a line of the file, so that a change of it
 * reads well in git.
 */
const savedSchema = z
  .strictObject({
    busdeck: z.literal(1, 'Its field “busdeck” must be 1: a later Busdeck may have written it.'),
    topic: z.string(),
    format: z.enum([...payloadFormats, 'file']),
    payload: z.union([z.string(), z.array(z.string())]).optional(),
    /** With the format `file`: its path from the collection's folder. */
    file: z.string().optional(),
    headers: headersSchema.optional(),
    properties: propertiesSchema.optional(),
    count: z.int().min(1).max(1_000_000).optional(),
    rate: z.number().min(0).max(100_000).optional(),
  })
  .refine(({ format, file }) => (format === 'file') === (file !== undefined), {
    message: 'It needs the field “file” with the format “file”, and only with that.',
  });

export interface SavedRequest {
  readonly topic: string;
  readonly payload:
    | { readonly format: (typeof payloadFormats)[number]; readonly text: string }
    | { readonly format: 'file'; readonly file: string };
  readonly headers: z.output<typeof headersSchema>;
  readonly properties: z.output<typeof propertiesSchema>;
  readonly count: number;
  readonly rate: number;
}

export function formatRequest({ topic, payload, headers, properties, count, rate }: SavedRequest): string {
  const lines = payload.format === 'file' ? [] : payload.text.split('\n');
  const file: z.input<typeof savedSchema> = {
    busdeck: 1,
    topic,
    format: payload.format,
    ...(payload.format === 'file'
      ? { file: payload.file }
      : { payload: lines.length === 1 ? payload.text : lines }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
    ...(count === 1 ? {} : { count }),
    ...(rate === 0 ? {} : { rate }),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** The same for files that say the same, however they are laid out. */
export function versionOf(request: SavedRequest): string {
  return createHash('sha256').update(formatRequest(request)).digest('base64');
}

/** Throws `invalid-argument` with a sentence that says what is wrong with the file. */
export function parseRequest(name: string, text: string): SavedRequest {
  const {
    topic,
    format,
    payload = '',
    file,
    headers = {},
    properties = {},
    count = 1,
    rate = 0,
  } = read(name, text);
  const rest = { topic, headers, properties, count, rate };
  if (format === 'file') return { ...rest, payload: { format, file: file ?? '' } };
  return { ...rest, payload: { format, text: typeof payload === 'string' ? payload : payload.join('\n') } };
}

function read(name: string, text: string): z.output<typeof savedSchema> {
  const refuse = (detail: string) =>
    new BusError('invalid-argument', `“${name}${requestSuffix}” cannot be opened. ${detail}`);
  let json: unknown;
  try {
    // Some editors put a byte order mark in front.
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw refuse(`It is not valid JSON: ${describeThrown(error)}`);
  }
  const parsed = savedSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    throw refuse(`It has a field that Busdeck does not know: “${issue.keys.join('”, “')}”.`);
  }
  const where = issue === undefined || issue.path.length === 0 ? '' : `At “${issue.path.join('.')}”: `;
  throw refuse(`${where}${issue?.message ?? 'It is not a request.'}`);
}
