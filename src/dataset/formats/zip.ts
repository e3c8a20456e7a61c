/** The members of a zip archive as streams. */
import { type Entry, open, type ZipFile } from 'yauzl';
import { damaged, tooLarge, unsupported } from './refusal.ts';

export interface ZipMember {
  name: string;
  size: number;
  compressedSize: number;
  /** Never more bytes than `size`: what unfolds to more is an error. */
  bytes(): AsyncIterable<Buffer>;
}

interface Archive {
  members: ZipMember[];
  close(): void;
}

const MOST_MEMBERS = 10_000;

/** @throws UserError for encrypted and repeated members; an Error when it is no archive */
export async function openZip(path: string, name: string): Promise<Archive> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    open(path, { lazyEntries: true, autoClose: false }, (error, opened) =>
      error ? reject(error) : resolve(opened),
    );
  });
  try {
    if (zip.entryCount > MOST_MEMBERS) {
      throw tooLarge(
        name,
        `It is said to hold ${zip.entryCount.toLocaleString('en-US')} files; up to ${MOST_MEMBERS.toLocaleString('en-US')} are read.`,
        'Write fewer, larger arrays.',
      );
    }
    const entries = await entriesOf(zip);
    checkMembers(name, entries);
    const members = entries.map((entry) => ({
      name: entry.fileName,
      size: entry.uncompressedSize,
      compressedSize: entry.compressedSize,
      bytes: () => bytesOf(zip, entry),
    }));
    return { members, close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error;
  }
}

function entriesOf(zip: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      entries.push(entry);
      zip.readEntry();
    });
    zip.once('end', () => resolve(entries));
    zip.once('error', reject);
    zip.readEntry();
  });
}

function checkMembers(name: string, entries: Entry[]): void {
  if (entries.some((entry) => entry.isEncrypted())) {
    throw unsupported(
      `${name} is encrypted`,
      'Files in it can only be read with a password.',
      'Write it again without one.',
    );
  }
  const names = new Set(entries.map(({ fileName }) => fileName));
  if (names.size < entries.length)
    throw damaged(name, 'Two files in the archive have the same name; which one counts is not known.');
}

async function* bytesOf(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  for await (const piece of stream) yield piece as Buffer;
}
