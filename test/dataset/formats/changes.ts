import { readFile } from 'node:fs/promises';
import { FILES } from './reading.ts';

/** A file of the fixtures, some of its bytes changed. */
export const changed = async (file: string, change: (bytes: Buffer) => Buffer): Promise<Buffer> =>
  change(await readFile(FILES + file));

export const cut = (length: number) => (bytes: Buffer) => bytes.subarray(0, length);
export const put =
  (at: number, ...values: number[]) =>
  (bytes: Buffer) => {
    const copy = Buffer.from(bytes);
    copy.set(values, at < 0 ? copy.length + at : at);
    return copy;
  };
export const replace = (from: string, to: string) => (bytes: Buffer) =>
  Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1');
