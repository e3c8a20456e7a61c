/** The rows of the audit: tensors with what acts on them. */
import { expectedNorms } from '../../definition/initialPenalty.ts';
import type { LayerDefinition, SourceRange } from '../../definition/model.ts';
import type { ParameterTensor } from '../../definition/parameterTensors.ts';
import type { Amount, AuditRow, Influence, RowState } from '../audit.ts';
import { placeText } from '../auditWords.ts';
import { labelOf } from '../rules/support/words.ts';
import { isKnown, isZero, known, NOTHING, sum } from './amounts.ts';
import { layerPenalties } from './layerPenalties.ts';
import type { LayerTensors } from './unfold.ts';

/** A tensor in its layer: what weight decay and penalties choose by. */
export interface Target {
  layer: LayerDefinition;
  /** Whether the layer is the model’s own, not a block’s. */
  own: boolean;
  /** Undefined where the layer’s tensors cannot be seen. */
  tensor?: ParameterTensor;
}

/** What acts on a tensor. */
export type Influences = (target: Target) => Influence[];

export function rowsOf(layers: LayerTensors[], sources: Influences[]): AuditRow[] {
  return layers.flatMap((each) =>
    each.tensors
      ? each.tensors.map((tensor) => rowOf(each, tensor, sources))
      : [rowOf(each, undefined, sources)],
  );
}

function rowOf(
  { layer, of, own, copies, sized }: LayerTensors,
  tensor: ParameterTensor | undefined,
  sources: Influences[],
): AuditRow {
  const target: Target = { layer, own, tensor };
  const isTrained = tensor ? tensor.trainable : layer.settings.trainable?.value !== false;
  const influences = isTrained ? [layerPenalties, ...sources].flatMap((source) => source(target)) : [];
  const total = (part: 'l1' | 'l2' | 'decay') => sum(influences.map((influence) => influence[part]));
  const strengths = { l1: total('l1'), l2: total('l2'), decay: total('decay') };
  const number = copiesOf(copies, layer.range);
  return {
    layer: own ? nameOf(layer) : `${of.name}.${nameOf(layer)}`,
    call: labelOf(layer),
    range: layer.range,
    ...(tensor && { tensor: tensor.name, kind: tensor.kind }),
    ...(tensor && sized && { shape: tensor.shape }),
    copies: number,
    count: countOf(layer, sized ? tensor : undefined, number),
    state: isTrained ? stateOf(Object.values(strengths)) : 'fixed',
    influences: influences.filter(acts),
    ...strengths,
    initial: initialOf(sized ? tensor : undefined, strengths, number),
    findings: [],
  };
}

/** A layer whose tensors are not known may have a known number of parameters. */
function countOf(
  { parameters }: LayerDefinition,
  tensor: ParameterTensor | undefined,
  copies: Amount,
): Amount {
  const size = tensor?.count ?? parameters;
  return size === undefined ? UNSIZED : times(copies, size);
}

const UNSIZED: Amount = { unknown: 'The size of this layer cannot be seen.' };

const nameOf = ({ target, name }: LayerDefinition): string => target?.replace(/^(self|this)\./, '') ?? name;

const copiesOf = (copies: number | null, range: SourceRange): Amount =>
  copies === null
    ? { unknown: `How many of this layer ${placeText(range)} makes cannot be seen.` }
    : known(copies);

const times = (amount: Amount, factor: number): Amount =>
  isKnown(amount) ? known(amount.value * factor) : amount;

const acts = ({ l1, l2, decay }: Influence): boolean => ![l1, l2, decay].every(isZero);

function stateOf(strengths: Amount[]): RowState {
  if (strengths.some((strength) => isKnown(strength) && strength.value !== 0)) return 'regularized';
  return strengths.every(isKnown) ? 'free' : 'unknown';
}

/** λ1·E Σ|w| + λ2·E Σw²; decoupled decay is no penalty and adds nothing. */
function initialOf(
  tensor: ParameterTensor | undefined,
  { l1, l2 }: { l1: Amount; l2: Amount },
  copies: Amount,
): Amount {
  if (isZero(l1) && isZero(l2)) return NOTHING;
  if (!isKnown(l1)) return l1;
  if (!isKnown(l2)) return l2;
  if (!tensor) return UNSIZED;
  const norms = expectedNorms(tensor);
  if (!norms) return { unknown: `The first values that “${tensor.initializer.name}” draws are not known.` };
  return times(copies, l1.value * norms.absolute + l2.value * norms.square);
}
