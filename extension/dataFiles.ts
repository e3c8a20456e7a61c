/** The files of the workspace that a model could be measured on. */
import { open } from 'node:fs/promises';
import { workspace } from 'vscode';
import { DATA_PATTERN } from '../src/dataset/extensions.ts';
import { NOT_SEARCHED } from './experiments.ts';
import { nearestFirst } from './nearest.ts';

const MOST_FILES = 1000;
/** Enough for a header. */
const HEAD_BYTES = 4096;
const MAY_BE_LOG = /\.(csv|tsv|jsonl|ndjson)$/i;

/** Nearest to a model's file first; training logs, which are tables too, are left out. */
export async function dataFilesNear(modelFile: string): Promise<string[]> {
  const { isLikelyLog } = await import('../src/history/sniff.ts');
  const found = (await workspace.findFiles(DATA_PATTERN, NOT_SEARCHED, MOST_FILES)).map(
    ({ fsPath }) => fsPath,
  );
  const logs = await Promise.all(
    found.map(async (file) => MAY_BE_LOG.test(file) && isLikelyLog(file, await headOf(file))),
  );
  return nearestFirst(
    modelFile,
    found.filter((_, index) => !logs[index]),
  );
}

async function headOf(file: string): Promise<Uint8Array> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return new Uint8Array();
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
