/** Calls whose result is known without making them: containers, and the ways in which Python creates an object. */
import {
  globalName,
  isKind,
  itemsOf,
  type PickleDict,
  type PickleObject,
  type PickleValue,
} from './value.ts';

/** @returns undefined when the result is not known: then the call is described */
type Known = (args: readonly PickleValue[]) => PickleValue | undefined;

const KNOWN: Record<string, Known> = {
  'collections.OrderedDict': ([pairs]) => dictOf(pairs),
  'collections.defaultdict': ([, entries]) => dictOf(entries),
  'collections.Counter': ([entries]) => dictOf(entries),
  'builtins.dict': ([entries]) => dictOf(entries),
  'builtins.list': ([items]) => ({ kind: 'list', items: [...(itemsOf(items) ?? [])] }),
  'builtins.tuple': ([items]) => ({ kind: 'tuple', items: [...(itemsOf(items) ?? [])] }),
  'builtins.set': ([items]) => ({ kind: 'set', items: [...(itemsOf(items) ?? [])] }),
  'builtins.frozenset': ([items]) => ({ kind: 'set', items: [...(itemsOf(items) ?? [])] }),
  'torch.Size': ([items]) => ({ kind: 'tuple', items: [...(itemsOf(items) ?? [])] }),
  '_codecs.encode': ([text]) => (typeof text === 'string' ? Buffer.from(text, 'latin1') : undefined),
  'copyreg._reconstructor': ([made]) => madeBy(made, []),
  'copyreg.__newobj__': ([made, ...args]) => madeBy(made, args),
  'copyreg.__newobj_ex__': ([made, args]) => madeBy(made, itemsOf(args) ?? []),
};

/** Names of Python 2. */
const RENAMED: Record<string, string> = {
  __builtin__: 'builtins',
  copy_reg: 'copyreg',
};

const known = new Map(Object.entries(KNOWN));

export function knownResult(callable: PickleValue, args: readonly PickleValue[]): PickleValue | undefined {
  if (!isKind(callable, 'global')) return undefined;
  return known.get(globalName({ ...callable, module: modernModule(callable.module) }))?.(args);
}

/** `builtins` for Python 2's `__builtin__`. */
export const modernModule = (module: string): string =>
  Object.hasOwn(RENAMED, module) ? RENAMED[module]! : module;

function madeBy(callable: PickleValue | undefined, args: readonly PickleValue[]): PickleObject | undefined {
  return callable === undefined ? undefined : { kind: 'object', callable, args };
}

/** From another dictionary, or from pairs. */
function dictOf(content: PickleValue | undefined): PickleDict {
  const entries = new Map<PickleValue, PickleValue>(isKind(content, 'dict') ? content.entries : []);
  for (const pair of itemsOf(content) ?? []) {
    const [key, value] = itemsOf(pair) ?? [];
    if (key !== undefined && value !== undefined) entries.set(key, value);
  }
  return { kind: 'dict', entries };
}
