/** What kind of log a file is, from its name and its first bytes. */
import { basename, extname } from 'node:path';
import { maskedCrc32c } from './events/crc32c.ts';
import { countsEpochsOrSteps } from './mapping.ts';
import { wordsOf } from './names.ts';
import { emptyLog, notText, unknownLog } from './refusal.ts';
import { guessRoles } from './roles.ts';

export type LogKind = 'events' | 'csv' | 'jsonl' | 'json';

/** Bytes that are enough to tell. */
export const SNIFFED_BYTES = 2 ** 16;

const OTHERS: { bytes: number[]; what: string }[] = [
  { bytes: [0xff, 0xfe], what: 'It begins with the byte order mark of UTF-16.' },
  { bytes: [0xfe, 0xff], what: 'It begins with the byte order mark of UTF-16.' },
  { bytes: [0x1f, 0x8b], what: 'It is compressed with gzip.' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'It is a zip archive, as .xlsx files are.' },
];

/** Text that is no log, though it could be taken for a table. */
const TEXTS: { beginning: RegExp; what: string }[] = [
  {
    beginning: /^version https:\/\/git-lfs\.github\.com\/spec\//,
    what: 'It is a Git LFS pointer; the log itself was not fetched (git lfs pull).',
  },
  {
    beginning: /^\s*<(!doctype html|html|head|body)/i,
    what: 'It is an HTML page: the download may have been a web page.',
  },
];

/** TensorBoard's own profiler writes empty event files beside. */
export const isEventFile = (name: string) =>
  /\.tfevents(\.|$)/.test(name) && !name.endsWith('.profile-empty');

/**
 * @param first the first {@link SNIFFED_BYTES}, or all of a shorter file
 * @throws UserError `LOG_EMPTY`, `LOG_NOT_TEXT`, `LOG_UNKNOWN`
 */
export function kindOf(path: string, first: Uint8Array): LogKind {
  if (first.length === 0) throw emptyLog(path);
  if (isEventFile(basename(path)) || hasRecordHeader(first)) return 'events';
  const other = OTHERS.find(({ bytes }) => bytes.every((byte, i) => first[i] === byte));
  if (other) throw notText(path, other.what);
  if (first.includes(0)) throw unknownLog(path, 'It is a binary file of another kind.');
  const text = textOf(first);
  if (text.trim() === '') throw emptyLog(path);
  const stranger = TEXTS.find(({ beginning }) => beginning.test(text));
  if (stranger) throw unknownLog(path, stranger.what);
  const extension = extname(path).toLowerCase();
  if (extension === '.jsonl' || extension === '.ndjson') return 'jsonl';
  if (!/^\s*[[{]/.test(text)) return 'csv';
  return isSeveralObjects(text) ? 'jsonl' : 'json';
}

/**
 * Whether a file looks like a training log: for a menu or a hint, from its name and its first bytes. Reads
 * nothing and throws nothing; a file for which it says no may still be opened.
 */
export function isLikelyLog(path: string, first: Uint8Array): boolean {
  const name = basename(path);
  if (isEventFile(name) || name === 'trainer_state.json' || name === 'wandb-summary.json') return true;
  if (first.includes(0)) return hasRecordHeader(first);
  const text = textOf(first);
  const header = text.trimStart().split('\n', 1)[0]!;
  if (/^\s*[[{]/.test(text))
    return (
      /"log_history"|"(val_)?loss":\s*[[{]|"(logloss|rmse|auc)":\s*\[/.test(text) ||
      namesLoss(header.match(/"[^"]*"(?=\s*:)/g) ?? [])
    );
  return namesLoss(header.split(/[,;\t|]/));
}

/** A step or epoch and a loss, or losses of both training and validation. */
function namesLoss(quoted: string[]): boolean {
  const names = quoted.map((name) => name.replaceAll('"', '').trim());
  const { roles } = guessRoles(names.map((name) => ({ name, count: 2 })));
  const counts = names.some((name) => countsEpochsOrSteps(wordsOf(name).join('_')));
  const found = Object.keys(roles).length;
  return counts ? found > 0 : Boolean(roles.trainingLoss && roles.validationLoss);
}

/** The first line is an object that is closed, and another one follows. */
function isSeveralObjects(text: string): boolean {
  const [line = '', ...rest] = text.trimStart().split('\n', 64);
  const next = rest.find((one) => one.trim() !== '');
  return line.startsWith('{') && line.trimEnd().endsWith('}') && (next?.trimStart().startsWith('{') ?? false);
}

function hasRecordHeader(bytes: Uint8Array): boolean {
  if (bytes.length < 12) return false;
  const stored = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true);
  return maskedCrc32c(bytes, 0, 8) === stored;
}

/** Characters that the end cuts apart do not matter here. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
