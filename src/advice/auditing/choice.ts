/** Whether a set of parameters, as a group or a penalty names it, holds a tensor. */
import type { ModelDefinition } from '../../definition/model.ts';
import type { ParameterTensor } from '../../definition/parameterTensors.ts';
import type { SourceReading } from '../../definition/reading.ts';
import type { ParameterGroup } from '../../definition/surroundings.ts';
import { textOf } from '../edit/source.ts';
import { statementAt } from '../edit/statements.ts';
import type { RuleContext } from '../rule.ts';
import { sourceAt } from '../rules/support/fixes.ts';
import { blockOf } from '../rules/support/layersOf.ts';
import type { Target } from './rows.ts';

export type Holds = 'yes' | 'no' | 'unknown';

type Chosen = Pick<ParameterGroup, 'parameters' | 'kinds' | 'of'>;

/** @param chosen parameters of the model, or of a part of it */
export function holds(context: RuleContext, model: ModelDefinition, chosen: Chosen, target: Target): Holds {
  const { parameters, kinds, of } = chosen;
  if (parameters === 'unknown') return 'unknown';
  if (parameters === 'part') return partHolds(context, model, pathOf(of), target);
  if (parameters === 'all') return 'yes';
  const { tensor } = target;
  if (!tensor) return 'unknown';
  return ofKinds(kinds ?? (parameters === 'weights' ? ['weight'] : ['bias', 'norm']), tensor);
}

/**
 * Tests on names and axes. A name with `bias` is a bias or a β; γ is called `weight` and has one axis, as a bias has.
 */
function ofKinds(kinds: NonNullable<Chosen['kinds']>, { kind, name, shape }: ParameterTensor): Holds {
  const [weight, bias, norm] = (['weight', 'bias', 'norm'] as const).map((each) => kinds.includes(each));
  const yes = (is: boolean | undefined): Holds => (is ? 'yes' : 'no');
  if (kind === 'bias') return yes(bias);
  if (kind !== 'normalization') {
    // Of one axis, by name it is a weight, by axes it is not.
    return shape.length > 1 || weight === norm ? yes(weight) : 'unknown';
  }
  const isShift = /(^|\.)bias$/.test(name);
  return yes(isShift && norm !== bias ? !weight : norm);
}

/** `fc` of `model.fc`, `features` of `self.net.features[0]`; of a module itself undefined. */
function pathOf(of = ''): string | undefined {
  const [, path] = /^(?:self\.(?=\w+\.)|this\.)?\w+\.(\w+)$/.exec(of) ?? [];
  return path;
}

/** By the attribute that the layer, or the container around it, is assigned to. */
function partHolds(
  context: RuleContext,
  model: ModelDefinition,
  path: string | undefined,
  { layer, own }: Target,
): Holds {
  if (path === undefined) return 'unknown';
  const isOf = (other: typeof layer) => attributeOf(context, other) === path;
  if (own && isOf(layer)) return 'yes';
  return model.layers.some(isOf) ? 'no' : 'unknown';
}

function attributeOf(context: RuleContext, { target, range }: Target['layer']): string | undefined {
  if (target !== undefined) return target.replace(/^(self|this)\./, '');
  const source = sourceAt(context, range);
  const statement = statementAt(source, range);
  return statement && /^(?:self|this)\.(\w+)\s*=/.exec(textOf(source, statement))?.[1];
}

/** The definition that a set’s module belongs to: of `net.fc` that of `net`. */
export function moduleOf({ parameters, of }: Chosen): string | undefined {
  return parameters === 'part' ? of?.replace(/(?<=\w)\.\w+(\[\d+\])?$|\[\d+\]$/, '') : of;
}

/** Whether a definition is the model, or is made of it. */
export function contains(
  reading: SourceReading,
  whole: ModelDefinition | undefined,
  model: ModelDefinition,
  around: ModelDefinition[] = [],
): boolean {
  if (!whole || around.includes(whole)) return false;
  if (whole === model) return true;
  const inside = (whole.submodules ?? []).map(({ name }) => blockOf(reading, name));
  return inside.some((block) => contains(reading, block, model, [...around, whole]));
}
