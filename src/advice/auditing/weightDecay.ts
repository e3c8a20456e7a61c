/** Weight decay of the optimizers that train a model, tensor by tensor. */

import { l2OfWeightDecay } from '../../definition/conventions.ts';
import type { ModelDefinition, Setting, SourceRange } from '../../definition/model.ts';
import type { OptimizerFact, ParameterGroup } from '../../definition/surroundings.ts';
import type { Amount, AuditLimit, Influence } from '../audit.ts';
import { placeText } from '../auditWords.ts';
import type { RuleContext } from '../rule.ts';
import { factsOf, isWritten, sourceOf } from '../rules/support/facts.ts';
import { modelOf } from '../rules/support/modelOf.ts';
import { compiledModel } from '../rules/support/models.ts';
import { optimizedModel, optimizersOf } from '../rules/support/optimizedModel.ts';
import { listed, written } from '../rules/support/strengths.ts';
import { known, NOTHING, WITHOUT } from './amounts.ts';
import { contains, type Holds, holds, moduleOf } from './choice.ts';
import { excludes } from './exclusion.ts';
import type { Influences, Target } from './rows.ts';

export interface Decays {
  on: Influences;
  /** Where the optimizers stand. */
  places: SourceRange[];
  remarks: string[];
}

/** What the optimizers that can be seen do; without any, decay is unknown. TensorFlow.js has none. */
export function weightDecays(context: RuleContext, model: ModelDefinition): Decays {
  if (model.framework === 'tfjs') return { on: () => [], places: [], remarks: [] };
  const all = optimizersOf(context.reading, model.framework);
  const optimizers = all.filter((optimizer) => trains(context, optimizer, model));
  const unseen = optimizers.length === 0 ? unseenBecause(context, model, all) : undefined;
  return {
    on: (target) =>
      unseen
        ? [unseenDecay(model, unseen)]
        : combined(
            optimizers.map((each) => influence(context, model, each, target)),
            optimizers,
          ),
    places: optimizers.map(({ range }) => range),
    remarks: remarksOn(optimizers),
  };
}

function trains(context: RuleContext, optimizer: OptimizerFact, model: ModelDefinition): boolean {
  const { reading } = context;
  const { groups, framework } = optimizer;
  if (framework === 'keras') return contains(reading, optimizedModel(context, optimizer).definition, model);
  return groups.some((group) => contains(reading, modelOf(context, optimizer, moduleOf(group)), model));
}

/** Why no optimizer of the model is known. */
function unseenBecause(
  context: RuleContext,
  model: ModelDefinition,
  optimizers: OptimizerFact[],
): AuditLimit {
  const compilation = factsOf(context.reading, 'compile', model.framework).find((fact) =>
    contains(context.reading, compiledModel(context, fact), model),
  );
  if (compilation) {
    const text = `The optimizer in ${placeText(compilation.range)} cannot be seen, nor its weight decay.`;
    return { text, range: compilation.range };
  }
  const unplaced = optimizers.find((optimizer) => !isPlaced(context, optimizer));
  if (!unplaced)
    return { text: `No optimizer of “${model.name}” is in this file: its weight decay cannot be seen.` };
  const { name, range } = unplaced;
  const text = `Which model ${name} in ${placeText(range)} trains cannot be seen, nor the weight decay of “${model.name}”.`;
  return { text, range };
}

/** Whether it is known which model an optimizer trains. */
function isPlaced(context: RuleContext, optimizer: OptimizerFact): boolean {
  if (optimizer.framework === 'keras') return optimizedModel(context, optimizer).definition !== undefined;
  const { groups } = optimizer;
  return (
    groups.length > 0 && groups.every((group) => modelOf(context, optimizer, moduleOf(group)) !== undefined)
  );
}

/** Every optimizer of Keras decays beside the gradient; of PyTorch’s it depends on which one it is. */
function unseenDecay({ framework }: ModelDefinition, { text, range }: AuditLimit): Influence {
  const unknown = { unknown: text };
  return {
    how: 'weightDecay',
    what: 'weight decay',
    ...(range && { range }),
    ...WITHOUT,
    ...(framework === 'pytorch' && { l2: unknown }),
    decay: unknown,
  };
}

/** One of several optimizers trains at a time; they agree, or which one counts is not known. */
function combined(influences: Influence[], optimizers: OptimizerFact[]): Influence[] {
  const [first] = influences;
  if (!first) return [];
  const lines = listed([...new Set(optimizers.map(({ range }) => placeText(range)))]);
  const unknown = { unknown: `Several optimizers train this model and decay it differently: ${lines}.` };
  const agreed = (part: 'l2' | 'decay'): Amount =>
    influences.every((each) => JSON.stringify(each[part]) === JSON.stringify(first[part]))
      ? first[part]
      : unknown;
  const [l2, decay] = [agreed('l2'), agreed('decay')];
  return [l2 === unknown || decay === unknown ? { ...first, what: 'weight decay', l2, decay } : first];
}

function influence(
  context: RuleContext,
  model: ModelDefinition,
  optimizer: OptimizerFact,
  target: Target,
): Influence {
  const group = groupOf(context, model, optimizer, target);
  const { name, range } = optimizer;
  const base = { how: 'weightDecay' as const, range: optimizer.anchor, ...WITHOUT };
  const column = optimizer.decoupled ? 'decay' : 'l2';
  if (group === 'none') return { ...base, what: name };
  if (group === 'unknown') {
    const text = `Whether the weight decay of ${name} in ${placeText(range)} acts on this tensor cannot be seen.`;
    return { ...base, what: name, [column]: { unknown: text } };
  }
  const { weightDecay, learningRate } = group;
  const what = whatDecays(optimizer, group);
  const place = weightDecay.range ?? optimizer.anchor;
  if (weightDecay.value === undefined) {
    const text = `The weight decay of ${name} in ${placeText(range)} cannot be seen.`;
    return { ...base, what, range: place, [column]: { unknown: text } };
  }
  const { value } = weightDecay;
  return optimizer.decoupled
    ? { ...base, what, range: place, decay: rateOf(context, optimizer, value, learningRate) }
    : { ...base, what, range: place, l2: known(l2OfWeightDecay(value)) };
}

type Decaying = Pick<ParameterGroup, 'weightDecay' | 'learningRate'>;

/** What the tensor gets: a group’s decay, the optimizer’s, none, or it cannot be seen. */
function groupOf(
  context: RuleContext,
  model: ModelDefinition,
  optimizer: OptimizerFact,
  target: Target,
): Decaying | 'none' | 'unknown' {
  const { framework, groups } = optimizer;
  if (framework === 'keras') {
    if (optimizer.weightDecay.value === 0) return optimizer;
    const excluded: Holds = excludes(optimizer, target);
    return excluded === 'no' ? optimizer : excluded === 'yes' ? 'none' : 'unknown';
  }
  const possible: ParameterGroup[] = [];
  for (const group of groups) {
    const held = heldBy(context, model, optimizer, group, target);
    if (held === 'yes') return group;
    if (held === 'unknown') possible.push(group);
  }
  return possible.every(({ weightDecay }) => weightDecay.value === 0) ? 'none' : 'unknown';
}

function heldBy(
  context: RuleContext,
  model: ModelDefinition,
  optimizer: OptimizerFact,
  group: ParameterGroup,
  target: Target,
): Holds {
  const definition = modelOf(context, optimizer, moduleOf(group));
  if (definition === undefined) return 'unknown';
  if (!contains(context.reading, definition, model)) return 'no';
  // A part of what the model is a block of.
  if (definition !== model && group.parameters === 'part') return 'unknown';
  return holds(context, model, group, target);
}

/** `AdamW weight_decay=0.01`. */
function whatDecays({ name }: OptimizerFact, { weightDecay }: Decaying): string {
  const { value } = weightDecay;
  if (value === undefined) return `${name} weight_decay`;
  return `${name} weight_decay=${written(value)}${isWritten(weightDecay) ? '' : ', its default'}`;
}

/** η·d; the decay of TensorFlow Addons is not multiplied by the learning rate. */
function rateOf(
  context: RuleContext,
  optimizer: OptimizerFact,
  value: number,
  learningRate: Setting<number>,
): Amount {
  if (value === 0) return NOTHING;
  if (/\b(tfa|tensorflow_addons)\b/.test(sourceOf(context, optimizer.anchor))) return known(value);
  if (learningRate.value !== undefined) return known(learningRate.value * value);
  const text = `The learning rate of ${optimizer.name} in ${placeText(optimizer.range)} cannot be seen: ${written(value)} times it.`;
  return { unknown: text };
}

const ADAPTIVE =
  /^(Adam|AdamW|Adamax|N[Aa]dam|RAdam|RMSprop|Adagrad|Adadelta|Adafactor|Lamb|LAMB|SparseAdam)$/;

function remarksOn(optimizers: OptimizerFact[]): string[] {
  const adaptive = optimizers.find(({ name }) => ADAPTIVE.test(name));
  if (!adaptive) return [];
  const { name, decoupled, framework } = adaptive;
  const what = decoupled || framework === 'keras' ? 'penalties' : 'penalties and of its weight decay';
  return [
    `${name} divides gradients by their running size, those of ${what} too: weights with large gradients are shrunk less than λ says.`,
  ];
}
