/** .safetensors files, whole and sharded. */
import { formatCount } from '../../words.ts';
import { openSource } from '../fileSource.ts';
import { isObject, readObject } from '../json.ts';
import { type Part, partBeside, sourceOfParts } from '../parts.ts';
import { contiguousPieces, type Region } from '../pieces.ts';
import { beyondLimits, damaged } from '../refusal.ts';
import { orderByNames, roleByName } from '../roles.ts';
import type { DType, KernelOrder, TensorEntry, TensorRole, WeightFile } from '../weightFile.ts';
import { readHeader, SAFETENSORS, type SafetensorsHeader, type StoredTensor } from './header.ts';

const MOST_PARTS = 10_000;

/**
 * Opens a .safetensors file.
 * @throws UserError `WEIGHTS_…` when its header is not sound, see {@link readHeader}
 */
export async function openSafetensors(path: string): Promise<WeightFile> {
  const file = await openSource(path);
  try {
    const header = await readHeader(file);
    const regions = new Map(header.tensors.map(({ name, offset }) => [name, { source: file, offset }]));
    return weightFileOf(path, file.size, 'safetensors', header, regions, () => file.close());
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * Opens sharded weights by their index, `model.safetensors.index.json`: `weight_map` names for each tensor the file that
 * holds it.
 * @throws UserError `WEIGHTS_PART_MISSING` when one of the files is not there; `WEIGHTS_…` as {@link openSafetensors}
 */
export async function openShardedSafetensors(indexPath: string): Promise<WeightFile> {
  const map = await weightMap(indexPath);
  const parts = new Map<string, { part: Part; header: SafetensorsHeader }>();
  for (const name of new Set(map.values())) {
    const part = await partBeside(indexPath, name, SAFETENSORS);
    parts.set(name, { part, header: await headerOf(part) });
  }
  const regions = new Map<string, Region>();
  const merged: SafetensorsHeader = { tensors: [], metadata: {} };
  for (const { part, header } of parts.values()) {
    const source = sourceOfParts(part.path, [part]);
    for (const tensor of header.tensors) {
      if (regions.has(tensor.name))
        throw damaged(
          indexPath,
          SAFETENSORS,
          `Two of its parts hold “${tensor.name}”.`,
          'Expected one of a name.',
        );
      regions.set(tensor.name, { source, offset: tensor.offset });
      merged.tensors.push(tensor);
    }
    Object.assign(merged.metadata, header.metadata);
  }
  checkMap(indexPath, map, parts);
  const bytes = [...parts.values()].reduce((sum, { part }) => sum + part.size, 0);
  const title = `safetensors, ${parts.size} ${parts.size === 1 ? 'shard' : 'shards'}`;
  return weightFileOf(indexPath, bytes, title, merged, regions, async () => {});
}

async function weightMap(indexPath: string): Promise<Map<string, string>> {
  const file = await openSource(indexPath);
  try {
    const { weight_map: map } = await readObject(file, 0, file.size, 'an index of safetensors');
    if (
      !isObject(map) ||
      Object.keys(map).length === 0 ||
      !Object.values(map).every((value) => typeof value === 'string')
    )
      throw damaged(
        indexPath,
        'an index of safetensors',
        'It has no “weight_map”.',
        'Expected the name of a file for each tensor.',
      );
    const found = new Map(Object.entries(map as Record<string, string>));
    const parts = new Set(found.values()).size;
    if (parts > MOST_PARTS)
      throw beyondLimits(indexPath, `It names ${parts} parts.`, `At most ${MOST_PARTS} are read.`);
    return found;
  } finally {
    await file.close();
  }
}

async function headerOf(part: Part): Promise<SafetensorsHeader> {
  const file = await openSource(part.path);
  try {
    return await readHeader(file);
  } finally {
    await file.close();
  }
}

function checkMap(
  indexPath: string,
  map: Map<string, string>,
  parts: Map<string, { header: SafetensorsHeader }>,
): void {
  const held = new Map(
    [...parts].map(([part, { header }]) => [part, new Set(header.tensors.map(({ name }) => name))]),
  );
  for (const [name, part] of map)
    if (!held.get(part)!.has(name))
      throw damaged(indexPath, SAFETENSORS, `It says that ${part} holds “${name}”.`, 'That file does not.');
}

function weightFileOf(
  path: string,
  bytes: number,
  title: string,
  { tensors, metadata }: SafetensorsHeader,
  regions: Map<string, Region>,
  close: () => Promise<void>,
): WeightFile {
  const order = orderOf(tensors, metadata);
  const entries = tensors.map(({ name, dtype, shape }): TensorEntry => {
    return { name, dtype, shape, order, role: roleOf(name, dtype, metadata) };
  });
  return {
    path,
    format: 'safetensors',
    title,
    bytes,
    tensors: entries,
    notes: notesOn(entries, metadata),
    metadata,
    pieces: (tensor) => contiguousPieces(regions.get(tensor.name)!, tensor, SAFETENSORS),
    close,
  };
}

/** Frameworks write their name as `format`; without it the names decide. */
function orderOf(tensors: readonly StoredTensor[], { format = '' }: Record<string, string>): KernelOrder {
  if (OUTPUTS_FIRST.has(format)) return 'outputs-first';
  if (INPUTS_FIRST.has(format)) return 'inputs-first';
  return orderByNames(tensors.map(({ name }) => name));
}

/** `format` of the runs of this extension, which keep the best epoch's weights beside the last ones. */
const OWN = 'regularization-lens';
const OWN_BEST = 'best/';
const OUTPUTS_FIRST = new Set(['pt', 'mlx']);
const INPUTS_FIRST = new Set(['tf', 'np', 'flax', 'jax', OWN]);

/** Weights of 4 bits packed into integers (GPTQ, AWQ, bitsandbytes): their numbers are not weights. */
const PACKED =
  /\.(qweight|qzeros|g_idx|quant_map|nested_quant_map|absmax|nested_absmax|quant_state\.[\w.]+)$/;

function roleOf(name: string, dtype: DType, { format }: Record<string, string>): TensorRole {
  const isBest = format === OWN && name.startsWith(OWN_BEST);
  return isBest || PACKED.test(name) ? 'other' : roleByName(name, dtype);
}

function notesOn(tensors: readonly TensorEntry[], { format, bestEpoch }: Record<string, string>): string[] {
  const packed = tensors.filter(({ name }) => PACKED.test(name)).length;
  const best = format === OWN && tensors.some(({ name }) => name.startsWith(OWN_BEST));
  return [
    ...(packed > 0
      ? [
          `${formatCount(packed, 'tensor')} of weights packed into few bits (GPTQ, AWQ or bitsandbytes): not unpacked.`,
        ]
      : []),
    ...(best
      ? [
          `The weights of the best epoch${bestEpoch ? `, ${bestEpoch},` : ''} are beside the last ones, as best/….`,
        ]
      : []),
  ];
}
