/** Penalties that a layer’s own arguments set. */
import type { LayerDefinition, Penalty, SourceRange } from '../../definition/model.ts';
import type { Amount, Influence } from '../audit.ts';
import { placeText } from '../auditWords.ts';
import { known, NOTHING, WITHOUT } from './amounts.ts';
import type { Target } from './rows.ts';

/** On one tensor of a layer; PyTorch’s layers have none. */
export function layerPenalties({ layer, tensor }: Target): Influence[] {
  const penalized = innermost(layer);
  if (!tensor) return ofUnknownTensors(penalized);
  const { part } = tensor;
  if (!part) return [];
  const { kernelPenalty, kernelPenaltyUnknown, otherPenalties } = penalized;
  if (part === 'kernel' && kernelPenaltyUnknown) return [unreadable(penalized, kernelPenaltyUnknown)];
  const penalty = part === 'kernel' ? kernelPenalty : otherPenalties?.[part];
  return penalty ? [ofPenalty(penalized, penalty)] : [];
}

type Penalized = Pick<
  LayerDefinition,
  'kernelPenalty' | 'kernelPenaltyUnknown' | 'otherPenalties' | 'arguments'
>;

/** Of a wrapper, as Bidirectional, the layer inside has the penalties. */
function innermost({ wrapped, ...layer }: Penalized & Pick<LayerDefinition, 'wrapped'>): Penalized {
  return wrapped ? innermost(wrapped) : layer;
}

/** A layer whose tensors are not known: which of them a penalty acts on is not known either. */
function ofUnknownTensors({ kernelPenalty, kernelPenaltyUnknown }: Penalized): Influence[] {
  const range = kernelPenalty?.range ?? kernelPenaltyUnknown;
  if (!range) return [];
  const unknown = {
    unknown: `The tensors that the penalty in ${placeText(range)} acts on are not known.`,
  };
  return [{ how: 'regularizer', what: 'regularizer', range, ...WITHOUT, l1: unknown, l2: unknown }];
}

function ofPenalty(layer: Penalized, { l1, l2, range }: Penalty): Influence {
  const what = argumentAt(layer, range);
  const strength = (value: number | undefined): Amount =>
    value === undefined
      ? { unknown: `The strength of ${what} in ${placeText(range)} cannot be seen.` }
      : known(value);
  return { how: 'regularizer', what, range, l1: strength(l1), l2: strength(l2), decay: NOTHING };
}

function unreadable(layer: Penalized, range: SourceRange): Influence {
  const what = argumentAt(layer, range);
  const unknown = { unknown: `What ${what} in ${placeText(range)} is cannot be seen.` };
  return { how: 'regularizer', what, range, ...WITHOUT, l1: unknown, l2: unknown };
}

/** `kernel_regularizer`; the framework’s own name of the argument. */
function argumentAt({ arguments: given = [] }: Penalized, { from, to }: SourceRange): string {
  const found = given.find(({ range }) => range.from <= from && to <= range.to);
  return found?.name ?? 'its regularizer';
}
