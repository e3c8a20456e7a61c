/** One file of a log: read once, and from then on only what was appended, as long as it is the same file. */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { EventFileReader } from './events/scalars.ts';
import { JsonReader } from './json/reader.ts';
import { beyondLimits, fileProblem, LARGEST_JSON } from './refusal.ts';
import { kindOf, type LogKind, SNIFFED_BYTES } from './sniff.ts';
import { CsvReader } from './tables/csv.ts';
import { JsonLinesReader } from './tables/jsonLines.ts';

/** Bytes read at a time. */
const PIECE = 2 ** 18;
/** Bytes at the beginning and before the end of what was read, by which the file is known again. */
const FINGERPRINT = 4096;

type Content =
  | { kind: 'events'; reader: EventFileReader }
  | { kind: 'csv'; reader: CsvReader }
  | { kind: 'jsonl'; reader: JsonLinesReader }
  | { kind: 'json'; reader: JsonReader };

interface Seen {
  inode: number;
  size: number;
  modified: number;
}

export class LogFile {
  readonly path: string;
  content: Content | null = null;
  /** Why it is not read; null when it is. */
  failure: UserError | null = null;
  /** A last line without a line end counts: the file is not being written now. */
  withLast = true;
  private seen: Seen | null = null;
  private offset = 0;
  private readonly isFollowed: boolean;
  private head: Uint8Array = new Uint8Array(0);
  private tail: Uint8Array = new Uint8Array(0);

  /** @param isFollowed it may be written just now: a last line without a line end waits from the first look on */
  constructor(path: string, isFollowed: boolean) {
    this.path = path;
    this.isFollowed = isFollowed;
  }

  /** Reads what is new. @returns whether something has changed */
  async update(): Promise<boolean> {
    const now = await this.look();
    if (!now) return false;
    if (this.seen && sameState(this.seen, now)) return this.settle();
    const first = this.seen === null;
    this.withLast = first && !this.isFollowed;
    try {
      await this.read(now, this.seen);
      this.failure = null;
    } catch (error) {
      if (!(error instanceof UserError) && !isOfSystem(error)) throw error;
      this.fail(error instanceof UserError ? error : this.systemError(error));
    }
    this.seen = now;
    return true;
  }

  /** The state of the file; null when it is missing, which is a change only the first time. */
  private async look(): Promise<Seen | null> {
    try {
      const { ino: inode, size, mtimeMs: modified } = await stat(this.path);
      return { inode, size, modified };
    } catch (error) {
      this.failure = this.systemError(error as NodeJS.ErrnoException);
      this.seen = null;
      return null;
    }
  }

  /** Nothing has been written since the last look: a last line without a line end is taken as it is. */
  private settle(): boolean {
    if (this.withLast) return false;
    this.withLast = true;
    return this.content?.kind === 'csv' && this.content.reader.isOpen;
  }

  private fail(error: UserError): void {
    this.failure = error;
    this.content = null;
    this.offset = 0;
  }

  private async read(now: Seen, before: Seen | null): Promise<void> {
    const handle = await open(this.path, 'r');
    try {
      if (!(await this.continues(handle, now, before))) await this.begin(handle, now);
      await this.readOn(handle, now.size);
      this.head = await bytesAt(handle, 0, Math.min(FINGERPRINT, this.offset));
      const start = Math.max(0, this.offset - FINGERPRINT);
      this.tail = await bytesAt(handle, start, this.offset - start);
    } finally {
      await handle.close();
    }
    if (this.content?.kind === 'json') this.content.reader.finish();
  }

  /** Whether the file is what was read, and more. */
  private async continues(handle: FileHandle, now: Seen, before: Seen | null): Promise<boolean> {
    if (
      !this.content ||
      this.content.kind === 'json' ||
      before?.inode !== now.inode ||
      now.size <= this.offset
    )
      return false;
    const head = await bytesAt(handle, 0, this.head.length);
    const tail = await bytesAt(handle, this.offset - this.tail.length, this.tail.length);
    return Buffer.compare(head, this.head) === 0 && Buffer.compare(tail, this.tail) === 0;
  }

  private async begin(handle: FileHandle, { size }: Seen): Promise<void> {
    this.offset = 0;
    this.content = null;
    const first = await bytesAt(handle, 0, Math.min(SNIFFED_BYTES, size));
    this.content = contentOf(this.path, kindOf(this.path, first));
    if (this.content.kind === 'json' && size > LARGEST_JSON)
      throw beyondLimits(
        this.path,
        `It is one piece of JSON of ${Math.ceil(size / 2 ** 20).toLocaleString('en-US')} MB.`,
        `Up to ${LARGEST_JSON / 2 ** 20} MB are read, because it cannot be read in parts.`,
      );
  }

  private async readOn(handle: FileHandle, end: number): Promise<void> {
    const piece = new Uint8Array(PIECE);
    while (this.offset < end) {
      const { bytesRead } = await handle.read(piece, 0, Math.min(PIECE, end - this.offset), this.offset);
      if (bytesRead === 0) return;
      this.offset += bytesRead;
      this.content!.reader.push(piece.subarray(0, bytesRead));
    }
  }

  private systemError({ code, message }: NodeJS.ErrnoException): UserError {
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return fileProblem(this.path, `Nothing is at ${this.path}.`, 'Check the path.');
    return fileProblem(
      this.path,
      `The system refused to read it (${code ?? message}).`,
      'Check its permissions.',
    );
  }
}

function contentOf(path: string, kind: LogKind): Content {
  if (kind === 'events') return { kind, reader: new EventFileReader(path) };
  if (kind === 'csv') return { kind, reader: new CsvReader(path) };
  if (kind === 'jsonl') return { kind, reader: new JsonLinesReader(path) };
  return { kind, reader: new JsonReader(path) };
}

const isOfSystem = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error;

const sameState = (a: Seen, b: Seen) => a.inode === b.inode && a.size === b.size && a.modified === b.modified;

/** Fewer when the file has become shorter. */
async function bytesAt(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await handle.read(bytes, 0, length, offset);
  return bytes.subarray(0, bytesRead);
}
