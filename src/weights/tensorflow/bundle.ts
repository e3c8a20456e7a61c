/** A checkpoint's index: the header and the tensors that it lists. */

import { UserError } from '../../errors.ts';
import { bytesOf } from '../decode.ts';
import type { ByteSource } from '../fileSource.ts';
import { beyondLimits, damaged, unsupported } from '../refusal.ts';
import { isShape } from '../shape.ts';
import { countOf, type DType } from '../weightFile.ts';
import { Message } from './message.ts';
import { CHECKPOINT, readTable } from './table.ts';

export interface BundleTensor {
  /** As in the table: `layer_with_weights-0/kernel/.ATTRIBUTES/VARIABLE_VALUE`. */
  key: string;
  dtype: DType;
  shape: number[];
  shard: number;
  /** In its shard. */
  offset: number;
  size: number;
}

export interface Bundle {
  shards: number;
  bigEndian: boolean;
  tensors: BundleTensor[];
  /** Types that are not read, with how many tensors have them: handles of resources, variants. */
  unread: Map<string, number>;
}

const MOST_SHARDS = 10_000;
/** In bytes; those of TensorFlow have a few dozen. */
const LONGEST_ENTRY = 2 ** 16;

/** By the number of TensorFlow's DataType. */
const DTYPES: Record<number, DType> = {
  1: 'float32',
  2: 'float64',
  3: 'int32',
  4: 'uint8',
  5: 'int16',
  6: 'int8',
  7: 'string',
  8: 'complex64',
  9: 'int64',
  10: 'bool',
  11: 'int8',
  12: 'uint8',
  13: 'int32',
  14: 'bfloat16',
  15: 'int16',
  16: 'uint16',
  17: 'uint16',
  18: 'complex128',
  19: 'float16',
  22: 'uint32',
  23: 'uint64',
  24: 'float8_e5m2',
  25: 'float8_e4m3fn',
  26: 'float8_e4m3fnuz',
  28: 'float8_e5m2fnuz',
};

/**
 * Reads `….index`: under the empty key a BundleHeaderProto, under each other one a BundleEntryProto.
 * Source: tensorflow/core/protobuf/tensor_bundle.proto.
 * @throws UserError `WEIGHTS_…` as {@link readTable}; `WEIGHTS_UNSUPPORTED` for variables saved in slices
 */
export async function readBundle(source: ByteSource): Promise<Bundle> {
  const { path } = source;
  const table = await readTable(source);
  const header = table.get('');
  if (!header)
    throw damaged(path, CHECKPOINT, 'Its table has no header.', 'Expected an entry without a name.');
  const facts = messageOf(path, header, (message) => message);
  const shards = facts.number(1);
  if (shards < 1) throw damaged(path, CHECKPOINT, 'It names no files of data.', 'Expected at least one.');
  if (shards > MOST_SHARDS)
    throw beyondLimits(path, `It names ${shards} files of data.`, `At most ${MOST_SHARDS} are read.`);
  const bundle: Bundle = { shards, bigEndian: facts.number(2) === 1, tensors: [], unread: new Map() };
  for (const [key, value] of table)
    if (key !== '') messageOf(path, value, (entry) => addEntry(path, bundle, key, entry));
  return bundle;
}

function addEntry(path: string, bundle: Bundle, key: string, entry: Message): void {
  if (entry.messages(7).length > 0)
    throw unsupported(
      path,
      `Its variable “${key}” was saved in slices by a partitioned training.`,
      'Save the model from one process.',
    );
  const type = entry.number(1);
  const dtype = Object.hasOwn(DTYPES, type) ? DTYPES[type]! : undefined;
  if (!dtype) {
    bundle.unread.set(`${type}`, (bundle.unread.get(`${type}`) ?? 0) + 1);
    return;
  }
  const shape = entry.messages(2).flatMap((each) => each.messages(2).map((axis) => axis.number(1)));
  const [shard, offset, size] = [entry.number(3), entry.number(4), entry.number(5)];
  const wrong = (found: string, expected: string) => damaged(path, CHECKPOINT, found, expected);
  if (!isShape(shape)) throw wrong(`The shape of “${key}” is none.`, 'Expected whole numbers from 0 on.');
  if (shard < 0 || shard >= bundle.shards || offset < 0 || size < 0 || !Number.isSafeInteger(offset + size))
    throw wrong(`The place of “${key}” is none.`, `Expected a place in one of ${bundle.shards} files.`);
  if (dtype !== 'string' && size !== countOf(shape) * bytesOf(dtype))
    throw wrong(
      `“${key}” takes ${size} bytes.`,
      `Expected ${countOf(shape) * bytesOf(dtype)} for ${dtype} of shape [${shape.join(', ')}].`,
    );
  bundle.tensors.push({ key, dtype, shape, shard, offset, size });
}

/** What `use` makes of a message. Its parts are read on demand, so it may turn out broken while it is used. */
function messageOf<Made>(path: string, bytes: Uint8Array, use: (message: Message) => Made): Made {
  try {
    if (bytes.length <= LONGEST_ENTRY) return use(new Message(bytes));
  } catch (error) {
    if (error instanceof UserError) throw error;
  }
  throw damaged(path, CHECKPOINT, 'An entry of its table is no message.', 'Expected protocol buffers.');
}
