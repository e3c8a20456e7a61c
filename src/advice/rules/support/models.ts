/** The models of a file that are no blocks of others, and those that training code names. */
import type { FrameworkName, ModelDefinition } from '../../../definition/model.ts';
import type { SourceReading } from '../../../definition/reading.ts';
import type { CompileFact, EvaluationFact, FitFact } from '../../../definition/surroundings.ts';
import type { RuleContext } from '../../rule.ts';
import { modelOf } from './modelOf.ts';
import { oncePerReading } from './once.ts';

/** The models that no other model of the file is made of. */
export function outermost({ models }: SourceReading): ModelDefinition[] {
  const blocks = new Set(models.flatMap(({ submodules = [] }) => submodules.map(({ name }) => name)));
  return models.filter(({ name }) => !blocks.has(name));
}

export const rootsOf = (reading: SourceReading, framework: FrameworkName): ModelDefinition[] =>
  outermost(reading).filter((model) => model.framework === framework);

type UseOfModel = CompileFact | FitFact | EvaluationFact;

/** The model that is compiled, fitted or evaluated. */
export function compiledModel(context: RuleContext, fact: UseOfModel): ModelDefinition | undefined {
  const known = compiledModels(context);
  if (!known.has(fact)) known.set(fact, named(context, fact));
  return known.get(fact);
}

/** A fact outlives its reading, but what it is about may have changed by then. */
const compiledModels = oncePerReading(() => new Map<UseOfModel, ModelDefinition | undefined>());

/** A name that one definition has needs no look at the text. */
function named(context: RuleContext, fact: UseOfModel): ModelDefinition | undefined {
  const same = context.reading.models.filter(
    ({ name, framework }) => name === fact.model && framework === fact.framework,
  );
  return same.length === 1 ? same[0] : modelOf(context, fact, fact.model);
}
