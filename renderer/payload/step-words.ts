import {
  binaryForms,
  charsets,
  isTextForm,
  packings,
  type ReadingStep,
  textForms,
} from '../../shared/window/reading';

/** A step's name for people. */
export const stepWords: Readonly<Record<ReadingStep, string>> = {
  gzip: 'gzip',
  deflate: 'deflate',
  br: 'Brotli',
  zstd: 'Zstandard',
  base64: 'Base64',
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'iso-8859-1': 'Latin-1',
  'windows-1252': 'Windows-1252',
  'windows-1251': 'Windows-1251',
  shift_jis: 'Shift JIS',
  'euc-jp': 'EUC-JP',
  gbk: 'GBK',
  gb18030: 'GB 18030',
  big5: 'Big5',
  'euc-kr': 'EUC-KR',
  json: 'JSON',
  'json-lines': 'JSON lines',
  xml: 'XML',
  form: 'Form data',
  jwt: 'JSON Web Token',
  text: 'Plain text',
  msgpack: 'MessagePack',
  cbor: 'CBOR',
  bson: 'BSON',
  protobuf: 'Protocol Buffers',
  bytes: 'Bytes',
};

interface Choices {
  readonly title: string;
  readonly steps: readonly ReadingStep[];
}

const ofText: readonly Choices[] = [{ title: 'The text is', steps: textForms }];
const ofBytes: readonly Choices[] = [
  { title: 'Read as', steps: binaryForms },
  { title: 'Unpack first', steps: packings },
  { title: 'Text in', steps: charsets },
];

/** What may stand where this step stands. */
export function choicesFor(step: ReadingStep): readonly Choices[] {
  return isTextForm(step) ? ofText : ofBytes;
}
