/** Which form a data file has: by its first bytes, then by its name. */
import { gunzipSync } from 'node:zlib';
import { unsupported } from './refusal.ts';
import type { DataSource } from './source.ts';

export type DataForm = 'csv' | 'jsonl' | 'parquet' | 'arrow' | 'npy' | 'npz' | 'idx' | 'images';

/** Files that are text by their name: what is wrong with them is said of text. */
const TEXT = ['.csv', '.tsv', '.txt'];
const JSON_LINES = ['.jsonl', '.ndjson', '.jsonlines'];
const ARROW = ['.arrow', '.arrows', '.feather', '.ipc'];

/** @throws UserError for the forms that are known and not read */
export function formOf({ name, head, extension }: DataSource): DataForm {
  if (!head) return 'images';
  refuseStrangers(name, head);
  const begins = (signature: string) => head.subarray(0, signature.length).equals(bytes(signature));
  if (begins('PAR1')) return 'parquet';
  if (begins('PARE')) throw encrypted(name);
  if (begins('ARROW1')) return 'arrow';
  if (begins('FEA1')) throw featherOne(name);
  if (begins('\x93NUMPY')) return 'npy';
  if (TEXT.includes(extension)) return 'csv';
  if (begins('PK\x03\x04') || begins('PK\x05\x06')) return extension === '.xlsx' ? 'csv' : 'npz';
  if (begins('\x1f\x8b')) return isIdx(unpackedHead(head)) ? 'idx' : byName(extension.replace('.gz', ''));
  if (isIdx(head)) return 'idx';
  if (begins('\xff\xff\xff\xff') && head.length > 8) return 'arrow';
  if (JSON_LINES.includes(extension) || /^(\ufeff)?\s*[{[]/.test(head.toString('utf8'))) return 'jsonl';
  const form = byName(extension);
  if (form !== 'csv' && isText(head)) throw textInstead(name);
  return form;
}

/** Text that stands for another file, or came instead of one, whatever its name. */
function refuseStrangers(name: string, head: Buffer): void {
  const text = head.toString('utf8', 0, 256);
  if (text.startsWith('version https://git-lfs.github.com/spec/'))
    throw unsupported(
      `${name} is a Git LFS pointer`,
      'It has a few lines that name the data; the data themselves were not fetched.',
      'Run “git lfs pull” in its folder.',
    );
  if (/^\ufeff?\s*<(!doctype html|html|head|body)/i.test(text))
    throw unsupported(
      `${name} is a web page`,
      'It begins as HTML does: the download may have been a page about the data.',
      'Download the file itself (“raw” or “download” in its address).',
    );
}

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

/** What says nothing by its content: broken or empty files are reported as what they are called. */
function byName(extension: string): DataForm {
  if (extension === '.parquet') return 'parquet';
  if (ARROW.includes(extension)) return 'arrow';
  if (extension === '.npy') return 'npy';
  if (extension === '.npz') return 'npz';
  return 'csv';
}

/** Lines of printable characters. */
const isText = (head: Buffer): boolean =>
  head.includes(10) && head.every((byte) => byte >= 0x20 || (byte >= 9 && byte <= 13));

/** Two zero bytes, a type, 1 to 4 sizes; see idx.ts. */
function isIdx(head: Buffer): boolean {
  const [a, b, type = 0, rank = 0] = head;
  return (
    a === 0 && b === 0 && type >= 8 && type <= 14 && rank >= 1 && rank <= 4 && head.length >= 4 + 4 * rank
  );
}

/** The first bytes of what was compressed; nothing when it cannot be unpacked. */
function unpackedHead(head: Buffer): Buffer {
  try {
    // A part of the whole unpacks as far as it goes.
    return gunzipSync(head, { finishFlush: 2, maxOutputLength: 2 ** 23 });
  } catch {
    return Buffer.alloc(0);
  }
}

function featherOne(name: string) {
  return unsupported(
    `${name} is a Feather file of version 1`,
    'It begins with FEA1; Feather of version 2 (the Arrow format) is read, which pandas and pyarrow have written since 2020.',
    'Write it again with to_feather(path) of a newer pandas.',
  );
}

function encrypted(name: string) {
  return unsupported(
    `${name} is encrypted`,
    'It begins with PARE, as Parquet files do whose footer is encrypted.',
    'Write a copy that is not encrypted.',
  );
}

function textInstead(name: string) {
  return unsupported(
    `${name} is a text file`,
    `It begins with lines of text; files with the ending of ${name} hold bytes that are no text.`,
    'Rename it to .csv, or choose the file that was meant.',
  );
}
