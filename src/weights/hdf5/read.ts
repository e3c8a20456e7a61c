/** An HDF5 file as weights, whoever wrote it. */
import type { ByteSource } from '../fileSource.ts';
import { layersByName, modelOf } from '../keras/layers.ts';
import { orderByNames, roleByName } from '../roles.ts';
import type { StoredArchitecture, TensorEntry, TensorRole, WeightFile } from '../weightFile.ts';
import { optimizerFacts } from './facts.ts';
import { attributesOf, textIn } from './format/attributes.ts';
import type { Store } from './format/store.ts';
import { openStore } from './format/superblock.ts';
import { type Tree, treeOf } from './format/tree.ts';
import { valuesOf } from './format/values.ts';
import { legacyRoot, legacyWeights } from './keras/legacy.ts';
import { byNumber, type Named, unambiguous } from './keras/naming.ts';
import { isNumbered, numberedWeights } from './keras/numbered.ts';
import { pythonObject } from './keras/pythonJson.ts';
import { type StoredTensor, tensorsOf } from './tensors.ts';

export type Hdf5Weights = Omit<WeightFile, 'path' | 'bytes' | 'close'>;

/** What a .keras file says beside its weights. */
export interface Beside {
  /** Content of `config.json`. */
  description: string | undefined;
  kerasVersion: string | undefined;
}

/** @throws UserError `WEIGHTS_…` when it is damaged, hostile or holds no numbers */
export async function readHdf5(source: ByteSource, beside?: Beside): Promise<Hdf5Weights> {
  const file = await openStore(source);
  const tree = await treeOf(file);
  const { tensors, notes } = await tensorsOf(file.store, tree);
  const texts = await rootTexts(file.store, tree);
  const description = beside?.description ?? texts.model_config;
  const config = description === undefined ? undefined : pythonObject(description);
  if (description !== undefined && !config)
    notes.push('Its description of the layers is not JSON that is read, and is left out.');
  const { layout, names } = await namesOf(file.store, tree, config);
  const training = config?.compile_config ?? pythonObject(texts.training_config ?? '');
  const optimizer = await optimizerFacts(file.store, tensors, training);
  const version = beside?.kerasVersion ?? texts.keras_version;
  const architecture: StoredArchitecture | undefined = config && { kind: 'keras', config };
  const entries = entriesOf(tensors, names, layout !== 'plain');
  return {
    format: layout === 'plain' ? 'hdf5' : 'keras',
    title: titleOf(layout, version, config !== undefined),
    tensors: [...entries.keys()],
    notes,
    metadata: {
      ...(version && { keras_version: version }),
      ...(texts.backend && { backend: texts.backend }),
    },
    ...(optimizer && { optimizer }),
    ...(architecture && { architecture }),
    pieces: (tensor) => checkedValues(file.store, entries.get(tensor), tensor),
  };
}

type LayoutName = 'named' | 'numbered' | 'older numbered' | 'plain';

async function namesOf(
  store: Store,
  tree: Tree,
  config: unknown,
): Promise<{ layout: LayoutName; names: Named[] }> {
  const model = modelOf(config);
  const root = await legacyRoot(store, tree);
  if (root !== undefined)
    return { layout: 'named', names: await legacyWeights(store, tree, root, layersByName(model)) };
  if (!isNumbered(tree)) return { layout: 'plain', names: [] };
  const isOlder = [...tree.groups.keys()].some((path) => path.startsWith('_layer_checkpoint_dependencies'));
  return {
    layout: isOlder ? 'older numbered' : 'numbered',
    names: await numberedWeights(store, tree, model),
  };
}

const TEXTS = ['model_config', 'training_config', 'keras_version', 'backend'] as const;

/** Weights alone have the version in the root, a model has it there and in `model_weights`. */
async function rootTexts(store: Store, tree: Tree): Promise<Partial<Record<(typeof TEXTS)[number], string>>> {
  const texts: Partial<Record<(typeof TEXTS)[number], string>> = {};
  for (const group of ['', 'model_weights']) {
    const address = tree.groups.get(group);
    if (address === undefined) continue;
    const attributes = await attributesOf(store, address);
    for (const name of TEXTS) texts[name] ??= await textIn(store, attributes.get(name));
  }
  return texts;
}

function titleOf(layout: LayoutName, version: string | undefined, hasLayers: boolean): string {
  if (layout === 'plain') return 'HDF5 file';
  const assumed = { named: '1', 'older numbered': '2', numbered: '3' }[layout];
  const major = version?.split('.')[0] ?? assumed;
  return hasLayers ? `Keras ${major} model` : `Keras ${major} weights`;
}

/** Named tensors first, in the order of the layers; then what the names do not cover: states of the optimizer. */
function entriesOf(
  tensors: readonly StoredTensor[],
  names: readonly Named[],
  isKeras: boolean,
): Map<TensorEntry, StoredTensor> {
  const byPath = new Map(tensors.map((tensor) => [tensor.path, tensor]));
  const known = names.filter(({ path }) => byPath.has(path));
  const covered = new Set(known.map(({ path }) => path));
  const others = tensors.filter(({ path }) => !covered.has(path)).map(({ path }) => path);
  const all = unambiguous([
    ...known,
    ...others.sort(byNumber).map((path): Named => ({ path, name: path, role: 'weight' })),
  ]);
  const order = isKeras ? 'inputs-first' : orderByNames(all.map(({ name }) => name));
  const entries = new Map<TensorEntry, StoredTensor>();
  const first = new Map<number, string>();
  for (const { path, name, role, layerClass } of all) {
    const tensor = byPath.get(path)!;
    const { address } = tensor.dataset;
    const sharedWith = first.get(address);
    if (sharedWith === undefined) first.set(address, name);
    const entry: TensorEntry = {
      name,
      dtype: tensor.dtype,
      shape: tensor.shape,
      role: roleIn(name, role, tensor),
      order,
    };
    entries.set({ ...entry, ...(layerClass && { layerClass }), ...(sharedWith && { sharedWith }) }, tensor);
  }
  return entries;
}

/** Counters and seeds are no weights, whatever they are called. */
const roleIn = (name: string, role: TensorRole, { dtype }: StoredTensor): TensorRole =>
  role === 'weight' ? roleByName(name, dtype) : role;

async function* checkedValues(store: Store, stored: StoredTensor | undefined, tensor: TensorEntry) {
  if (!stored) throw new Error(`no tensor of this file: ${tensor.name}`);
  try {
    yield* valuesOf(store, stored.dataset, tensor);
  } catch (error) {
    throw asRefusal(error, store);
  }
}

/** A structure that points or reads outside of the file ends in a RangeError: a sound file has none. */
export function asRefusal(error: unknown, { damaged }: Pick<Store, 'damaged'>): unknown {
  return error instanceof RangeError
    ? damaged('A part of its structure lies outside of where it should be.', 'Expected it within the file.')
    : error;
}
