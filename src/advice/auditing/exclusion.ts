/** `optimizer.exclude_from_weight_decay(var_names=["bias", "gamma"])` of Keras. */
import type { OptimizerFact } from '../../definition/surroundings.ts';
import type { Holds } from './choice.ts';
import type { Target } from './rows.ts';

/**
 * Whether weight decay leaves a tensor out. Keras 3 searches the patterns in the variable’s own name, `kernel`, Keras 2
 * in its path, `dense/kernel:0`: where only the path matches it cannot be told.
 */
export function excludes({ excluded, excludedNames }: OptimizerFact, { layer, tensor }: Target): Holds {
  if (!excluded) return 'no';
  const patterns = excludedNames?.map(patternOf);
  if (!patterns || patterns.includes(undefined) || !tensor) return 'unknown';
  const isFoundIn = (text: string) => patterns.some((pattern) => pattern!.test(text));
  if (isFoundIn(tensor.name)) return 'yes';
  return isFoundIn(`${layer.name}/${tensor.name}:0`) ? 'unknown' : 'no';
}

function patternOf(text: string): RegExp | undefined {
  try {
    return new RegExp(text);
  } catch {
    return undefined;
  }
}
