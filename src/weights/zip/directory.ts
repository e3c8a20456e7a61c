/** The members of a zip archive and why an archive is refused. */
import { type Entry, fromRandomAccessReaderPromise, type ZipFile } from 'yauzl';
import { UserError } from '../../errors.ts';
import { formatBytes, formatCount } from '../../words.ts';
import type { ByteSource } from '../fileSource.ts';
import { beyondLimits, damaged, truncated, unsupported } from '../refusal.ts';
import { SourceReader } from './sourceReader.ts';

export const ZIP_FORMAT = 'a zip archive';
/** A deflated member up to this size is inflated into memory. */
export const INFLATED_AT_ONCE = 64 * 2 ** 20;
/** Compression methods. */
export const STORED = 0;
export const DEFLATED = 8;

const MOST_MEMBERS = 200_000;
const LARGEST_INFLATED = 2 * 2 ** 30;
/** Deflate cannot do better: 258 bytes for two bits. */
const BEST_RATIO = 1032;
/** Trained weights shrink by a tenth, pruned ones by 50 times: more, and much of it, is a zip bomb. */
const SUSPICIOUS_RATIO = 200;
/** Bytes of a local header before its name. */
const LOCAL_HEADER = 30;

/** Reads the end of the archive, where its directory is announced. @throws UserError when there is none */
export async function directoryOf(file: ByteSource): Promise<ZipFile> {
  try {
    return await fromRandomAccessReaderPromise(new SourceReader(file), file.size, { autoClose: false });
  } catch (error) {
    const text = messageOf(error);
    if (/signature not found|comment length/.test(text))
      throw truncated(file.path, ZIP_FORMAT, 'The directory at the end of a zip archive is not there.');
    throw unreadable(file.path, text);
  }
}

/** The members by name, each checked. @throws UserError when they are too many, encrypted, overlapping or a bomb */
export async function entriesOf(zip: ZipFile, path: string): Promise<Map<string, Entry>> {
  if (zip.entryCount > MOST_MEMBERS)
    throw beyondLimits(
      path,
      `It announces ${formatCount(zip.entryCount, 'member')}.`,
      `At most ${MOST_MEMBERS.toLocaleString('en-US')} are read.`,
    );
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      if (entries.has(entry.fileName))
        throw damaged(
          path,
          ZIP_FORMAT,
          `It has two members named “${entry.fileName}”.`,
          'Expected one of a name.',
        );
      checkEntry(entry, path);
      if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry);
    }
  } catch (error) {
    throw zipRefusal(error, path);
  }
  checkOverlaps(entries, path);
  checkBomb(entries, path);
  return entries;
}

function checkEntry(entry: Entry, path: string): void {
  const { fileName, compressionMethod, uncompressedSize, compressedSize } = entry;
  if (entry.isEncrypted()) throw encrypted(path, `Its member “${fileName}” is encrypted.`);
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED)
    throw unsupported(
      path,
      `Its member “${fileName}” is compressed by method ${compressionMethod}; stored and deflated ones are read.`,
      'Pack it again with the usual compression.',
    );
  if (compressionMethod === STORED) return;
  if (uncompressedSize > LARGEST_INFLATED)
    throw beyondLimits(
      path,
      `Its compressed member “${fileName}” unfolds to ${formatBytes(uncompressedSize)}.`,
      `At most ${formatBytes(LARGEST_INFLATED)} are read; larger ones only when stored without compression.`,
    );
  if (uncompressedSize > BEST_RATIO * (compressedSize + 1))
    throw damaged(
      path,
      ZIP_FORMAT,
      `Its member “${fileName}” announces ${formatBytes(uncompressedSize)} out of ${formatBytes(compressedSize)}.`,
      'Deflate shrinks at most 1,032 times.',
    );
}

/** Members that share bytes: what a directory of thousands of entries for one bomb looks like. */
function checkOverlaps(entries: Map<string, Entry>, path: string): void {
  const inFile = [...entries.values()].sort(
    (a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader,
  );
  let end = 0;
  for (const { relativeOffsetOfLocalHeader: start, compressedSize, fileNameLength, fileName } of inFile) {
    if (start < end)
      throw damaged(
        path,
        ZIP_FORMAT,
        `Its member “${fileName}” lies inside of another one.`,
        'Expected one after the other.',
      );
    end = start + LOCAL_HEADER + fileNameLength + compressedSize;
  }
}

function checkBomb(entries: Map<string, Entry>, path: string): void {
  let packed = 0;
  let unfolded = 0;
  for (const { compressedSize, uncompressedSize } of entries.values()) {
    packed += compressedSize;
    unfolded += uncompressedSize;
  }
  if (unfolded > INFLATED_AT_ONCE && unfolded > SUSPICIOUS_RATIO * packed)
    throw beyondLimits(
      path,
      `${formatBytes(packed)} unfold to ${formatBytes(unfolded)}, as in a zip bomb.`,
      `Weights shrink less than ${SUSPICIOUS_RATIO} times.`,
    );
}

/** What yauzl or the reading threw, as a refusal. */
export function zipRefusal(error: unknown, path: string, member?: string): UserError {
  if (error instanceof UserError) return error;
  const text = messageOf(error);
  const outside = /^(?:absolute path|invalid relative path|invalid characters in fileName): (.*)$/s.exec(
    text,
  );
  if (outside)
    return damaged(
      path,
      ZIP_FORMAT,
      `It has a member named “${outside[1]!.slice(0, 200)}”.`,
      'Expected names that stay within the archive.',
    );
  if (/strong encryption/.test(text)) return encrypted(path, 'Its members are encrypted.');
  if (/overflows file bounds|ends at byte|not enough bytes|unexpected end of file/.test(text))
    return truncated(
      path,
      ZIP_FORMAT,
      member
        ? `The content of its member “${member}” is not all there.`
        : `It does not hold what its directory lists.`,
    );
  if (/size mismatch/.test(text))
    return damaged(path, ZIP_FORMAT, 'A member without compression has two sizes.', 'Expected one.');
  if (member && /too many bytes/.test(text))
    return damaged(
      path,
      ZIP_FORMAT,
      `The content of its member “${member}” is longer than the archive says.`,
      'Expected as many bytes as were packed.',
    );
  if (member)
    return damaged(
      path,
      ZIP_FORMAT,
      `The content of its member “${member}” cannot be unfolded (${text}).`,
      'Expected the bytes that were packed.',
    );
  return unreadable(path, text);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const encrypted = (path: string, found: string) => unsupported(path, found, 'Decrypt it first.');

function unreadable(path: string, found: string) {
  return damaged(path, ZIP_FORMAT, `Its directory cannot be read: ${found}.`, 'Expected a whole archive.');
}
