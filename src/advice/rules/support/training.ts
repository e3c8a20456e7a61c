/** What the file's training code does to the weights: decay, hand-written penalties, early stopping. */
import type { FrameworkName, ModelDefinition } from '../../../definition/model.ts';
import type { SourceReading } from '../../../definition/reading.ts';
import type { OptimizerFact } from '../../../definition/surroundings.ts';
import type { RuleContext } from '../../rule.ts';
import { factsOf } from './facts.ts';
import { compiledModel } from './models.ts';
import { optimizersOf } from './optimizedModel.ts';
import { decayOf } from './optimizers.ts';

/**
 * Whether something in the file shrinks weights whatever layer they are of: `yes` by weight decay or a penalty in the
 * loss, `unknown` where a number cannot be seen, `notSeen` where nothing in the file trains.
 */
export function shrinking(
  reading: SourceReading,
  framework: FrameworkName,
): 'yes' | 'no' | 'unknown' | 'notSeen' {
  if (isSeen(reading, 'handPenalty', framework)) return 'yes';
  const optimizers = optimizersOf(reading).filter((optimizer) => optimizer.framework === framework);
  const decays = optimizers.flatMap(decaySettings);
  if (decays.some(({ value }) => value !== undefined && value !== 0)) return 'yes';
  if (decays.some(({ value }) => value === undefined)) return 'unknown';
  const trains = optimizers.length > 0 || ['compile', 'fit'].some((type) => isSeen(reading, type, framework));
  return trains ? 'no' : 'notSeen';
}

const decaySettings = (optimizer: OptimizerFact) =>
  optimizer.groups.length > 0
    ? optimizer.groups.map((group) => decayOf(optimizer, group))
    : [optimizer.weightDecay];

const isSeen = ({ surroundings }: SourceReading, type: string, framework: FrameworkName): boolean =>
  surroundings.some((fact) => fact.type === type && fact.framework === framework);

/** Whether every fit of the model that can be seen is given early stopping, and there is one. */
export function stopsEarly(context: RuleContext, model: ModelDefinition): boolean {
  const fits = factsOf(context.reading, 'fit').filter((fit) => compiledModel(context, fit) === model);
  return fits.length > 0 && fits.every(({ callbacks }) => callbacks?.includes('EarlyStopping'));
}
