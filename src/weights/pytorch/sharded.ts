/** A model in several files: `pytorch_model.bin.index.json` says which tensor is in which. */
import { openSource } from '../fileSource.ts';
import { isObject, readObject } from '../json.ts';
import { partBeside } from '../parts.ts';
import { beyondLimits, damaged } from '../refusal.ts';
import type { TensorEntry, WeightFile } from '../weightFile.ts';
import { openPytorch } from './single.ts';

const FORMAT = 'an index of PyTorch files';
/** All of them are open at once. */
const MOST_PARTS = 500;

/**
 * @throws UserError `WEIGHTS_DAMAGED` when the index is none, names files elsewhere or tensors that are not in them;
 *   `WEIGHTS_PART_MISSING` when one of the files is not beside it
 */
export async function openShardedPytorch(indexPath: string): Promise<WeightFile> {
  const map = await weightMap(indexPath);
  const names = [...new Set(map.values())];
  if (names.length > MOST_PARTS)
    throw beyondLimits(
      indexPath,
      `It names ${names.length.toLocaleString('en-US')} files.`,
      'A model has fewer.',
    );
  for (const name of names) await partBeside(indexPath, name, FORMAT);
  const opened = new Map<string, WeightFile>();
  const close = async () => {
    for (const file of opened.values()) await file.close();
  };
  try {
    for (const name of names)
      opened.set(name, await openPytorch((await partBeside(indexPath, name, FORMAT)).path));
    return joined(indexPath, map, opened, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function weightMap(path: string): Promise<Map<string, string>> {
  const source = await openSource(path);
  try {
    const { weight_map: map } = await readObject(source, 0, source.size, FORMAT);
    const entries = isObject(map) ? Object.entries(map) : [];
    if (entries.length === 0 || !entries.every(([, part]) => typeof part === 'string'))
      throw damaged(path, FORMAT, 'It has no “weight_map” with the file of each tensor.', 'Expected one.');
    return new Map(entries as [string, string][]);
  } finally {
    await source.close();
  }
}

function joined(
  path: string,
  map: Map<string, string>,
  opened: Map<string, WeightFile>,
  close: () => Promise<void>,
): WeightFile {
  const owners = new Map<string, { file: WeightFile; tensor: TensorEntry }>();
  for (const file of opened.values())
    for (const tensor of file.tensors) owners.set(tensor.name, { file, tensor });
  const missing = [...map].find(([name]) => !owners.has(name));
  if (missing) throw damaged(path, FORMAT, `“${missing[0]}” is not in ${missing[1]}.`, 'Expected it there.');
  const files = [...opened.values()];
  return {
    path,
    format: 'pytorch',
    title: `PyTorch state dict, ${files.length} shards`,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    tensors: [...owners.values()].map(({ tensor }) => tensor),
    notes: [...new Set(files.flatMap(({ notes }) => notes))],
    metadata: files[0]!.metadata,
    pieces: (tensor) => owners.get(tensor.name)!.file.pieces(tensor),
    close,
  };
}
