/** Hostile files on the disk, opened as the product opens them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { readTable } from '../../src/dataset/table.ts';
import { UserError } from '../../src/errors.ts';
import { openHistory } from '../../src/history/open.ts';
import { openWeights } from '../../src/weights/open.ts';

type Bytes = Uint8Array | string;
/** One file, or several by their names. */
export type Content = Bytes | Record<string, Bytes>;

export type Room = 'weights' | 'logs' | 'data';

/** What it is, what is opened, its content, then code, title and explanation of the refusal. */
export type Hostile = [
  what: string,
  opened: string,
  content: () => Content,
  code: string,
  title: string,
  explanation: string,
];

const fixtures = join(import.meta.dirname, '../fixtures/files');
/** A sound file that an independent program made. */
export const good = (name: string): Buffer => readFileSync(join(fixtures, name));

const scratch = mkdtempSync(join(tmpdir(), 'reglens-hostile-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let folders = 0;

/** Writes it into a folder of its own. @returns the path that is opened */
export function written(opened: string, content: Content): string {
  const folder = join(scratch, String(folders++), 'm');
  mkdirSync(folder, { recursive: true });
  const files =
    typeof content === 'string' || content instanceof Uint8Array ? { [opened]: content } : content;
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return join(folder, opened);
}

const DOORS: Record<Room, (path: string) => Promise<unknown>> = {
  weights: async (path) => {
    const file = await openWeights(path);
    try {
      for (const tensor of file.tensors) for await (const _ of file.pieces(tensor));
    } finally {
      await file.close();
    }
  },
  logs: (path) => openHistory(path),
  data: (path) => readTable(path),
};

/** Code, title and explanation. @throws what is no refusal; an Error when the file was opened */
export async function refusalOf(room: Room, path: string): Promise<[string, string, string]> {
  const error: unknown = await DOORS[room](path).then(
    () => new Error('It was opened.'),
    (thrown) => thrown,
  );
  if (!(error instanceof UserError)) throw error;
  const { code, title, explanation, remedy } = error.problem;
  if (!remedy) throw new Error(`${code} has no remedy`);
  return [code, title, explanation.replaceAll(dirname(path), '…')];
}
