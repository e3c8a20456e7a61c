/** What regularizes the models of a file from outside: weight decay of optimizers, penalties added to the loss by hand. */
import type { Around } from '../definition/describe.ts';
import type { ModelDefinition, Setting } from '../definition/model.ts';
import type { HandPenaltyFact, OptimizerFact, ParameterGroup } from '../definition/surroundings.ts';
import { formatStrength } from '../words.ts';
import { contains, moduleOf } from './auditing/choice.ts';
import type { RuleContext } from './rule.ts';
import { factsOf } from './rules/support/facts.ts';
import { modelOf } from './rules/support/modelOf.ts';
import { optimizedModel, optimizersOf } from './rules/support/optimizedModel.ts';
import { decayOf } from './rules/support/optimizers.ts';

/** Something that acts on a model; without a model, on which one cannot be seen. */
interface Influence {
  framework: ModelDefinition['framework'];
  model?: ModelDefinition;
  /** `weight decay 2e-4 in SGD`; absent for an optimizer that decays nothing. */
  words?: string;
  trains: boolean;
}

/** For each model of the reading, in its order; the blocks of a model share what acts on it. */
export function aroundModels(context: RuleContext): Around[] {
  const { reading } = context;
  const influences = [
    ...optimizersOf(reading).flatMap((optimizer) => ofOptimizer(context, optimizer)),
    ...factsOf(reading, 'handPenalty').map((penalty) => ofPenalty(context, penalty)),
  ];
  return reading.models.map((model) => {
    const own = influences.filter(
      (each) => each.framework === model.framework && (!each.model || contains(reading, each.model, model)),
    );
    const parts = own.flatMap((each) =>
      each.words ? [each.model ? each.words : `perhaps ${each.words}`] : [],
    );
    const isTrainedElsewhere = model.framework !== 'tfjs' && !own.some(({ trains }) => trains);
    return { parts: [...new Set(parts)], isTrainedElsewhere };
  });
}

function ofOptimizer(context: RuleContext, optimizer: OptimizerFact): Influence[] {
  const { framework, groups, name } = optimizer;
  const all: (ParameterGroup | undefined)[] = groups.length > 0 ? groups : [undefined];
  return all.map((group) => {
    const model =
      framework === 'pytorch'
        ? modelOf(context, optimizer, group && moduleOf(group))
        : optimizedModel(context, optimizer).definition;
    return { framework, model, words: decayText(decayOf(optimizer, group), name), trains: true };
  });
}

function decayText({ value }: Setting<number>, optimizer: string): string | undefined {
  if (value === 0) return undefined;
  return `weight decay ${value === undefined ? '(not visible)' : formatStrength(value)} in ${optimizer}`;
}

const NORMS = { l1: 'L1', l2: 'L2', 'l2-norm': 'L2 norm', other: 'penalty' };

function ofPenalty(context: RuleContext, penalty: HandPenaltyFact): Influence {
  const { framework, norm, strength } = penalty;
  const factor = strength.value === undefined ? '' : ` ${formatStrength(strength.value)}`;
  const words = `${NORMS[norm]}${factor} by hand`;
  return { framework, model: modelOf(context, penalty, moduleOf(penalty)), words, trains: false };
}
