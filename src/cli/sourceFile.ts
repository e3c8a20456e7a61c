/** Reads source files of any origin: what cannot be read is a UserError that says why. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { isReadable } from '../definition/source.ts';
import { type Problem, UserError } from '../errors.ts';
import { formatBytes } from '../words.ts';

/** Larger texts are data or generated code; reading them would take seconds and find nothing. */
export const LARGEST_SOURCE = 5_000_000;

const KINDS =
  'Python (.py, .pyw), notebooks (.ipynb), JavaScript and TypeScript (.js, .mjs, .cjs, .jsx, .ts, .mts, .cts, .tsx)';

/**
 * The text of a source file, its byte order mark included.
 * @throws UserError for a file of another kind, of more than {@link LARGEST_SOURCE} bytes, that is not UTF-8, that is
 *   missing, a folder or a device, or that the system refuses
 */
export async function readSourceFile(file: string): Promise<string> {
  if (!isReadable(file)) throw kindUnknown(file);
  try {
    return await readText(file);
  } catch (error) {
    throw error instanceof UserError ? error : unreadable(file, error as NodeJS.ErrnoException);
  }
}

async function readText(file: string): Promise<string> {
  // Not blocking: opening a pipe would wait for a writer.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw notAFile(file, stats.isDirectory() ? 'is a folder' : 'is not a regular file');
    if (stats.size > LARGEST_SOURCE) throw tooLarge(file, stats.size);
    return decodeSource(file, await handle.readFile());
  } finally {
    await handle.close();
  }
}

/** @throws UserError when the bytes are too many or not UTF-8 */
export function decodeSource(file: string, bytes: Uint8Array): string {
  if (bytes.length > LARGEST_SOURCE) throw tooLarge(file, bytes.length);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw notUtf8(file, bytes);
  }
}

/** What is valid comes back as it was when it is written again, so the first difference is the first wrong byte. */
function firstWrongByte(bytes: Uint8Array): number {
  const again = new TextEncoder().encode(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  const offset = bytes.findIndex((byte, index) => byte !== again[index]);
  return offset < 0 ? bytes.length : offset;
}

function notUtf8(file: string, bytes: Uint8Array): UserError {
  const offset = firstWrongByte(bytes);
  const line = bytes.subarray(0, offset).reduce((lines, byte) => (byte === 10 ? lines + 1 : lines), 1);
  const byte = bytes[offset];
  const found = byte === undefined ? 'breaks off' : `is 0x${byte.toString(16).padStart(2, '0')}`;
  return sourceError('SOURCE_NOT_UTF8', `${file} is not UTF-8`, {
    explanation: `The byte at offset ${offset} (line ${line}) ${found}, which cannot stand there in a text in UTF-8.`,
    remedy: 'Save the file as UTF-8, or leave it out by a line in .reglensignore.',
  });
}

function tooLarge(file: string, bytes: number): UserError {
  return sourceError('SOURCE_TOO_LARGE', `${file} is too large to be read`, {
    explanation: `It has ${formatBytes(bytes)}; sources of at most ${formatBytes(LARGEST_SOURCE)} are read.`,
    remedy: 'Split the file, clear the outputs of the notebook, or leave it out by a line in .reglensignore.',
  });
}

export function kindUnknown(file: string): UserError {
  return sourceError('SOURCE_KIND_UNKNOWN', `${file} is not a kind of file that is read`, {
    explanation: `Model definitions are read from ${KINDS}.`,
    remedy: 'Name a file of one of these kinds.',
  });
}

function notAFile(file: string, reason: string): UserError {
  return sourceError('SOURCE_UNREADABLE', `${file} ${reason}`, {
    explanation: 'Expected a source file.',
    remedy: 'Name a file.',
  });
}

const REASONS: Record<string, [title: string, remedy: string]> = {
  ENOENT: ['does not exist', 'Check the path.'],
  ENOTDIR: ['does not exist', 'Check the path: a part of it is a file.'],
  ELOOP: ['is a symbolic link that leads back to itself', 'Correct or remove the link.'],
  EISDIR: ['is a folder', 'Name a file.'],
  EACCES: ['cannot be read', 'Check the permissions of the file.'],
  EPERM: ['cannot be read', 'Check the permissions of the file.'],
  ENAMETOOLONG: ['cannot be read', 'Check the path: it is too long.'],
};

export function unreadable(path: string, { code = '', message }: NodeJS.ErrnoException): UserError {
  const [reason, remedy] = REASONS[code] ?? ['cannot be read', 'Check the path.'];
  return sourceError('SOURCE_UNREADABLE', `${path} ${reason}`, {
    explanation: `Expected a source file. ${message}`,
    remedy,
  });
}

function sourceError(code: string, title: string, rest: Pick<Problem, 'explanation' | 'remedy'>): UserError {
  return new UserError({ code, title, ...rest });
}
