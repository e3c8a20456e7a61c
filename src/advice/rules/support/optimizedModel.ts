/** The model that an optimizer trains. */
import type { FrameworkName, ModelDefinition } from '../../../definition/model.ts';
import type { SourceReading } from '../../../definition/reading.ts';
import type { CompileFact, OptimizerFact, ParameterGroup } from '../../../definition/surroundings.ts';
import type { RuleContext } from '../../rule.ts';
import { factsOf, isSameRange } from './facts.ts';
import { modelOf } from './modelOf.ts';
import { compiledModel } from './models.ts';

export interface OptimizedModel {
  /** Undefined where it is not a definition of the file. */
  definition?: ModelDefinition;
  /** As messages name it. */
  name?: string;
}

/** Each optimizer once: a fact of its own, or within the compilation that it is written in. */
export function optimizersOf(reading: SourceReading, framework?: FrameworkName): OptimizerFact[] {
  const alone = factsOf(reading, 'optimizer', framework);
  const compiled = factsOf(reading, 'compile', framework).flatMap(({ optimizer }) => optimizer ?? []);
  const further = compiled.filter(({ range }) => !alone.some((other) => isSameRange(other.range, range)));
  return [...alone, ...further];
}

/** PyTorch: by the group's parameters; Keras: by the compilation. */
export function optimizedModel(
  context: RuleContext,
  optimizer: OptimizerFact,
  group: ParameterGroup | undefined = optimizer.groups[0],
): OptimizedModel {
  if (optimizer.framework === 'pytorch') {
    const definition = modelOf(context, optimizer, group?.of);
    return { definition, name: definition?.name ?? (group?.of === 'self' ? undefined : group?.of) };
  }
  const compilations = compilationsOf(context, optimizer);
  const [compilation] = compilations;
  const definition = compilation && compiledModel(context, compilation);
  if (!compilation || compilations.some((other) => compiledModel(context, other) !== definition)) return {};
  return { definition, name: definition?.name ?? compilation.model };
}

/** The compilations that an optimizer is given to. */
function compilationsOf({ reading }: RuleContext, { range, framework }: OptimizerFact): CompileFact[] {
  return factsOf(reading, 'compile', framework).filter(
    ({ optimizer }) => optimizer && isSameRange(optimizer.range, range),
  );
}
