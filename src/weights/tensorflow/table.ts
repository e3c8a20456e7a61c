/** Sorted string tables: the keys and values of a checkpoint's index. */
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { UserError } from '../../errors.ts';
import { formatCount } from '../../words.ts';
import { type ByteSource, readRange } from '../fileSource.ts';
import {
  beyondLimits,
  damaged,
  LARGEST_HEADER_BYTES,
  MOST_TENSORS,
  truncated,
  unsupported,
} from '../refusal.ts';
import { maskedCrc32c } from './crc32c.ts';

export const CHECKPOINT = 'a TensorFlow checkpoint';

const FOOTER_BYTES = 48;
/** Type of compression and checksum after each block. */
const TRAILER_BYTES = 5;
const MAGIC = 0xdb4775248b80fb57n;
/** Of all keys together: they share their beginnings in the file, not in memory. */
const MOST_KEY_BYTES = 64 * 2 ** 20;

/** True when the last bytes are those of such a table. */
export async function endsAsTable(source: ByteSource): Promise<boolean> {
  if (source.size < FOOTER_BYTES) return false;
  const end = Buffer.from(await readRange(source, source.size - 8, 8));
  return end.readBigUInt64LE(0) === MAGIC;
}

/**
 * All entries in the order of their keys. Blocks hold entries whose keys leave out what they share with the one before;
 * an index block lists the data blocks; the last 48 bytes say where the index block is.
 * Source: LevelDB, doc/table_format.md; tensorflow/core/lib/io/format.cc.
 * @throws UserError `WEIGHTS_DAMAGED` when a checksum or a length is wrong, `WEIGHTS_UNSUPPORTED` for compressed blocks,
 *   `WEIGHTS_LIMIT` for more than 200,000 entries
 */
export async function readTable(source: ByteSource): Promise<Map<string, Uint8Array>> {
  const { path, size } = source;
  if (size > LARGEST_HEADER_BYTES)
    throw beyondLimits(path, `The index has ${size} bytes.`, 'At most 100 MB are read.');
  if (!(await endsAsTable(source))) throw truncated(path, CHECKPOINT, 'The end of its table is not there.');
  const bytes = await readRange(source, 0, size);
  try {
    return entriesOf(path, bytes);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw wrong(path, 'A length in its table leads out of its block.');
  }
}

function entriesOf(path: string, bytes: Uint8Array): Map<string, Uint8Array> {
  const footer = new BinaryReader(bytes.subarray(bytes.length - FOOTER_BYTES));
  handleOf(footer);
  const index = blockOf(path, bytes, handleOf(footer));
  const entries = new Map<string, Uint8Array>();
  let keyBytes = 0;
  let end = 0;
  for (const [, value] of blockEntries(index)) {
    const handle = handleOf(new BinaryReader(value));
    if (handle.offset < end) throw wrong(path, 'Its blocks overlap.');
    end = handle.offset + handle.size;
    for (const [key, content] of blockEntries(blockOf(path, bytes, handle))) {
      keyBytes += key.length;
      entries.set(key, content);
      if (entries.size > MOST_TENSORS || keyBytes > MOST_KEY_BYTES)
        throw beyondLimits(
          path,
          'Its table lists more names than a model has.',
          `At most ${formatCount(MOST_TENSORS, 'tensor')} are read.`,
        );
    }
  }
  return entries;
}

interface Handle {
  offset: number;
  size: number;
}

const handleOf = (reader: BinaryReader): Handle => {
  const offset = Number(reader.uint64());
  return { offset, size: Number(reader.uint64()) };
};

function blockOf(path: string, bytes: Uint8Array, { offset, size }: Handle): Uint8Array {
  if (offset + size + TRAILER_BYTES > bytes.length) throw wrong(path, 'A block lies outside of the file.');
  const block = bytes.subarray(offset, offset + size);
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset + size, TRAILER_BYTES);
  if (view.getUint32(1, true) !== maskedCrc32c(bytes.subarray(offset, offset + size + 1)))
    throw wrong(path, 'A block of its table does not match its checksum.');
  if (view.getUint8(0) !== 0)
    throw unsupported(
      path,
      'Its index is compressed; TensorFlow writes it plain.',
      'Save the checkpoint again with TensorFlow.',
    );
  return block;
}

/** Key and value of each entry. The last numbers of a block say where keys are complete; reading in order needs none. */
function* blockEntries(block: Uint8Array): Generator<[string, Uint8Array]> {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const end = block.length - 4 - 4 * view.getUint32(block.length - 4, true);
  if (end < 0) throw new RangeError('restart points');
  const reader = new BinaryReader(block.subarray(0, end));
  let key = '';
  while (reader.pos < end) {
    const shared = reader.uint32();
    const own = reader.uint32();
    const length = reader.uint32();
    const at = reader.pos;
    if (shared > key.length || at + own + length > end) throw new RangeError('entry');
    key = key.slice(0, shared) + Buffer.from(block.subarray(at, at + own)).toString('latin1');
    reader.pos = at + own + length;
    yield [key, block.subarray(at + own, at + own + length)];
  }
}

const wrong = (path: string, found: string) =>
  damaged(path, CHECKPOINT, found, 'Expected the sorted table of an .index file.');
