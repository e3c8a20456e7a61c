/**
 * The layout of `torch.save` before PyTorch 1.6: five pickles (a magic number, a version, the machine, the data, the keys of
 * the storages), then each storage as its number of elements and its bytes. Without the magic number it is a plain pickle.
 * Source: PyTorch, torch/serialization.py, `_legacy_save`.
 */
import { bytesOf } from '../decode.ts';
import { type ByteSource, readRange } from '../fileSource.ts';
import { type Pickle, readPickle } from '../pickle/read.ts';
import { entryOf, itemsOf } from '../pickle/value.ts';
import { damaged, truncated } from '../refusal.ts';
import type { Storages, StoredBytes } from './storages.ts';
import { Contradiction } from './stored.ts';
import { storageId } from './tensor.ts';

export const LEGACY_FORMAT = 'PyTorch (before 1.6)';

const MAGIC = 0x1950a86a20f9469cfc6cn;
const COUNT_BYTES = 8;

export interface Legacy {
  pickle: Pickle;
  storages: Storages;
  /** Python's pickle alone, without storages of PyTorch. */
  isPlain: boolean;
}

/** @throws UserError `WEIGHTS_…` when a pickle is not read or a storage is not there */
export async function readLegacy(source: ByteSource): Promise<Legacy> {
  const first = await readPickle(source, 0, LEGACY_FORMAT);
  if (first.value !== MAGIC)
    return { pickle: first, storages: { bigEndian: false, find: () => undefined }, isPlain: true };
  const version = await readPickle(source, first.end, LEGACY_FORMAT);
  const machine = await readPickle(source, version.end, LEGACY_FORMAT);
  const pickle = await readPickle(source, machine.end, LEGACY_FORMAT);
  const keys = await readPickle(source, pickle.end, LEGACY_FORMAT);
  const found = await locate(source, keys, elementBytes(pickle));
  const bigEndian = entryOf(machine.value, 'little_endian') === false;
  return { pickle, storages: { bigEndian, find: (key) => found.get(key) }, isPlain: false };
}

/** Bytes of an element by the storage's key: the file has only their number. */
function elementBytes({ persistent }: Pickle): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const each of persistent) {
    try {
      const id = storageId(each);
      if (id && 'key' in id) sizes.set(id.key, id.type === 'bytes' ? 1 : bytesOf(id.type));
    } catch (error) {
      if (!(error instanceof Contradiction)) throw error;
    }
  }
  return sizes;
}

async function locate(
  source: ByteSource,
  { value, end }: Pickle,
  sizes: Map<string, number>,
): Promise<Map<string, StoredBytes>> {
  const { path } = source;
  const found = new Map<string, StoredBytes>();
  let at = end;
  for (const key of itemsOf(value) ?? []) {
    const size = sizes.get(String(key));
    if (size === undefined || found.has(String(key)))
      throw damaged(
        path,
        LEGACY_FORMAT,
        `It lists a storage “${String(key).slice(0, 40)}” that its data do not use or that it has listed before.`,
        'Expected those of its tensors.',
      );
    if (at + COUNT_BYTES > source.size) throw ends(path, `before storage “${String(key).slice(0, 40)}”`);
    const count = new DataView((await readRange(source, at, COUNT_BYTES)).buffer).getBigUint64(0, true);
    const start = at + COUNT_BYTES;
    if (count > BigInt(Math.floor((source.size - start) / size)))
      throw ends(
        path,
        `inside of storage “${String(key).slice(0, 40)}”, which announces ${count.toLocaleString('en-US')} elements`,
      );
    const bytes = Number(count) * size;
    found.set(String(key), { size: bytes, open: async () => ({ source, offset: start }) });
    at = start + bytes;
  }
  return found;
}

const ends = (path: string, where: string): Error => truncated(path, LEGACY_FORMAT, `It ends ${where}.`);
