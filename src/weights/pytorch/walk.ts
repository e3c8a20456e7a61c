/** All tensors in a described checkpoint, with the path that leads to each. */
import { formatBytes } from '../../words.ts';
import {
  entryOf,
  globalName,
  isDescribed,
  isKind,
  itemsOf,
  type PickleDict,
  type PickleObject,
  type PickleValue,
} from '../pickle/value.ts';
import { beyondLimits, damaged, MOST_TENSORS } from '../refusal.ts';
import type { TensorRole } from '../weightFile.ts';
import { Contradiction, type NotRead, type StoredTensor, shownName } from './stored.ts';
import { tensorOf } from './tensor.ts';

export interface FoundTensor {
  path: readonly string[];
  tensor: StoredTensor;
  /** Where a module says it: a parameter or a buffer. */
  role?: TensorRole;
  /** Class of the module that it belongs to. */
  layerClass?: string;
  /** Length of the path to the outermost module around it. */
  model?: number;
}

export interface Found {
  tensors: FoundTensor[];
  /** `name is sparse or nested` */
  notRead: string[];
  /** Classes whose objects were met and not looked into. */
  classes: Set<string>;
}

const MOST_VISITS = 500_000;
/** Numbers and texts in a list or dictionary that cost as much as one visit. */
const ITEMS_PER_VISIT = 16;
/** Of all names together. */
const MOST_CHARACTERS = 2 ** 25;
const DEEPEST = 200;

/** Objects that hold no weights and of which nothing is missed. */
const PLAIN =
  /^(torch\.(device|dtype|Generator|layout|storage\..*|.*Storage|_utils\..*)|numpy\..*|pathlib\..*|datetime\..*|builtins\.(complex|slice|range|object|bytearray)|argparse\.Namespace|omegaconf\..*|functools\.partial|typing\..*|torch\.jit\._pickle\..*)$/;

type Place = Omit<FoundTensor, 'tensor'>;

/**
 * @param format for messages
 * @throws UserError `WEIGHTS_DAMAGED` when a tensor's description contradicts itself; `WEIGHTS_LIMIT` for what unfolds to
 *   millions of values
 */
export function findTensors(value: PickleValue, file: string, format: string): Found {
  const walk = new Walk(file, format);
  walk.visit(value, { path: [] });
  return walk.found;
}

class Walk {
  readonly found: Found = { tensors: [], notRead: [], classes: new Set() };
  readonly #file: string;
  readonly #format: string;
  /** Containers around the current one: a cycle is left where it closes. */
  readonly #around = new Set<PickleValue>();
  #visits = 0;
  #characters = 0;

  constructor(file: string, format: string) {
    this.#file = file;
    this.#format = format;
  }

  visit(value: PickleValue, place: Place): void {
    this.#visits++;
    if (this.#visits > MOST_VISITS || place.path.length > DEEPEST) throw this.#tooMuch(place);
    if (!isDescribed(value) || this.#around.has(value)) return;
    this.#around.add(value);
    if (value.kind === 'dict') this.#dict(value, place);
    else if (value.kind === 'object') this.#object(value, place);
    else this.#list(itemsOf(value) ?? [], place);
    this.#around.delete(value);
  }

  #list(items: readonly PickleValue[], place: Place): void {
    this.#visits += items.length / ITEMS_PER_VISIT;
    for (const [index, item] of items.entries())
      if (isDescribed(item)) this.visit(item, below(place, String(index)));
  }

  #dict({ entries }: PickleDict, place: Place): void {
    this.#visits += entries.size / ITEMS_PER_VISIT;
    for (const [key, value] of entries)
      if (isDescribed(value) && (typeof key === 'string' || typeof key === 'number'))
        this.visit(value, below(place, String(key)));
  }

  #object(value: PickleObject, place: Place): void {
    const tensor = this.#tensor(value, place);
    if (tensor) {
      this.#characters += place.path.reduce((sum, { length }) => sum + length + 1, 0);
      if (this.#characters > MOST_CHARACTERS || this.found.tensors.length >= MOST_TENSORS)
        throw this.#tooMuch(place);
      if ('reason' in tensor) this.found.notRead.push(`“${shownName(place.path)}” ${tensor.reason}`);
      else this.found.tensors.push({ ...place, tensor });
      return;
    }
    const name = className(value);
    const attributes = attributesOf(value);
    if (attributes && isModule(attributes)) this.#module(attributes, name, place);
    else if (attributes && name.startsWith('__torch__'))
      this.#dict(attributes, { ...insideModel(place), layerClass: lastName(name) });
    else if (!PLAIN.test(name)) this.found.classes.add(name.slice(0, 100));
  }

  #tensor(value: PickleObject, { path }: Place): StoredTensor | NotRead | undefined {
    try {
      return tensorOf(value);
    } catch (error) {
      if (!(error instanceof Contradiction)) throw error;
      throw damaged(
        this.#file,
        this.#format,
        `The tensor “${shownName(path)}” ${error.message}.`,
        'Expected a view inside of its storage.',
      );
    }
  }

  /** `nn.Module.__dict__`. */
  #module(attributes: PickleDict, name: string, place: Place): void {
    const inside = insideModel(place);
    const layerClass = lastName(name);
    for (const [part, role] of [
      ['_parameters', 'weight'],
      ['_buffers', 'buffer'],
    ] as const) {
      const held = attributes.entries.get(part);
      if (isKind(held, 'dict')) this.#dict(held, { ...inside, role, layerClass });
    }
    const modules = attributes.entries.get('_modules');
    if (isKind(modules, 'dict')) this.#dict(modules, inside);
  }

  #tooMuch({ path }: Place): Error {
    const unfolded = this.#visits > MOST_VISITS ? MOST_VISITS : this.found.tensors.length;
    const found =
      path.length > DEEPEST
        ? `nest over ${DEEPEST} levels`
        : this.#characters > MOST_CHARACTERS
          ? `have names of over ${formatBytes(MOST_CHARACTERS)}`
          : `unfold to over ${unfolded.toLocaleString('en-US')}`;
    return beyondLimits(this.#file, `Its values ${found}.`, 'A checkpoint has fewer.');
  }
}

const below = (place: Place, name: string): Place => ({ ...place, path: [...place.path, name] });

const insideModel = ({ path, model }: Place): Place => ({ path, model: model ?? path.length });

/** `torch.nn.modules.linear.Linear` of an object. */
const className = ({ callable }: PickleObject): string => globalName(callable);

const lastName = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** What `__dict__` would be; of an object with `__slots__` the first part of its state. */
function attributesOf({ state }: PickleObject): PickleDict | undefined {
  const plain = itemsOf(state)?.[0] ?? state;
  return isKind(plain, 'dict') ? plain : undefined;
}

/** Modules of PyTorch have all three from their constructor on. */
const isModule = (attributes: PickleDict): boolean =>
  isKind(entryOf(attributes, '_parameters'), 'dict') && isKind(entryOf(attributes, '_modules'), 'dict');
