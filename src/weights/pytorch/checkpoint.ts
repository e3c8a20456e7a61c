/** A described pickle and its storages as a weight file. */
import { formatCount } from '../../words.ts';
import { byChannel } from '../channels.ts';
import { sourceOfBytes } from '../fileSource.ts';
import type { Pickle } from '../pickle/read.ts';
import { entryOf, isKind, type PickleValue } from '../pickle/value.ts';
import type { Region } from '../pieces.ts';
import { damaged, unsupported } from '../refusal.ts';
import { countOf, type Piece, type TensorEntry, type WeightFile } from '../weightFile.ts';
import { readScales, scaleTensors } from './channels.ts';
import { viewPieces } from './gather.ts';
import { layOut, type NamedTensor } from './layout.ts';
import { notesOf } from './notes.ts';
import { factsOf, numberOf, type OptimizerState, optimizersIn, storedStep } from './optimizer.ts';
import type { Storages } from './storages.ts';
import type { StoredTensor } from './stored.ts';
import { tensorOf } from './tensor.ts';
import { refuseLies } from './verify.ts';
import { type Found, findTensors } from './walk.ts';

export interface Checkpoint {
  path: string;
  format: string;
  bytes: number;
  pickle: Pickle;
  storages: Storages;
  close(): Promise<void>;
}

/**
 * The tensors under the names that `state_dict()` would give, as far as the file tells them.
 * @param title `(content) => …`: content is `state dict`, `checkpoint`, `model` or `tensors`
 * @throws UserError `WEIGHTS_…` when a tensor is not where it is said to be, or there is none
 */
export async function describeCheckpoint(
  checkpoint: Checkpoint,
  title: (content: string) => string,
): Promise<WeightFile> {
  const { path, format, pickle, storages } = checkpoint;
  const found = findTensors(pickle.value, path, format);
  for (const each of pickle.functions) found.classes.delete(each);
  if (found.tensors.length === 0) throw noTensors(path, found, pickle.functions);
  refuseLies(checkpoint, [...found.tensors, ...scaleTensors(found.tensors)]);
  await readScales(found.tensors, (tensor) => piecesOf({ tensor, entry: entryFor(tensor) }, checkpoint));
  const optimizers = optimizersIn(pickle.value);
  const { tensors, model } = layOut(
    found.tensors,
    optimizers.map((one) => one.path),
  );
  const byName = new Map(tensors.map((one) => [one.entry.name, one]));
  const [optimizer] = optimizers;
  return {
    path,
    format: 'pytorch',
    title: title(contentOf(pickle.value, found, optimizers, model)),
    bytes: checkpoint.bytes,
    tensors: tensors.map(({ entry }) => entry),
    notes: [...notesOf({ found, optimizers, model, tensors }), ...callsNote(pickle.functions)],
    metadata: metadataOf(pickle.value),
    optimizer: factsOf(pickle.value, optimizers, await stepOf(optimizer, storages, format, path)),
    pieces: (entry) => piecesOf(byName.get(entry.name), checkpoint),
    close: checkpoint.close,
  };
}

async function* piecesOf(
  named: NamedTensor | undefined,
  { path, format, storages }: Pick<Checkpoint, 'path' | 'format' | 'storages'>,
): AsyncGenerator<Piece> {
  if (!named) throw damaged(path, format, 'There is no such tensor.', 'Expected one of its own.');
  const { tensor, entry } = named;
  const region = await regionOf(tensor, storages, path);
  if (!tensor.channels) yield* viewPieces(tensor, entry, region, format);
  else {
    const integers = { ...tensor, quantization: undefined };
    yield* byChannel(viewPieces(integers, entryFor(integers), region, format), entry.shape, tensor.channels);
  }
}

/** Of a tensor that is not shown. */
const entryFor = ({ dtype, shape }: StoredTensor): TensorEntry => ({
  name: '',
  dtype,
  shape,
  role: 'other',
  order: 'outputs-first',
});

async function regionOf(
  { storage, bigEndian }: StoredTensor,
  storages: Storages,
  path: string,
): Promise<Region> {
  if (typeof storage !== 'string') {
    const bytes = 'latin1' in storage ? Buffer.from(storage.latin1, 'latin1') : storage;
    return { source: sourceOfBytes(path, bytes), offset: 0, bigEndian };
  }
  const { source, offset } = await storages.find(storage)!.open();
  return { source, offset, bigEndian: storages.bigEndian };
}

/** The step of the first parameter's state; since PyTorch 1.12 it is a tensor of one. */
async function stepOf(
  optimizer: OptimizerState | undefined,
  storages: Storages,
  format: string,
  path: string,
): Promise<number | null> {
  const step = optimizer && storedStep(optimizer);
  if (step === undefined) return null;
  const tensor = tensorOf(step);
  if (!tensor || 'reason' in tensor) return numberOf(step) ?? null;
  if (countOf(tensor.shape) !== 1) return null;
  for await (const piece of piecesOf({ entry: entryFor(tensor), tensor }, { path, format, storages }))
    return numberOf(piece[0]) ?? null;
  return null;
}

function contentOf(
  value: PickleValue,
  { tensors }: Found,
  optimizers: readonly OptimizerState[],
  model: readonly string[],
): string {
  if (isKind(value, 'object') && tensors[0]!.model === 0) return 'model';
  if (!isKind(value, 'dict')) return 'tensors';
  if (optimizers.some(({ path }) => path.length === 0)) return 'optimizer state';
  return model.length === 0 && tensors.some(({ path }) => path.length === 1) ? 'state dict' : 'checkpoint';
}

const MOST_NAMED = 3;

/** What functions of other packages do is not known here: they may be what makes a subclass, or anything else. */
function callsNote(functions: readonly string[]): string[] {
  if (functions.length === 0) return [];
  const named = functions.slice(0, MOST_NAMED).map((name) => name.slice(0, LONGEST_NAME));
  const more = functions.length > MOST_NAMED ? ` and ${functions.length - MOST_NAMED} more` : '';
  return [
    `Loading it would call ${formatCount(functions.length, 'function')} that ${functions.length === 1 ? 'is' : 'are'} not known here, and nothing was called: ${named.join(', ')}${more}.`,
  ];
}

function noTensors(path: string, { notRead, classes }: Found, functions: readonly string[]): Error {
  const [held] = classes;
  const why =
    notRead[0] ??
    (held !== undefined
      ? `it holds an object of the class ${held}`
      : functions.length > 0
        ? `it is what a function would make that is not called here, ${functions[0]!.slice(0, LONGEST_NAME)}`
        : '');
  return unsupported(
    path,
    `It holds no tensors that could be read${why ? `: ${why}` : ''}.`,
    'Open a file with a model’s state_dict().',
  );
}

const LONGEST_NAME = 100;
const MOST_METADATA = 100;
const LONGEST_TEXT = 200;

/** Versions and hyperparameters that are plain values. */
function metadataOf(value: PickleValue): Record<string, string> {
  const metadata = new Map<string, string>();
  const add = (name: string, one: PickleValue) => {
    const text =
      typeof one === 'string' || typeof one === 'boolean' ? String(one) : numberOf(one)?.toString();
    if (text !== undefined && metadata.size < MOST_METADATA)
      metadata.set(name.slice(0, LONGEST_TEXT), text.slice(0, LONGEST_TEXT));
  };
  for (const [name, one] of isKind(value, 'dict') ? value.entries : [])
    if (typeof name === 'string') add(name, one);
  for (const part of ['hyper_parameters', 'hparams', 'config', 'args']) {
    const held = entryOf(value, part);
    const dict = isKind(held, 'object') ? held.state : held;
    for (const [name, one] of isKind(dict, 'dict') ? dict.entries : [])
      if (typeof name === 'string') add(`${part}.${name}`, one);
  }
  return Object.fromEntries(metadata);
}
