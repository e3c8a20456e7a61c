/** Random access to the members of a zip archive: .npz, .keras, .pt. Nothing is unfolded that is not asked for. */
import { crc32 } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { type ByteSource, type FileSource, openSource, sliceOf, sourceOfBytes } from './fileSource.ts';
import { damaged } from './refusal.ts';
import {
  DEFLATED,
  directoryOf,
  entriesOf,
  INFLATED_AT_ONCE,
  STORED,
  ZIP_FORMAT,
  zipRefusal,
} from './zip/directory.ts';
import { forwardSource } from './zip/forwardSource.ts';

export interface ZipMember {
  /** With `/` between folders; never absolute, never with `..`. */
  name: string;
  /** Of its content, in bytes. */
  size: number;
  compressed: boolean;
}

export interface ZipArchive {
  path: string;
  /** Of the archive, in bytes. */
  bytes: number;
  /** The files in it, folders left out, in the order of the directory. */
  members: ZipMember[];
  /**
   * Random access to a member: a stored one is read in place, a deflated one of at most 64 MB is inflated into memory, a
   * larger one is inflated on the way (reading backwards starts again).
   * @throws UserError `WEIGHTS_DAMAGED` when there is no such member or its bytes are not what the directory says
   */
  source(name: string): Promise<ByteSource>;
  /** The content from its start. @throws UserError as {@link source} */
  stream(name: string): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Opens an archive and reads its directory (zip64, too).
 * Source: PKWARE, APPNOTE.TXT 6.3.10.
 * @throws UserError `WEIGHTS_DAMAGED`, `WEIGHTS_TRUNCATED` when it is none; `WEIGHTS_UNSUPPORTED` when a member is encrypted
 *   or compressed otherwise than by deflate; `WEIGHTS_LIMIT` for more than 200,000 members and for zip bombs
 */
export async function openZip(path: string): Promise<ZipArchive> {
  const file = await openSource(path);
  try {
    const zip = await directoryOf(file);
    const entries = await entriesOf(zip, path);
    return archiveOf(file, zip, entries);
  } catch (error) {
    await file.close();
    throw error;
  }
}

function archiveOf(file: FileSource, zip: ZipFile, entries: Map<string, Entry>): ZipArchive {
  const { path } = file;
  const entryOf = (name: string): Entry => {
    const entry = entries.get(name);
    if (!entry) throw damaged(path, ZIP_FORMAT, `It has no member “${name}”.`, 'The format asks for one.');
    return entry;
  };
  return {
    path,
    bytes: file.size,
    members: [...entries.values()].map((entry) => ({
      name: entry.fileName,
      size: entry.uncompressedSize,
      compressed: entry.compressionMethod === DEFLATED,
    })),
    source: (name) => sourceOf(file, zip, entryOf(name)),
    stream: (name) => contentOf(zip, path, entryOf(name)),
    close: () => file.close(),
  };
}

async function sourceOf(file: FileSource, zip: ZipFile, entry: Entry): Promise<ByteSource> {
  const { path } = file;
  if (entry.compressionMethod === STORED)
    return sliceOf(file, await dataStart(zip, entry, path), entry.uncompressedSize);
  if (entry.uncompressedSize > INFLATED_AT_ONCE)
    return forwardSource(path, entry.uncompressedSize, () => contentOf(zip, path, entry));
  const bytes = new Uint8Array(entry.uncompressedSize);
  let at = 0;
  for await (const piece of contentOf(zip, path, entry)) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return sourceOfBytes(path, bytes);
}

/** The local header's name and extra field may be longer than the directory's: only it says where the data starts. */
async function dataStart(zip: ZipFile, entry: Entry, path: string): Promise<number> {
  try {
    return (await zip.readLocalFileHeaderPromise(entry, { minimal: true })).fileDataStart;
  } catch (error) {
    throw zipRefusal(error, path);
  }
}

/** Never longer than the directory says; a deflated member is checked against its CRC-32. */
async function* contentOf(zip: ZipFile, path: string, entry: Entry): AsyncGenerator<Uint8Array> {
  let sum = 0;
  try {
    for await (const piece of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Uint8Array>) {
      if (entry.compressionMethod === DEFLATED) sum = crc32(piece, sum);
      yield piece;
    }
  } catch (error) {
    throw zipRefusal(error, path, entry.fileName);
  }
  if (entry.compressionMethod === DEFLATED && sum !== entry.crc32)
    throw damaged(
      path,
      ZIP_FORMAT,
      `The content of its member “${entry.fileName}” does not match its checksum.`,
      'Expected the bytes that were packed.',
    );
}
