/** Which format a file has: by its content, and where that says nothing by its name. */
import { access } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { type ByteSource, openSource, readRange } from '../fileSource.ts';
import { isObject, type JsonObject, readObject } from '../json.ts';
import { endsAsTable } from '../tensorflow/table.ts';
import { openZip } from '../zip.ts';
import type { Kind, Recognized } from './kind.ts';
import { isText, refuseStrangers, unknown } from './strangers.ts';

/** Enough for every signature. */
const START_BYTES = 512;
const PYTORCH_NAMES = new Set(['.pt', '.pth', '.bin', '.ckpt', '.pkl', '.model']);
const HDF5_NAMES = new Set(['.h5', '.hdf5']);
const HDF5 = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');
/** A Python pickle from protocol 2 on. */
const PICKLE = 0x80;
const PICKLE_PROTOCOLS = 5;

/** @throws UserError `WEIGHTS_UNKNOWN` saying what the file is instead; `WEIGHTS_FILE` when it cannot be read */
export async function recognizeFile(path: string): Promise<Recognized> {
  const beside = await byName(path);
  if (beside) return beside;
  const file = await openSource(path);
  try {
    const start = await readRange(file, 0, Math.min(START_BYTES, file.size));
    return { kind: await kindOf(file, start), path };
  } finally {
    await file.close();
  }
}

/** Files that say nothing by themselves and lead to another one: parts of a checkpoint, the graph of a SavedModel. */
async function byName(path: string): Promise<Recognized | undefined> {
  if (basename(path) === 'saved_model.pb') return { kind: 'saved-model', path: dirname(path) };
  const prefix =
    /^(.*)\.(data-\d{5}-of-\d{5}|meta)$/.exec(path)?.[1] ?? ((await exists(path)) ? undefined : path);
  if (prefix === undefined) return undefined;
  const index = `${prefix}.index`;
  return (await exists(index)) ? { kind: 'checkpoint', path: index } : undefined;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function kindOf(file: ByteSource, start: Uint8Array): Promise<Kind> {
  const bytes = Buffer.from(start);
  // Before the signatures of others: the length of a header may look like one.
  if (isSafetensors(bytes, file.size)) return 'safetensors';
  refuseStrangers(file.path, start);
  const text = bytes.toString('latin1');
  const name = extname(file.path).toLowerCase();
  if (text.startsWith('PK\x03\x04') || text.startsWith('PK\x05\x06')) return kindOfZip(file.path, start);
  // Others may write before the signature: its reader looks for it behind.
  if (bytes.subarray(0, 8).equals(HDF5) || (HDF5_NAMES.has(name) && !isText(start))) return 'hdf5';
  if (text.startsWith('\x93NUMPY')) return 'npy';
  if (name === '.safetensors' && !isText(start)) return 'safetensors';
  if (bytes[0] === PICKLE && bytes[1]! <= PICKLE_PROTOCOLS) return 'pytorch';
  if (/^(\xef\xbb\xbf)?\s*\{/.test(text)) return kindOfJson(file, start);
  if (name === '.onnx' && !isText(start)) return 'onnx';
  if ((name === '.index' && !isText(start)) || (await endsAsTable(file))) return 'checkpoint';
  if (isOnnx(bytes)) return 'onnx';
  if (PYTORCH_NAMES.has(name) && isOldPytorch(text)) return 'pytorch';
  throw unknown(file.path, start, await partOfTfjs(file.path));
}

/** A header of JSON after its length in eight bytes. */
const isSafetensors = (start: Buffer, size: number): boolean =>
  start.length > 8 && start[8] === '{'.charCodeAt(0) && start.readBigUInt64LE(0) < BigInt(size);

/** The version of the format as the first field, a string or a number as the second. */
const isOnnx = (start: Buffer): boolean =>
  start[0] === 0x08 && start[1]! > 0 && start[1]! < 32 && start[2] === 0x12;

/** A pickle of protocol 0 or 1, or the tar archive of PyTorch before 0.1.10. */
const isOldPytorch = (text: string): boolean =>
  /^(\(|c[a-z_]+[.\w]*\n|[}\]]q|\(dp|\(lp)/.test(text) || text.slice(257, 262) === 'ustar';

async function kindOfZip(path: string, start: Uint8Array): Promise<Kind> {
  const zip = await openZip(path);
  const names = zip.members.map(({ name }) => name);
  await zip.close();
  if (
    names.some((name) => name === 'model.weights.h5') ||
    (names.includes('config.json') && names.includes('metadata.json'))
  )
    return 'keras';
  if (names.some((name) => /(^|\/)(data\.pkl|constants\.pkl|version)$/.test(name))) return 'pytorch';
  if (names.some((name) => name.endsWith('.npy'))) return 'npz';
  const first = names
    .slice(0, 3)
    .map((name) => `“${name}”`)
    .join(', ');
  throw unknown(
    path,
    start,
    names.length === 0
      ? 'It is a zip archive without members.'
      : `It is a zip archive of ${names.length === 1 ? 'one member' : `${names.length} members`} (${first}${names.length > 3 ? ', …' : ''}), none of which says that it holds weights.`,
  );
}

async function kindOfJson(file: ByteSource, start: Uint8Array): Promise<Kind> {
  const document = await readObject(file, 0, file.size, 'JSON');
  if ('weightsManifest' in document) return 'tfjs';
  if (isObject(document.weight_map))
    return Object.values(document.weight_map).some((part) => String(part).endsWith('.safetensors'))
      ? 'safetensors-index'
      : 'pytorch-index';
  throw unknown(file.path, start, `It is JSON without weights${namesOf(document)}.`);
}

function namesOf(document: JsonObject): string {
  const names = Object.keys(document).slice(0, 4);
  return names.length === 0 ? '' : ` (${names.map((name) => `“${name}”`).join(', ')})`;
}

/** `group1-shard1of2.bin` means nothing without its model.json. */
async function partOfTfjs(path: string): Promise<string | undefined> {
  if (!/shard\d+of\d+/.test(basename(path))) return undefined;
  return (await exists(join(dirname(path), 'model.json')))
    ? 'It is a part of the TensorFlow.js model beside it: open its model.json.'
    : 'It looks like a part of a TensorFlow.js model, whose model.json is not beside it.';
}
