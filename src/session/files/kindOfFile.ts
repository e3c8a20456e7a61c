/** Whether a path is opened as weights or as a training log. */
import { open, readdir, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { WEIGHT_EXTENSIONS } from '../../weights/recognize/kind.ts';

export type FileKind = 'weights' | 'log';

const WEIGHT_NAMES = /(\.index\.json|^model\.json|saved_model\.pb|\.data-\d+-of-\d+|^pytorch_model\.bin)$/i;
const EVENT_FILE = /tfevents/;
/** Files that say what a folder is. */
const MODEL_FOLDER = /^(saved_model\.pb|variables|model\.json|.*\.index\.json|.*\.safetensors)$/i;
const HEAD_BYTES = 4096;

/** By the name; JSON by its first bytes, and folders by what is in them. A path that is not there counts as weights. */
export async function kindOfFile(path: string): Promise<FileKind> {
  const name = basename(path);
  if ((await stat(path).catch(() => undefined))?.isDirectory()) return kindOfFolder(path);
  if (EVENT_FILE.test(name)) return 'log';
  if (WEIGHT_NAMES.test(name)) return 'weights';
  const extension = extname(name).slice(1).toLowerCase();
  if (extension === 'json') return (await isModelJson(path)) ? 'weights' : 'log';
  return (WEIGHT_EXTENSIONS as readonly string[]).includes(extension) ? 'weights' : 'log';
}

async function kindOfFolder(path: string): Promise<FileKind> {
  const names: string[] = await readdir(path).catch(() => []);
  if (names.includes('trainer_state.json') || names.some((name) => EVENT_FILE.test(name))) return 'log';
  return names.some((name) => MODEL_FOLDER.test(name)) ? 'weights' : 'log';
}

/** A TensorFlow.js model or the index of sharded weights. */
async function isModelJson(path: string): Promise<boolean> {
  const handle = await open(path).catch(() => undefined);
  if (!handle) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return /"(weightsManifest|weight_map|modelTopology)"/.test(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await handle.close();
  }
}
