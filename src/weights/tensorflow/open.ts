/** TensorFlow checkpoints (`….index` and `….data-00000-of-00001`) and the variables of SavedModels. */
import { basename, join } from 'node:path';
import { formatCount } from '../../words.ts';
import { openSource } from '../fileSource.ts';
import { layerClasses, layerClassOf } from '../keras/layers.ts';
import { type Part, partBeside, sourceOfParts } from '../parts.ts';
import { contiguousPieces, type Region } from '../pieces.ts';
import { truncated } from '../refusal.ts';
import { roleByName } from '../roles.ts';
import type { DType, TensorEntry, TensorRole, WeightFile } from '../weightFile.ts';
import { type Bundle, type BundleTensor, readBundle } from './bundle.ts';
import { savedArchitecture } from './kerasMetadata.ts';
import { namesOf, OBJECT_GRAPH, textOf } from './names.ts';
import { optimizerOf } from './optimizer.ts';
import { CHECKPOINT } from './table.ts';

/**
 * Opens a checkpoint by its `.index` file. Its tensors are named as the variables are where the checkpoint says it.
 * @throws UserError `WEIGHTS_PART_MISSING` when a file of data is not beside it; `WEIGHTS_…` as {@link readBundle}
 */
export const openCheckpoint = (indexPath: string): Promise<WeightFile> =>
  open(indexPath, indexPath, 'TensorFlow checkpoint');

/**
 * Opens the variables of a SavedModel.
 * @throws UserError `WEIGHTS_PART_MISSING` when it has none; else as {@link openCheckpoint}
 */
export async function openSavedModel(folder: string): Promise<WeightFile> {
  const index = await partBeside(join(folder, 'saved_model.pb'), 'variables/variables.index', CHECKPOINT);
  const architecture = await savedArchitecture(folder);
  const classes = layerClasses(architecture?.config);
  const file = await open(index.path, folder, 'TensorFlow SavedModel');
  const tensors = file.tensors.map((tensor): TensorEntry => {
    const layerClass = layerClassOf(tensor.name, classes);
    return layerClass === undefined ? tensor : { ...tensor, layerClass };
  });
  return { ...file, tensors, architecture };
}

async function open(indexPath: string, path: string, title: string): Promise<WeightFile> {
  const { bundle, bytes } = await bundleOf(indexPath);
  const parts = await partsOf(indexPath, bundle);
  const sources = new Map([...parts].map(([shard, part]) => [shard, sourceOfParts(part.path, [part])]));
  const graph = bundle.tensors.find(({ key }) => key === OBJECT_GRAPH);
  const text = graph && (await textOf(sources.get(graph.shard)!, graph));
  const listed = bundle.tensors.filter(({ key }) => key !== OBJECT_GRAPH);
  const names = namesOf(
    listed.map(({ key }) => key),
    text,
  );
  const regionOf = ({ shard, offset }: BundleTensor): Region => {
    return { source: sources.get(shard)!, offset, bigEndian: bundle.bigEndian };
  };
  const regions = new Map(listed.map((each) => [names.get(each.key)!, regionOf(each)]));
  return {
    path,
    format: 'tensorflow',
    title: parts.size > 1 ? `${title}, ${parts.size} shards` : title,
    bytes: [...parts.values()].reduce((sum, { size }) => sum + size, bytes),
    tensors: listed.map((each) => entryOf(each, names.get(each.key)!)),
    notes: notesOn(bundle, listed),
    metadata: {},
    optimizer: await optimizerOf(listed, names, regionOf),
    pieces: (tensor) => contiguousPieces(regions.get(tensor.name)!, tensor, CHECKPOINT),
    close: async () => {},
  };
}

async function bundleOf(indexPath: string): Promise<{ bundle: Bundle; bytes: number }> {
  const file = await openSource(indexPath);
  try {
    return { bundle: await readBundle(file), bytes: file.size };
  } finally {
    await file.close();
  }
}

/** The files of data that are needed; each must reach as far as the tensors in it. */
async function partsOf(indexPath: string, { tensors, shards }: Bundle): Promise<Map<number, Part>> {
  const prefix = basename(indexPath).replace(/\.index$/, '');
  const five = (value: number) => String(value).padStart(5, '0');
  const parts = new Map<number, Part>();
  for (const { shard, key, offset, size } of tensors) {
    const part =
      parts.get(shard) ??
      (await partBeside(indexPath, `${prefix}.data-${five(shard)}-of-${five(shards)}`, CHECKPOINT));
    parts.set(shard, part);
    if (offset + size > part.size)
      throw truncated(
        part.path,
        CHECKPOINT,
        `“${key}” takes bytes ${offset} to ${offset + size}; the file has ${part.size}.`,
      );
  }
  return parts;
}

function entryOf({ key, dtype, shape }: BundleTensor, name: string): TensorEntry {
  return { name, dtype, shape, order: 'inputs-first', role: roleOf(key, name, dtype) };
}

/** Counts of checkpoints and the sums of metrics are saved beside the weights. */
const BESIDE = /(^|\/)(save_counter|keras_api\/metrics\/.*|metrics\/.*)$/;

function roleOf(key: string, name: string, dtype: DType): TensorRole {
  const plain = key.replace(/\/\.ATTRIBUTES\/VARIABLE_VALUE$/, '');
  if (BESIDE.test(plain)) return 'other';
  const role = roleByName(plain, dtype);
  return role === 'weight' ? roleByName(name, dtype) : role;
}

function notesOn({ unread }: Bundle, listed: readonly BundleTensor[]): string[] {
  const texts = listed.filter(({ dtype }) => dtype === 'string').length;
  const others = [...unread.values()].reduce((sum, count) => sum + count, 0);
  return [
    ...(texts > 0
      ? [`${formatCount(texts, 'variable')} with text ${texts === 1 ? 'is' : 'are'} named and not read.`]
      : []),
    ...(others > 0
      ? [
          `${formatCount(others, 'variable')} of the types ${[...unread.keys()].join(', ')} of TensorFlow ${others === 1 ? 'was' : 'were'} left out.`,
        ]
      : []),
  ];
}
