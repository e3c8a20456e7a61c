/** TensorFlow.js models: model.json and its files of weights. */
import { formatCount } from '../../words.ts';
import { type ByteSource, openSource } from '../fileSource.ts';
import { type JsonObject, readObject } from '../json.ts';
import { layerClasses, layerClassOf } from '../keras/layers.ts';
import { type Part, partBeside, sourceOfParts } from '../parts.ts';
import { contiguousPieces, type Region } from '../pieces.ts';
import { damaged, truncated } from '../refusal.ts';
import { roleByName } from '../roles.ts';
import type { TensorEntry, WeightFile } from '../weightFile.ts';
import { type ManifestGroup, type ManifestWeight, readManifest, storedBytes, TFJS } from './manifest.ts';
import { textBytes } from './texts.ts';
import { architectureOf, metadataOf, optimizerOf } from './topology.ts';

interface Placed extends ManifestWeight {
  region: Region;
}

/**
 * Opens a model by its model.json. Files of weights are looked for beside it and never outside of its folder.
 * @throws UserError `WEIGHTS_PART_MISSING` when a file of weights is not there, `WEIGHTS_TRUNCATED` when the files are
 *   shorter than their weights, `WEIGHTS_DAMAGED` when they are longer or the document is not sound
 */
export async function openTfjs(path: string): Promise<WeightFile> {
  const { document, size } = await documentOf(path);
  const groups = readManifest(path, document.weightsManifest);
  const placed: Placed[] = [];
  let bytes = size;
  for (const group of groups) {
    const parts = await partsOf(path, group);
    bytes += parts.reduce((sum, part) => sum + part.size, 0);
    placed.push(...(await placesOf(path, group, sourceOfParts(path, parts))));
  }
  const architecture = architectureOf(document);
  const classes = layerClasses(architecture?.config);
  const regions = new Map(placed.map(({ name, region }) => [name, region]));
  return {
    path,
    format: 'tfjs',
    title: document.format === 'graph-model' ? 'TensorFlow.js graph model' : 'TensorFlow.js model',
    bytes,
    tensors: placed.map((weight) => entryOf(weight, classes)),
    notes: notesOn(placed),
    metadata: metadataOf(document),
    optimizer: optimizerOf(document),
    architecture,
    pieces: (tensor) => contiguousPieces(regions.get(tensor.name)!, tensor, TFJS),
    close: async () => {},
  };
}

async function documentOf(path: string): Promise<{ document: JsonObject; size: number }> {
  const file = await openSource(path);
  try {
    return { document: await readObject(file, 0, file.size, TFJS), size: file.size };
  } finally {
    await file.close();
  }
}

async function partsOf(path: string, { paths }: ManifestGroup): Promise<Part[]> {
  const parts: Part[] = [];
  for (const name of paths) parts.push(await partBeside(path, name, TFJS));
  return parts;
}

async function placesOf(
  path: string,
  { paths, weights }: ManifestGroup,
  source: ByteSource,
): Promise<Placed[]> {
  const placed: Placed[] = [];
  let offset = 0;
  for (const weight of weights) {
    placed.push({ ...weight, region: { source, offset } });
    offset += weight.dtype === 'string' ? await textBytes(source, offset, weight.shape) : storedBytes(weight);
    if (offset > source.size)
      throw truncated(
        path,
        TFJS,
        `Its weight “${weight.name}” ends at byte ${offset} of ${enumerated(paths)}; ${source.size} are there.`,
      );
  }
  if (offset < source.size)
    throw damaged(
      path,
      TFJS,
      `${enumerated(paths)} ${paths.length === 1 ? 'has' : 'have'} ${source.size} bytes.`,
      `Expected ${offset} for the weights listed.`,
    );
  return placed;
}

const enumerated = (paths: readonly string[]): string =>
  paths.length <= 3 ? paths.join(', ') : `${paths.slice(0, 2).join(', ')} and ${paths.length - 2} more files`;

function entryOf(weight: ManifestWeight, classes: Map<string, string>): TensorEntry {
  const { name, shape, dtype, quantization, ofOptimizer } = weight;
  const layerClass = layerClassOf(name, classes);
  return {
    name,
    dtype,
    shape,
    role: ofOptimizer ? 'optimizer' : roleByName(name, dtype),
    order: 'inputs-first',
    ...(quantization && { quantization }),
    ...(layerClass !== undefined && { layerClass }),
  };
}

function notesOn(weights: readonly ManifestWeight[]): string[] {
  const quantized = weights.filter(({ quantization }) => quantization).length;
  const texts = weights.filter(({ dtype }) => dtype === 'string').length;
  return [
    ...(quantized > 0
      ? [`${formatCount(quantized, 'weight')} quantized to whole numbers: values are the restored ones.`]
      : []),
    ...(texts > 0
      ? [`${formatCount(texts, 'weight')} with text ${texts === 1 ? 'is' : 'are'} named and not read.`]
      : []),
  ];
}
