/** Random access to the bytes of a file, of which no more than asked for is in memory. */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '../errors.ts';

/** Bytes that can be read at any offset: a file, or a stored member of a zip archive. */
export interface ByteSource {
  /** Of the file, for messages. */
  path: string;
  size: number;
  /** Fills `into` from `offset` on. @throws RangeError when the bytes are not all there */
  read(offset: number, into: Uint8Array): Promise<void>;
}

export interface FileSource extends ByteSource {
  close(): Promise<void>;
}

/** @throws UserError `WEIGHTS_FILE` when it cannot be opened, is a folder, or is empty */
export async function openSource(path: string): Promise<FileSource> {
  const handle = await openHandle(path);
  try {
    const { size } = await handle.stat();
    if (size === 0) throw fileProblem(path, 'The file has no content.', 'Write or download it again.');
    return {
      path,
      size,
      read: (offset, into) => readFully(handle, path, offset, into),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Bytes `offset … offset + length`. The caller has checked that the length is reasonable. */
export async function readRange(source: ByteSource, offset: number, length: number): Promise<Uint8Array> {
  if (offset < 0 || length < 0 || offset + length > source.size)
    throw new RangeError(
      `bytes ${offset} to ${offset + length} of ${source.path} lie outside of its ${source.size}`,
    );
  const bytes = new Uint8Array(length);
  await source.read(offset, bytes);
  return bytes;
}

/** A part of a source as one of its own. */
export function sliceOf(source: ByteSource, offset: number, size: number): ByteSource {
  return {
    path: source.path,
    size,
    async read(at, into) {
      if (at < 0 || at + into.length > size)
        throw new RangeError(`bytes ${at} to ${at + into.length} lie outside of ${size}`);
      await source.read(offset + at, into);
    },
  };
}

export function sourceOfBytes(path: string, bytes: Uint8Array): ByteSource {
  return {
    path,
    size: bytes.length,
    async read(offset, into) {
      if (offset < 0 || offset + into.length > bytes.length)
        throw new RangeError(`bytes ${offset} to ${offset + into.length} lie outside of ${bytes.length}`);
      into.set(bytes.subarray(offset, offset + into.length));
    },
  };
}

async function openHandle(path: string): Promise<FileHandle> {
  try {
    // Opening a pipe would wait until somebody writes into it.
    if ((await stat(path)).isFile()) return await open(path, 'r');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw fileProblem(path, `There is no file ${path}.`, 'Check the path.');
    if (code !== 'EISDIR')
      throw fileProblem(
        path,
        `The system refused to open it (${code ?? message}).`,
        'Check its permissions.',
      );
  }
  throw fileProblem(path, 'It is a folder or a device; expected a file.', 'Choose one of the files in it.');
}

function fileProblem(path: string, explanation: string, remedy: string): UserError {
  return new UserError({
    code: 'WEIGHTS_FILE',
    title: `${basename(path)} cannot be read`,
    explanation,
    remedy,
    technical: [path],
  });
}

async function readFully(handle: FileHandle, path: string, offset: number, into: Uint8Array): Promise<void> {
  let done = 0;
  while (done < into.length) {
    const { bytesRead } = await handle.read(into, done, into.length - done, offset + done);
    if (bytesRead === 0)
      throw new RangeError(`${path} ends at byte ${offset + done}; expected ${offset + into.length}`);
    done += bytesRead;
  }
}
