/** Which datasets are tensors, and why others are none. */
import { formatBytes, formatCount } from '../../words.ts';
import type { NumberType } from '../pieces.ts';
import { beyondLimits, truncated, unsupported } from '../refusal.ts';
import { isShape } from '../shape.ts';
import { countOf } from '../weightFile.ts';
import { attributesOf, textIn } from './format/attributes.ts';
import { chunksAlong, workingBytes } from './format/chunkIndex.ts';
import { bytesIn, type Dataset } from './format/dataset.ts';
import { unknownFilter } from './format/layout.ts';
import { HDF5_FORMAT, type Store } from './format/store.ts';
import type { Tree } from './format/tree.ts';

export interface StoredTensor {
  path: string;
  dataset: Dataset;
  dtype: NumberType;
  shape: number[];
}

/** deflate makes at most 1032 bytes of one. */
const LARGEST_EXPANSION = 1100;
/** Of one tensor's chunks. */
const MOST_MEMORY = 256 * 2 ** 20;
const MOST_NOTES = 5;

/**
 * The datasets of numbers, and a sentence for each other one.
 * @throws UserError `WEIGHTS_TRUNCATED`, `WEIGHTS_DAMAGED`, `WEIGHTS_LIMIT` when a shape cannot be true;
 *   `WEIGHTS_UNSUPPORTED` when nothing is left
 */
export async function tensorsOf(
  store: Store,
  tree: Tree,
): Promise<{ tensors: StoredTensor[]; notes: string[] }> {
  const tensors: StoredTensor[] = [];
  const leftOut: string[] = [];
  for (const [path, dataset] of tree.datasets) {
    const dtype = await dtypeOf(store, dataset);
    const reason = dtype === undefined ? whatItHolds(dataset) : obstacle(dataset);
    if (reason === undefined) {
      const shape = checkedShape(store, path, dataset);
      tensors.push({ path, dataset, dtype: dtype!, shape });
    } else leftOut.push(`“${path}” ${reason}`);
  }
  if (tensors.length === 0) throw nothingLeft(store, leftOut);
  return { tensors, notes: [...listed(leftOut), ...linkNotes(tree)] };
}

/** What Keras 3 writes for bfloat16 are two bytes without a meaning, with the name of the type beside them. */
async function dtypeOf(store: Store, { type, address }: Dataset): Promise<NumberType | undefined> {
  if (type.kind === 'number') return type.dtype;
  if (type.kind !== 'opaque' || type.size !== 2) return undefined;
  const attributes = await attributesOf(store, address);
  return (await textIn(store, attributes.get('dtype'))) === 'bfloat16' ? 'bfloat16' : undefined;
}

function whatItHolds({ type }: Dataset): string {
  if (type.kind === 'other') return `holds ${type.what}`;
  return type.kind === 'opaque' ? 'holds bytes of an unknown type' : 'holds text';
}

/** Why the values are not read, although they are numbers. */
function obstacle({ layout, filters, shape, type }: Dataset): string | undefined {
  if (shape === null) return 'is empty';
  if (layout.kind === 'other') return `is stored as ${layout.what}`;
  const filter = unknownFilter(filters);
  if (filter) return `is compressed by ${filter}`;
  if (shape.includes(0)) return undefined;
  const address =
    layout.kind === 'chunked' ? layout.index.address : layout.kind === 'contiguous' ? layout.address : 0;
  if (address === undefined) return 'was never written';
  const memory = layout.kind === 'chunked' ? memoryFor(shape, layout.chunk, type.size) : 0;
  return memory > MOST_MEMORY
    ? `is stored in parts that need ${formatBytes(memory)} of memory at once`
    : undefined;
}

/** The chunks that are kept, and the one that is unpacked in two more buffers. */
const memoryFor = (shape: number[], chunk: number[], size: number): number =>
  workingBytes(shape, chunk, size) + 2 * size * countOf(chunk);

function checkedShape(store: Store, path: string, dataset: Dataset): number[] {
  const { layout } = dataset;
  const shape: readonly number[] = dataset.shape ?? [];
  const { source } = store;
  if (!isShape(shape))
    throw store.damaged(`“${path}” has the shape (${shape.join(', ')}).`, 'Expected one of fewer values.');
  const bytes = bytesIn(dataset);
  if (layout.kind === 'contiguous' && bytes > 0 && store.base + layout.address! + bytes > source.size)
    throw truncated(
      source.path,
      HDF5_FORMAT,
      `The values of “${path}” end at byte ${store.base + layout.address! + bytes}; the file has ${source.size}.`,
    );
  if (layout.kind === 'compact' && bytes > layout.data.length)
    throw store.damaged(`“${path}” has ${layout.data.length} bytes.`, `Its shape needs ${bytes}.`);
  if (layout.kind === 'chunked') checkChunks(store, path, dataset, layout.chunk);
  return shape;
}

function checkChunks(store: Store, path: string, { shape, type }: Dataset, chunk: number[]): void {
  const sizes = shape ?? [];
  if (chunk.length === 0 || chunk.length !== sizes.length || chunk.some((size) => size === 0))
    throw store.damaged(
      `“${path}” of ${formatCount(sizes.length, 'axis', 'axes')} is stored in parts of (${chunk.join(', ')}).`,
      'Expected a size of at least 1 for each axis.',
    );
  const bytes = type.size * countOf(chunksAlong(sizes, chunk)) * countOf(chunk);
  const { source } = store;
  if (bytes > LARGEST_EXPANSION * source.size)
    throw beyondLimits(
      source.path,
      `“${path}” would have ${formatBytes(bytes)}.`,
      `The file has ${formatBytes(source.size)}.`,
    );
}

function nothingLeft(store: Store, leftOut: string[]) {
  const [first] = leftOut;
  return first === undefined
    ? unsupported(store.source.path, 'It has no datasets.', 'Choose a file that holds weights.')
    : unsupported(
        store.source.path,
        `It has no array of numbers that is read: ${first}.`,
        'Save the weights again with h5py’s or Keras’ default settings.',
      );
}

function listed(leftOut: string[]): string[] {
  const notes = leftOut.slice(0, MOST_NOTES).map((each) => `${each} and is left out.`);
  const more = leftOut.length - MOST_NOTES;
  return more > 0
    ? [...notes, `${formatCount(more, 'further dataset is', 'further datasets are')} left out.`]
    : notes;
}

function linkNotes({ external, soft, aliases }: Tree): string[] {
  return [
    ...external
      .slice(0, MOST_NOTES)
      .map((path) => `“${path}” points into another file, which is not opened.`),
    ...(soft.length > 0
      ? [
          `${formatCount(soft.length, 'name that points', 'names that point')} to another name (“${soft[0]}”) left alone.`,
        ]
      : []),
    ...(aliases.length > 0
      ? [
          `${formatCount(aliases.length, 'further name')} of groups already listed (“${aliases[0]}”) left alone.`,
        ]
      : []),
  ];
}
