/** One pickle out of a file, as a description. */
import { UserError } from '../../errors.ts';
import { formatBytes } from '../../words.ts';
import { type ByteSource, readRange } from '../fileSource.ts';
import { beyondLimits, damaged, LARGEST_HEADER_BYTES, unsafe } from '../refusal.ts';
import { type Cursor, NeedsMore, type PickleFile } from './cursor.ts';
import { Machine } from './machine.ts';
import { OPERATIONS } from './opcodes.ts';
import type { PicklePersistent, PickleValue } from './value.ts';

export interface Pickle {
  value: PickleValue;
  /** Names of the classes and functions that it refers to. */
  globals: string[];
  /** Functions of other packages than Python, NumPy and PyTorch that loading it would call. */
  functions: string[];
  /** What it takes from outside: storages of PyTorch. */
  persistent: PicklePersistent[];
  /** Where the bytes after it start. */
  end: number;
}

const FIRST_BYTES = 2 ** 18;
const GROWTH = 8;
/** About a second. */
const MOST_OPERATIONS = 6_000_000;
const STOP = 0x2e;
/** Of `torch.save` before 1.6: a magic number, a version, the machine, the data, the keys of the storages. */
const PICKLES_OF_A_FILE = 5;
const DEEPEST_INNER = 8;

/**
 * The pickle that starts at `offset`. Nothing of it is called or imported: calls are described.
 * @param format for messages
 * @throws UserError `WEIGHTS_UNSAFE` when loading it would run something that weights do not need, `WEIGHTS_TRUNCATED`,
 *   `WEIGHTS_DAMAGED`; `WEIGHTS_LIMIT` beyond 100 MB, 6 million operations or 2 million values
 */
export async function readPickle(source: ByteSource, offset: number, format: string): Promise<Pickle> {
  const file: PickleFile = { path: source.path, format };
  const total = source.size - offset;
  // Where a pickle ends is known only by reading it: a larger part is taken until it is all there.
  for (let length = FIRST_BYTES; ; length *= GROWTH) {
    const size = Math.min(length, total, LARGEST_HEADER_BYTES);
    try {
      const { end, ...rest } = run(file, await readRange(source, offset, size), total);
      return { ...rest, end: offset + end };
    } catch (error) {
      if (!(error instanceof NeedsMore)) throw error;
      if (size === LARGEST_HEADER_BYTES)
        throw beyondLimits(
          file.path,
          `Its pickle takes more than ${formatBytes(LARGEST_HEADER_BYTES)}.`,
          'Expected the names of tensors there, and their values beside it.',
        );
    }
  }
}

/**
 * The pickles within a pickle, which are not read for their tensors, must not run anything either.
 * @throws UserError `WEIGHTS_UNSAFE`
 */
function checkInner(file: PickleFile, bytes: Uint8Array, depth: number): void {
  if (depth === DEEPEST_INNER)
    throw unsafe(file.path, `It hides pickles in pickles, ${DEEPEST_INNER} deep and more.`);
  if (Buffer.from(bytes.subarray(0, 2)).toString('latin1') === 'PK')
    throw unsafe(file.path, 'Loading it would open an archive that is hidden in its pickle.');
  for (let at = 0, count = 0; count < PICKLES_OF_A_FILE && at < bytes.length; count++) {
    try {
      const rest = bytes.subarray(at);
      at += run(file, rest, rest.length, depth + 1).end;
    } catch (error) {
      if (error instanceof UserError && error.problem.code === 'WEIGHTS_UNSAFE') throw error;
      return;
    }
  }
}

function run(file: PickleFile, bytes: Uint8Array, total: number, depth = 0): Pickle {
  const machine = new Machine(file, bytes, total);
  const { cursor } = machine;
  try {
    for (let count = 0; count < MOST_OPERATIONS; count++) {
      const code = cursor.uint8();
      if (code === STOP) {
        const { globals, persistent } = machine;
        const value = machine.finish();
        for (const content of machine.inner) checkInner(file, content, depth);
        return { value, globals, functions: [...machine.functions], persistent, end: cursor.at };
      }
      const operation = OPERATIONS[code];
      if (!operation) throw unknownOperation(file, code, cursor);
      operation(machine);
    }
  } catch (error) {
    const isUnsafe = error instanceof UserError && error.problem.code === 'WEIGHTS_UNSAFE';
    // Damage after a dangerous name may be there to hide it.
    if (!(error instanceof NeedsMore) && !isUnsafe) machine.refuseDangerous();
    throw error;
  }
  throw beyondLimits(
    file.path,
    `Its pickle has over ${MOST_OPERATIONS.toLocaleString('en-US')} operations.`,
    'A checkpoint needs about a hundred for each tensor.',
  );
}

function unknownOperation(file: PickleFile, code: number, cursor: Cursor): Error {
  return damaged(
    file.path,
    file.format,
    `Byte ${cursor.at - 1} of its pickle is 0x${code.toString(16).padStart(2, '0')}, which is no operation.`,
    'Expected one of the protocols 0 to 5.',
  );
}
