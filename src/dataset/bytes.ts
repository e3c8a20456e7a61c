/** A data file as text, or the reason why it cannot be read. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '../errors.ts';
import { thousands } from './words.ts';

const SIGNATURES: { bytes: number[]; what: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'a zip archive, as Excel’s .xlsx files are' },
  { bytes: [0xff, 0xfe], what: 'UTF-16 text' },
  { bytes: [0xfe, 0xff], what: 'UTF-16 text' },
  { bytes: [0x1f, 0x8b], what: 'compressed with gzip' },
  { bytes: [0x50, 0x41, 0x52, 0x31], what: 'a Parquet file' },
];

/**
 * The file's text without a byte order mark, and the SHA-256 of its bytes.
 * @throws UserError when it is missing, unreadable, empty or not UTF-8
 */
export async function readText(file: string): Promise<{ text: string; sha256: string }> {
  const bytes = await readBytes(file);
  const text = decode(file, bytes);
  if (text.trim() === '') {
    throw new UserError({
      code: 'DATA_EMPTY',
      title: `${basename(file)} is empty`,
      explanation: `The file has ${bytes.length === 0 ? 'no content' : 'nothing but white space'}; expected a header row with the names of the columns and one row for each sample.`,
      remedy: 'Write the data into the file, or choose another one.',
      technical: [file],
    });
  }
  return { text, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw fileError(file, error as NodeJS.ErrnoException);
  }
}

/** What the system said about the file, as an error for the user. */
export function fileError(file: string, error: NodeJS.ErrnoException): UserError {
  const name = basename(file);
  const technical = [file, error.message];
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return new UserError({
      code: 'DATA_FILE_MISSING',
      title: `There is no file ${name}`,
      explanation: `The experiment names ${file} as its data, and nothing is there.`,
      remedy: 'Correct data.file in the experiment; the path is relative to the experiment file.',
      technical,
    });
  }
  return new UserError({
    code: 'DATA_UNREADABLE',
    title: `${name} cannot be read`,
    explanation: `The system refused to read ${file} (${error.code ?? error.message}).`,
    remedy: 'Check the permissions of the file.',
    technical,
  });
}

/** Neither a file nor a folder. */
export function noFile(file: string): UserError {
  return new UserError({
    code: 'DATA_UNREADABLE',
    title: `${basename(file)} cannot be read`,
    explanation: 'It is a pipe or a device; expected a file, or a folder of images.',
    remedy: 'Choose a file.',
    technical: [file],
  });
}

/**
 * UTF-8 without a byte order mark.
 * @param row of which these bytes are a part; without it they are the beginning of the file, and may end anywhere
 * @throws UserError when they are not UTF-8
 */
export function decodeText(file: string, bytes: Buffer, row?: number): string {
  try {
    if (bytes.includes(0)) throw new RangeError('zero byte');
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: row === undefined });
  } catch {
    throw notUtf8(
      file,
      row === undefined || (row === 1 && signatureOf(bytes))
        ? whyNotUtf8(bytes)
        : `Row ${thousands(row)} has bytes that are not valid there.`,
    );
  }
}

function decode(file: string, bytes: Buffer): string {
  if (!signatureOf(bytes) && !bytes.includes(0)) {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      // Reported below, with the place.
    }
  }
  throw notUtf8(file, whyNotUtf8(bytes));
}

const signatureOf = (bytes: Buffer) =>
  SIGNATURES.find((one) => one.bytes.every((byte, i) => bytes[i] === byte));

function whyNotUtf8(bytes: Buffer): string {
  const signature = signatureOf(bytes);
  return signature ? `It looks like ${signature.what}.` : firstBadByte(bytes);
}

function notUtf8(file: string, explanation: string): UserError {
  const packed = /\.gz$/i.test(file);
  const table = /\.(csv|tsv|txt)$/i.test(file);
  return new UserError({
    code: 'DATA_NOT_UTF8',
    title: `${basename(file)} is not UTF-8 text`,
    explanation,
    remedy: packed
      ? 'Unpack it, and choose the file that comes out.'
      : table
        ? 'Save it as CSV with the encoding UTF-8 (in Excel: “CSV UTF-8”).'
        : 'Write it again with the encoding UTF-8.',
    technical: [file],
  });
}

function firstBadByte(bytes: Buffer): string {
  const zero = bytes.indexOf(0);
  if (zero >= 0) return `Line ${lineAt(bytes, zero)} has a zero byte, which text files do not have.`;
  const at = firstInvalid(bytes);
  const hex = bytes[at]!.toString(16).toUpperCase();
  return `Line ${lineAt(bytes, at)} has the byte 0x${hex}, which is not valid there; the file may be in Latin-1 or Windows-1252.`;
}

/** Offset of the first byte that is not UTF-8: a valid beginning comes back unchanged from decoding and encoding. */
function firstInvalid(bytes: Buffer): number {
  const again = Buffer.from(bytes.toString('utf8'), 'utf8');
  let at = 0;
  while (at < bytes.length && bytes[at] === again[at]) at++;
  return Math.min(at, bytes.length - 1);
}

function lineAt(bytes: Buffer, offset: number): string {
  let line = 1;
  for (let i = bytes.indexOf(10); i >= 0 && i < offset; i = bytes.indexOf(10, i + 1)) line++;
  return thousands(line);
}
