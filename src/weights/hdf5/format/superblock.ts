/** The start of an HDF5 file. Source: HDF5 File Format Specification 3.0, II.A. */
import type { ByteSource } from '../../fileSource.ts';
import { damaged, truncated, unsupported } from '../../refusal.ts';
import type { Cursor } from './cursor.ts';
import { addressOf, HDF5_FORMAT, type Store, storeOf } from './store.ts';

const SIGNATURE = '\x89HDF\r\n\x1a\n';
const LONGEST = 128;

export interface Hdf5File {
  store: Store;
  /** Address of the root group. */
  root: number;
}

/**
 * @throws UserError `WEIGHTS_DAMAGED` when there is no HDF5 file in it, `WEIGHTS_TRUNCATED` when it is shorter than it says,
 *   `WEIGHTS_UNSUPPORTED` for a version that is not known
 */
export async function openStore(source: ByteSource): Promise<Hdf5File> {
  const store = storeOf(source);
  const cursor = await findSignature(store);
  const version = cursor.u8();
  if (version > 3)
    throw unsupported(
      source.path,
      `It is HDF5 with superblock version ${version}; versions 0 to 3 are read.`,
      'Save it again with h5py’s default settings.',
    );
  const { root, end } = version < 2 ? oldSuperblock(store, cursor, version) : newSuperblock(store, cursor);
  if (end !== undefined && end > source.size)
    throw truncated(source.path, HDF5_FORMAT, `It has ${source.size} bytes; its header says ${end}.`);
  if (root === undefined) throw store.damaged('It has no root group.', 'Every HDF5 file has one.');
  return { store, root };
}

/** At byte 0, or after a user block of 512, 1024, 2048 … bytes. */
async function findSignature(store: Store): Promise<Cursor> {
  const { source } = store;
  for (let start = 0; start + SIGNATURE.length < source.size; start = start === 0 ? 512 : 2 * start) {
    const cursor = await store.read(start, LONGEST);
    if (cursor.left > SIGNATURE.length && cursor.signature(8) === SIGNATURE) return cursor;
  }
  throw damaged(
    source.path,
    HDF5_FORMAT,
    'It does not start like an HDF5 file.',
    'Expected the signature \\x89HDF.',
  );
}

interface Start {
  root: number | undefined;
  /** Where the file ends. */
  end: number | undefined;
}

function oldSuperblock(store: Store, cursor: Cursor, version: number): Start {
  cursor.skip(4);
  setSizes(store, cursor);
  cursor.skip(1 + 2 + 2 + 4 + (version === 1 ? 4 : 0));
  const size = store.offsetSize;
  const base = addressOf(cursor, size);
  cursor.skip(size);
  const end = addressOf(cursor, size);
  cursor.skip(2 * size);
  store.base = base ?? 0;
  return { root: addressOf(cursor, size), end };
}

function newSuperblock(store: Store, cursor: Cursor): Start {
  setSizes(store, cursor);
  cursor.skip(1);
  const size = store.offsetSize;
  store.base = addressOf(cursor, size) ?? 0;
  cursor.skip(size);
  const end = addressOf(cursor, size);
  return { root: addressOf(cursor, size), end };
}

const SIZES = [2, 4, 8];

function setSizes(store: Store, cursor: Cursor): void {
  store.offsetSize = cursor.u8();
  store.lengthSize = cursor.u8();
  if (!SIZES.includes(store.offsetSize) || !SIZES.includes(store.lengthSize))
    throw store.damaged(
      `It says that addresses have ${store.offsetSize} bytes and lengths ${store.lengthSize}.`,
      'Expected 2, 4 or 8.',
    );
}
