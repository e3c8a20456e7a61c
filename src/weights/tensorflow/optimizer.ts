/** What a checkpoint says of the optimizer: its settings and steps are variables without axes. */
import { contiguousPieces, type Region } from '../pieces.ts';
import type { OptimizerFacts, TensorEntry } from '../weightFile.ts';
import type { BundleTensor } from './bundle.ts';
import { CHECKPOINT } from './table.ts';

/** `optimizer/learning_rate`, `root_optimizer/…`; of TensorFlow 1 only the step. */
const SETTING =
  /(?:^|\/)_?optimizer\/(?:_?variables\/)?_?(iter|iterations|learning_rate|beta_1|beta_2|decay|momentum|rho|epsilon|weight_decay|l1_regularization_strength|l2_regularization_strength)\/\.ATTRIBUTES\/VARIABLE_VALUE$/;
const STEPS = new Set(['iter', 'iterations']);
const MOST_SETTINGS = 50;

/**
 * Undefined when nothing of an optimizer is saved.
 * @param names shown, by key
 * @throws UserError when the bytes are not there any more
 */
export async function optimizerOf(
  tensors: readonly BundleTensor[],
  names: ReadonlyMap<string, string>,
  regionOf: (tensor: BundleTensor) => Region,
): Promise<OptimizerFacts | undefined> {
  const settings: Record<string, number> = {};
  const training: Record<string, number> = {};
  let step: number | null = null;
  const scalars = tensors.filter(({ shape, dtype }) => shape.length === 0 && dtype !== 'string');
  for (const tensor of scalars
    .filter(({ key }) => key === 'global_step' || SETTING.test(key))
    .slice(0, MOST_SETTINGS)) {
    const name = SETTING.exec(tensor.key)?.[1] ?? tensor.key;
    const value = await scalarOf(tensor, regionOf(tensor));
    if (name === 'global_step') training.global_step = value;
    else if (STEPS.has(name)) step = value;
    else settings[name] = value;
  }
  const known = Object.keys(settings).length > 0;
  if (!known && step === null && !('global_step' in training)) return undefined;
  return {
    name: optimizerName(names),
    groups: known ? [{ parameters: null, settings }] : [],
    step,
    training,
  };
}

/** `Adam/iter` is the full name of the count of steps. */
function optimizerName(names: ReadonlyMap<string, string>): string | null {
  for (const name of names.values()) {
    const own = /^([A-Z]\w*)\/(?:iter|iterations|iteration|learning_rate)$/.exec(name)?.[1];
    if (own) return own;
  }
  return null;
}

async function scalarOf({ key, dtype }: BundleTensor, region: Region): Promise<number> {
  const entry: TensorEntry = { name: key, dtype, shape: [], role: 'optimizer', order: 'inputs-first' };
  for await (const piece of contiguousPieces(region, entry, CHECKPOINT)) return piece[0]!;
  return 0;
}
