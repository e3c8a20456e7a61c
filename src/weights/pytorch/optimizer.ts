/** What a checkpoint says of how it was trained: plain values beside the tensors. */
import { entryOf, isKind, itemsOf, type PickleDict, type PickleValue } from '../pickle/value.ts';
import type { OptimizerFacts } from '../weightFile.ts';
import { numpyNumber } from './numpy.ts';

export interface OptimizerState {
  path: readonly string[];
  dict: PickleDict;
}

/** Levels below the top at which an optimizer is looked for. */
const DEEPEST = 3;
const MOST_LOOKED_AT = 10_000;
const MOST_GROUPS = 1_000;
const MOST_SETTINGS = 100;
const LONGEST_TEXT = 200;
const PROGRESS = ['epoch', 'global_step', 'step', 'iteration', 'iter', 'epochs', 'best_epoch'];

/**
 * The states of optimizers: dictionaries with `state` and `param_groups`.
 * Source: PyTorch, torch/optim/optimizer.py, `Optimizer.state_dict`.
 */
export function optimizersIn(value: PickleValue): OptimizerState[] {
  const found: OptimizerState[] = [];
  let budget = MOST_LOOKED_AT;
  const look = (candidate: PickleValue, path: readonly string[]) => {
    if (path.length > DEEPEST || budget-- <= 0) return;
    if (isKind(candidate, 'dict')) {
      if (itemsOf(entryOf(candidate, 'param_groups')) && isKind(entryOf(candidate, 'state'), 'dict'))
        found.push({ path, dict: candidate });
      else for (const [key, each] of candidate.entries) if (isName(key)) look(each, [...path, String(key)]);
    } else itemsOf(candidate)?.forEach((each, index) => void look(each, [...path, String(index)]));
  };
  look(value, []);
  return found;
}

/**
 * Settings of all parameter groups, of one optimizer after the other, and progress; undefined when the file tells nothing
 * of the training. Optimizers that differ have no common name.
 * @param step of the first optimizer
 */
export function factsOf(
  value: PickleValue,
  optimizers: readonly OptimizerState[],
  step: number | null,
): OptimizerFacts | undefined {
  const training: Record<string, number> = {};
  for (const name of PROGRESS) {
    const number = numberOf(entryOf(value, name));
    if (number !== undefined) training[name] = number;
  }
  if (optimizers.length === 0 && Object.keys(training).length === 0) return undefined;
  const groups = optimizers.flatMap(groupsOf);
  const names = new Set(optimizers.map((optimizer) => nameOf(groupsOf(optimizer)[0])));
  return {
    name: names.size === 1 ? [...names][0]! : null,
    groups: groups.slice(0, MOST_GROUPS).map((group) => ({
      parameters: itemsOf(entryOf(group, 'params'))?.length ?? null,
      settings: settingsOf(group),
    })),
    step,
    training,
  };
}

const groupsOf = ({ dict }: OptimizerState): readonly PickleValue[] =>
  itemsOf(dict.entries.get('param_groups')) ?? [];

/** The description of the first step that an optimizer's state counts: a number, or a tensor of one. */
export function storedStep({ dict }: OptimizerState): PickleValue | undefined {
  const states = dict.entries.get('state');
  if (!isKind(states, 'dict')) return undefined;
  for (const [key, state] of states.entries) {
    if (!isName(key)) continue;
    const step = entryOf(state, 'step');
    if (step !== undefined) return step;
  }
  return undefined;
}

/** Keys under which tensors are looked for: only those are known to be where they are said to be. */
const isName = (key: PickleValue): boolean => typeof key === 'string' || typeof key === 'number';

/** A finite number of Python or NumPy. */
export function numberOf(value: PickleValue | undefined): number | undefined {
  const number = typeof value === 'number' ? value : numpyNumber(value);
  return number !== undefined && Number.isFinite(number) ? number : undefined;
}

/** What the state looks like, as a sentence; empty when it is not known or the file names it. */
export function likeness(optimizer: OptimizerState): string {
  const states = optimizer.dict.entries.get('state');
  const [first] = isKind(states, 'dict') ? [...states.entries.values()] : [];
  if (nameOf(groupsOf(optimizer)[0])) return '';
  if (entryOf(first, 'exp_avg_sq') !== undefined)
    return 'The file does not name its optimizer; the state is that of Adam or AdamW.';
  if (entryOf(first, 'momentum_buffer') !== undefined)
    return 'The file does not name its optimizer; the state has the momentum of SGD and its kind.';
  return '';
}

/**
 * By the settings that only one optimizer has. Since version 2.6 a group of Adam's says whether it is AdamW, and one
 * without `amsgrad` is RAdam's; before, Adam and AdamW look the same.
 * Source: PyTorch, torch/optim: `defaults` of each class.
 */
function nameOf(group: PickleValue | undefined): string | null {
  const has = (...settings: string[]) => settings.every((name) => entryOf(group, name) !== undefined);
  if (has('momentum_decay', 'betas')) return 'NAdam';
  if (has('momentum', 'dampening', 'nesterov')) return 'SGD';
  if (has('alpha', 'centered', 'momentum')) return 'RMSprop';
  const decoupled = entryOf(group, 'decoupled_weight_decay');
  if (typeof decoupled !== 'boolean') return null;
  if (has('betas') && !has('amsgrad')) return 'RAdam';
  return decoupled ? 'AdamW' : 'Adam';
}

function settingsOf(group: PickleValue): OptimizerFacts['groups'][number]['settings'] {
  const settings = new Map<string, number | boolean | string>();
  let looked = 0;
  if (!isKind(group, 'dict')) return {};
  for (const [name, value] of group.entries) {
    if (looked++ >= MOST_SETTINGS) break;
    const setting = name === 'params' ? undefined : settingOf(value);
    if (typeof name === 'string' && setting !== undefined) settings.set(name, setting);
  }
  return Object.fromEntries(settings);
}

function settingOf(value: PickleValue): number | boolean | string | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value.slice(0, LONGEST_TEXT);
  const numbers = itemsOf(value)?.slice(0, 10).map(numberOf);
  if (numbers?.every((number) => number !== undefined)) return numbers.join(', ');
  return numberOf(value);
}
