/** The optimizer's counter and learning rate, which are tensors in the file. */
import type { OptimizerFacts } from '../weightFile.ts';
import type { Store } from './format/store.ts';
import { valuesOf } from './format/values.ts';
import { factsOf, optimizerIn } from './keras/optimizer.ts';
import type { StoredTensor } from './tensors.ts';

const STEP = /^optimizer_weights\/(.*\/)?(iterations?|iter)(:0)?$|^optimizer[/\\]vars[/\\]0$/;
const RATE = /^optimizer_weights\/(.*\/)?learning_rate(:0)?$|^optimizer[/\\]vars[/\\]1$/;

/** @param training the stored configuration of the training */
export async function optimizerFacts(
  store: Store,
  tensors: readonly StoredTensor[],
  training: unknown,
): Promise<OptimizerFacts | undefined> {
  const scalarOf = async (path: RegExp, dtype: RegExp): Promise<number | undefined> => {
    const found = tensors.find(
      (each) => path.test(each.path) && each.shape.length === 0 && dtype.test(each.dtype),
    );
    return found && scalar(store, found);
  };
  const step = await scalarOf(STEP, /int|float/);
  const rate = await scalarOf(RATE, /float/);
  const described = optimizerIn(training);
  const known = described?.settings.learning_rate;
  const isSame = typeof known === 'number' && rate !== undefined && Math.fround(known) === Math.fround(rate);
  return factsOf(described, step ?? null, isSame ? undefined : rate);
}

async function scalar(store: Store, { dataset, dtype, shape }: StoredTensor): Promise<number | undefined> {
  const entry = { name: '', dtype, shape, role: 'optimizer', order: 'inputs-first' } as const;
  for await (const piece of valuesOf(store, dataset, { ...entry, shape: [...shape] })) return piece[0];
  return undefined;
}
