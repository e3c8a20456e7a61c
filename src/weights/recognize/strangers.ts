/** Files that are no weights, told by their first bytes so that the user knows what to do. */
import { basename } from 'node:path';
import { UserError } from '../../errors.ts';

interface Stranger {
  found: string;
  remedy: string;
}

const EXPECTED =
  'Expected .safetensors, .keras, .h5, .pt, .pth, .bin, .ckpt, .onnx, .npz, .npy, a TensorFlow.js model.json, a TensorFlow .index or a folder with one of these.';
const CHOOSE = 'Choose the file or folder that holds the weights.';
const TEXT = /^[\s\x20-\x7e]+$/;

/** By the bytes at the beginning. */
const SIGNATURES: [string, Stranger][] = [
  [
    'GGUF',
    { found: 'It is a GGUF file of quantized blocks.', remedy: 'Open the model’s .safetensors instead.' },
  ],
  ['\x1f\x8b', { found: 'It is compressed by gzip.', remedy: 'Unpack it first (gunzip or tar -xzf).' }],
  ...['BZh', '\xfd7zXZ', '7z\xbc\xaf', 'Rar!', '\x28\xb5\x2f\xfd'].map((signature): [string, Stranger] => [
    signature,
    { found: 'It is a compressed archive.', remedy: 'Unpack it first.' },
  ]),
  ['PAR1', { found: 'It is a Parquet table: data, not weights.', remedy: CHOOSE }],
  ...['\x89PNG', '\xff\xd8\xff', 'GIF8'].map((signature): [string, Stranger] => [
    signature,
    { found: 'It is a picture.', remedy: CHOOSE },
  ]),
];

/** Files that stand for others, kept elsewhere by version control. */
const POINTERS: [RegExp, Stranger][] = [
  [
    /^version https:\/\/git-lfs\.github\.com\/spec\//,
    {
      found: 'It is a Git LFS pointer of a few lines; the weights themselves were not fetched.',
      remedy: 'Run “git lfs pull” in its folder.',
    },
  ],
  [
    /^\.?\/?(\.\.\/)*(\.git\/)?annex\/objects\//,
    {
      found: 'It is a git-annex pointer; the weights themselves were not fetched.',
      remedy: 'Run “git annex get” in its folder.',
    },
  ],
];

/** By the text at the beginning. */
const TEXTS: [RegExp, Stranger][] = [
  ...POINTERS,
  [
    /^(\xef\xbb\xbf)?\s*<(!doctype html|html|head|body)/i,
    {
      found: 'It is an HTML page: the download may have been a web page.',
      remedy: 'Download the file itself (“raw”, “resolve” or “download” in its address).',
    },
  ],
  [
    /^(\xef\xbb\xbf)?\s*<(\?xml|error)/i,
    {
      found: 'It is XML: the download may have been an error message.',
      remedy: 'Open it in a text editor to read the message, then download again.',
    },
  ],
  [
    /^.{4}TFL3/s,
    { found: 'It is a TensorFlow Lite model.', remedy: 'Open the model it was converted from.' },
  ],
];

/** What a file is that is surely no weight file; undefined when its beginning does not say so. */
function strangerOf(start: Uint8Array): Stranger | undefined {
  const text = Buffer.from(start).toString('latin1');
  const known =
    SIGNATURES.find(([signature]) => text.startsWith(signature)) ??
    TEXTS.find(([beginning]) => beginning.test(text));
  return known?.[1];
}

/** @throws UserError `WEIGHTS_UNKNOWN` for a pointer, a web page, an archive, a picture */
export function refuseStrangers(path: string, start: Uint8Array): void {
  const stranger = strangerOf(start);
  if (stranger) throw refusal(path, stranger);
}

/** A file that should hold the bytes of tensors, whatever these are. @throws UserError `WEIGHTS_UNKNOWN` for a pointer */
export function refusePointers(path: string, start: Uint8Array): void {
  const text = Buffer.from(start).toString('latin1');
  const pointer = POINTERS.find(([beginning]) => beginning.test(text))?.[1];
  if (pointer) throw refusal(path, pointer);
}

/** Nothing but printable characters at its beginning, 16 at least. */
export const isText = (start: Uint8Array): boolean =>
  start.length >= 16 && TEXT.test(Buffer.from(start).toString('latin1'));

/**
 * @param start of the file
 * @param found what is known of it, as a sentence; its beginning where nothing is
 */
export const unknown = (path: string, start: Uint8Array, found = describe(start)): UserError =>
  refusal(path, { found, remedy: CHOOSE });

function refusal(path: string, { found, remedy }: Stranger): UserError {
  return new UserError({
    code: 'WEIGHTS_UNKNOWN',
    title: `${basename(path)} is not a weight file that is read here`,
    explanation: `${found} ${EXPECTED}`,
    remedy,
    technical: [path],
  });
}

function describe(start: Uint8Array): string {
  const beginning = Buffer.from(start.subarray(0, 40)).toString('latin1');
  if (TEXT.test(beginning)) return `It is text that begins with “${beginning.trim().split(/[\r\n]/)[0]!}”.`;
  const bytes = [...start.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0'));
  return `It begins with the bytes ${bytes.join(' ')}.`;
}
