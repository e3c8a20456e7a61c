/** A data file before it is read, and its bytes in pieces. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Limits } from '../rowSample.ts';

export interface DataSource {
  path: string;
  /** Base name. */
  name: string;
  /** In lower case, with its dot. */
  extension: string;
  size: number;
  /** The first bytes; undefined for a folder. */
  head: Buffer | undefined;
  seed: number;
  limits: Limits;
  /** The column is not needed, should it be of a kind that cannot be read. */
  mayLeaveOut(column: string): boolean;
}

const PIECE = 2 ** 20;

/** The file in pieces of a megabyte. */
export async function* piecesOf(path: string): AsyncGenerator<Buffer> {
  for await (const piece of createReadStream(path, { highWaterMark: PIECE })) yield piece as Buffer;
}

/** SHA-256 of the files' bytes, one after another. */
export async function sha256Of(...paths: string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) for await (const piece of piecesOf(path)) hash.update(piece);
  return hash.digest('hex');
}

/** A part of a file; shorter than asked for where the file ends. */
export interface PartReader {
  /** Of the whole file. */
  size: number;
  read(offset: number, length: number): Promise<Buffer>;
}

/** Opens the file for as long as `use` takes. */
export async function withParts<T>(path: string, use: (file: PartReader) => Promise<T>): Promise<T> {
  const handle = await open(path);
  try {
    return await use({
      size: (await handle.stat()).size,
      async read(offset, length) {
        const buffer = Buffer.alloc(length);
        let filled = 0;
        while (filled < length) {
          const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return buffer.subarray(0, filled);
      },
    });
  } finally {
    await handle.close();
  }
}

/** The beginning of a stream; shorter than asked for where the stream ends. */
export async function firstBytes(bytes: AsyncIterable<Buffer>, length: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let found = 0;
  for await (const piece of bytes) {
    pieces.push(piece);
    found += piece.length;
    if (found >= length) break;
  }
  return Buffer.concat(pieces).subarray(0, length);
}

/** A stream without its first bytes. */
export async function* behind(bytes: AsyncIterable<Buffer>, start: number): AsyncGenerator<Buffer> {
  let skip = start;
  for await (const piece of bytes) {
    if (skip < piece.length) yield piece.subarray(skip);
    skip = Math.max(0, skip - piece.length);
  }
}
