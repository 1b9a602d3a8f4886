import {
  type Charset,
  type ChosenSteps,
  isCharset,
  isPacking,
  isTextForm,
  maxPackings,
  type Packing,
  type PayloadHints,
  packings,
  type ReadingStep,
  type ReadingSummary,
} from '../../shared/window/reading';
import {
  binaryNamed,
  type ReadBinary,
  readBinary,
  type StructuredForm,
  structuredNames,
} from './binary/read-binary';
import { byteOrderMark, charsetIn, charsetNamed, looksLikeUtf16, textIn } from './charset';
import { guess } from './guess';
import { ReadingProblem } from './problem';
import { formNamed, likelyForms, type ReadText, readText } from './text/read-text';
import { packingMark, packingNames, unpack } from './unpack';

/** How a payload was read, and what came of it. */
export interface PayloadReading extends ReadingSummary {
  /** What is shown: text as UTF-8, or bytes. `undefined` where it is the payload as it came. */
  readonly output: Uint8Array | undefined;
}

/** Reads a payload: the steps that were chosen as they are, the rest by what the message says, and then by its looks. */
export function readPayload(
  bytes: Uint8Array,
  hints: PayloadHints = {},
  chosen: ChosenSteps = [],
): Promise<PayloadReading> {
  return new Reader(bytes, hints, chosen).read();
}

/** Words for a content encoding that packs nothing. */
const noPacking = new Set(['', 'identity', 'binary', 'none', '7bit', '8bit', 'aws-chunked']);

class Reader {
  readonly #whole: Uint8Array;
  readonly #hints: PayloadHints;
  readonly #chosen: ReadingStep[];
  readonly #steps: ReadingStep[] = [];
  readonly #problems: string[] = [];
  readonly #notes: string[] = [];
  readonly #remarks: string[] = [];
  #bytes: Uint8Array;
  #charsetSaid: Charset | undefined;
  /** What the message says it is packed with, the outermost first. */
  readonly #packingsSaid: Packing[] = [];

  constructor(bytes: Uint8Array, hints: PayloadHints, chosen: ChosenSteps) {
    this.#whole = bytes;
    this.#bytes = bytes;
    this.#hints = hints;
    this.#chosen = [...chosen];
  }

  async read(): Promise<PayloadReading> {
    this.#takeHints();
    if (await this.#unpackAll()) return this.#end();
    return this.#asBytes();
  }

  #takeHints(): void {
    const said = charsetIn(this.#hints.contentType);
    if (said !== undefined) {
      this.#charsetSaid = charsetNamed(said);
      if (this.#charsetSaid === undefined)
        this.#problems.push(`The content type names the charset “${said}”, which is not known here.`);
    }
    for (const word of (this.#hints.contentEncoding ?? '').toLowerCase().split(',').reverse()) {
      const name = word.trim().replace(/^x-/, '');
      const packing = packings.find((each) => each === name) ?? otherNames[name];
      if (packing !== undefined) this.#packingsSaid.push(packing);
      // Some clients name the charset there.
      else if (charsetNamed(name) !== undefined) this.#charsetSaid ??= charsetNamed(name);
      else if (!noPacking.has(name))
        this.#problems.push(`The content encoding “${word.trim()}” is not known here: choose by hand.`);
    }
  }

  /** Whether what is inside may be read; false where the bytes are to be shown. */
  async #unpackAll(): Promise<boolean> {
    for (let count = 0; count <= maxPackings; count += 1) {
      const chosen = this.#chosen[0];
      if (chosen !== undefined) {
        if (!isPacking(chosen)) return true;
        this.#chosen.shift();
        this.#packingsSaid.splice(0, this.#packingsSaid[0] === chosen ? 1 : 0);
        if (!(await this.#unpack(chosen))) return this.#plainOnly();
        continue;
      }
      if (this.#bytes.length === 0) return true;
      const said = this.#packingsSaid.shift();
      const marked = packingMark(this.#bytes);
      if (said === undefined && marked === undefined) return true;
      if (count === maxPackings) break;
      if (said !== undefined && (marked === undefined || marked === said)) {
        if (await this.#unpack(said)) continue;
        return this.#plainOnly();
      }
      if (said !== undefined) {
        this.#problems.push(
          `The content encoding says ${packingNames[said]}, but the bytes are not: read as what they look like.`,
        );
      }
      // A mark of two bytes may be chance: what does not unpack then was none.
      if (marked === undefined || !(await this.#unpack(marked, marked === 'deflate')))
        return marked === 'deflate' || this.#plainOnly();
    }
    this.#problems.push(`Packed more than ${maxPackings} times: the rest is shown as bytes.`);
    return false;
  }

  async #unpack(packing: Packing, isGuess = false): Promise<boolean> {
    try {
      this.#bytes = await unpack(packing, this.#bytes);
      this.#steps.push(packing);
      return true;
    } catch (error) {
      if (!(error instanceof ReadingProblem)) throw error;
      if (!isGuess) this.#problems.push(error.message);
      return false;
    }
  }

  /** What could not be unpacked is perhaps not packed: text is shown as text, and nothing else is guessed. */
  #plainOnly(): boolean {
    this.#chosen.length = 0;
    const isText = textIn('utf-8', this.#bytes) !== undefined;
    const bytesWords =
      this.#steps.length === 0
        ? 'The bytes are shown as they came.'
        : 'The bytes are shown as they were before that step.';
    this.#problems.push(isText ? 'It is shown as the text it is.' : bytesWords);
    return isText;
  }

  async #end(): Promise<PayloadReading> {
    const chosen = this.#chosen.shift();
    if (chosen === 'bytes') return this.#asBytes();
    if (chosen !== undefined && isCharset(chosen)) return this.#asText(chosen, 'chosen');
    // Without a charset, a form of text is of the charset that is found.
    if (chosen !== undefined && isTextForm(chosen)) this.#chosen.unshift(chosen);
    else if (chosen !== undefined && !isPacking(chosen)) return this.#asBinary(chosen, true);

    const named = chosen === undefined ? binaryNamed(this.#hints.contentType) : undefined;
    if (named !== undefined) return this.#asBinary(named, false);
    if (this.#charsetSaid !== undefined) {
      // “UTF-16” alone leaves the order of the bytes open, and a mark knows better than what is said.
      const isTurned = this.#charsetSaid === 'utf-16be' && looksLikeUtf16(this.#bytes) === 'utf-16le';
      const found = byteOrderMark(this.#bytes)?.charset ?? (isTurned ? 'utf-16le' : this.#charsetSaid);
      return this.#asText(found, 'said');
    }
    return this.#byLooks();
  }

  async #byLooks(): Promise<PayloadReading> {
    const guessed = guess(this.#bytes);
    switch (guessed.type) {
      case 'text':
        if (!guessed.isSure)
          this.#remarks.push('Nothing says which charset it is in: this one is a guess by its looks.');
        return this.#asForm(guessed.charset, guessed.text);
      case 'binary':
        this.#remarks.push(`Nothing says that it is ${structuredNames[guessed.form]}: it reads as such.`);
        return this.#shownBinary(guessed.form, guessed.read);
      case 'base64':
        await this.#unpack('base64');
        return (await this.#unpackAll()) ? this.#end() : this.#asBytes();
      case 'bytes':
        return this.#asBytes();
    }
  }

  #asText(charset: Charset, by: 'chosen' | 'said'): PayloadReading | Promise<PayloadReading> {
    const text = textIn(charset, this.#bytes);
    if (text !== undefined) return this.#asForm(charset, text);
    this.#chosen.length = 0;
    if (by === 'chosen') {
      this.#problems.push(`It is not text in ${charset}. The bytes are shown as they came.`);
      return this.#asBytes();
    }
    this.#problems.push(`The message says that it is in ${charset}, which it is not.`);
    return this.#byLooks();
  }

  #asForm(charset: Charset, text: string): PayloadReading {
    this.#steps.push(charset);
    const chosen = this.#chosen.shift();
    const said = formNamed(this.#hints.contentType);
    const asked = chosen ?? said;
    if (asked !== undefined && isTextForm(asked)) {
      const read = this.#tryForm(asked, text, true);
      if (read !== undefined) return this.#shown(read, text);
      if (chosen !== undefined) return this.#shown(this.#plain(text), text);
    }
    for (const form of likelyForms(text)) {
      const read = form === asked ? undefined : this.#tryForm(form, text, false);
      if (read !== undefined) return this.#shown(read, text);
    }
    return this.#shown(this.#plain(text), text);
  }

  #plain(text: string): ReadText {
    this.#steps.push('text');
    return { shows: 'text', text };
  }

  #tryForm(form: Parameters<typeof readText>[0], text: string, isAsked: boolean): ReadText | undefined {
    try {
      const read = readText(form, text);
      this.#steps.push(form);
      return read;
    } catch (error) {
      if (!(error instanceof ReadingProblem)) throw error;
      if (isAsked) this.#problems.push(error.message);
      return undefined;
    }
  }

  #shown({ shows, text, notes = [], remarks = [] }: ReadText, before: string): PayloadReading {
    this.#notes.push(...notes);
    this.#remarks.push(...remarks);
    const isAsItCame =
      text === before &&
      this.#bytes === this.#whole &&
      this.#steps[0] === 'utf-8' &&
      byteOrderMark(this.#bytes) === undefined;
    return this.#done(shows, isAsItCame ? undefined : new TextEncoder().encode(text));
  }

  #asBinary(form: StructuredForm, isChosen: boolean): PayloadReading | Promise<PayloadReading> {
    try {
      return this.#shownBinary(form, readBinary(form, this.#bytes));
    } catch (error) {
      if (!(error instanceof ReadingProblem)) throw error;
      this.#problems.push(`${error.message.replace(/\.$/, '')}.`);
      return isChosen || !this.#plainOnly() ? this.#asBytes() : this.#byLooks();
    }
  }

  #shownBinary(form: StructuredForm, { shows, text }: ReadBinary): PayloadReading {
    this.#steps.push(form);
    if (form === 'protobuf')
      this.#remarks.push('Without its schema: numbers of fields, and guesses at what is in them.');
    return this.#done(shows, new TextEncoder().encode(text));
  }

  #asBytes(): PayloadReading {
    this.#steps.push('bytes');
    return this.#done('bytes', this.#bytes === this.#whole ? undefined : this.#bytes);
  }

  #done(shows: ReadingSummary['shows'], output: Uint8Array | undefined): PayloadReading {
    return {
      steps: this.#steps,
      shows,
      problems: this.#problems,
      notes: this.#notes,
      remarks: this.#remarks,
      output,
    };
  }
}

const otherNames: Readonly<Record<string, Packing>> = {
  brotli: 'br',
  zstandard: 'zstd',
  zlib: 'deflate',
  'deflate-raw': 'deflate',
};
