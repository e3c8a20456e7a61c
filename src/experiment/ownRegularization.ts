/** The regularization that the source itself has, layer by layer. */
import type {
  LayerDefinition,
  ModelDefinition,
  Penalty,
  Regularized,
  WrappedLayer,
} from '../definition/model.ts';
import { hasKernel } from './layers/table.ts';

export interface Strengths {
  l1: number;
  l2: number;
}

/** What the source puts on the parts of one layer. */
export interface OwnRegularization {
  penalties: Partial<Record<Regularized, Strengths>>;
  maxNorms: Partial<Record<Regularized, number>>;
}

export const NOTHING_OWN: OwnRegularization = { penalties: {}, maxNorms: {} };

/** Penalties and constraints of a layer; undefined when one of them cannot be seen or trained. */
export function ownOf(layer: LayerDefinition | WrappedLayer): OwnRegularization | undefined {
  // In Bidirectional the arguments are those of the layer inside.
  const { kernelPenalty, kernelPenaltyUnknown, otherPenalties, maxNorms, unreadRegularizers } =
    layer.wrapped ?? layer;
  if (kernelPenaltyUnknown || unreadRegularizers) return undefined;
  const own: OwnRegularization = { penalties: {}, maxNorms: {} };
  const penalties = { ...otherPenalties, ...(kernelPenalty && { kernel: kernelPenalty }) };
  for (const [part, penalty] of Object.entries(penalties) as [Regularized, Penalty][]) {
    const strengths = strengthsOf(penalty);
    if (!strengths) return undefined;
    if (strengths.l1 > 0 || strengths.l2 > 0) own.penalties[part] = strengths;
  }
  for (const [part, norm] of Object.entries(maxNorms ?? {}) as [Regularized, { value?: number }][]) {
    if (norm.value === undefined || !(norm.value > 0)) return undefined;
    own.maxNorms[part] = norm.value;
  }
  return own;
}

/** Undefined for what cannot be seen and for what no penalty can be: negative or not finite. */
function strengthsOf({ l1, l2 }: Penalty): Strengths | undefined {
  const valid = [l1, l2].every((value) => value !== undefined && value >= 0 && Number.isFinite(value));
  return valid ? { l1: l1!, l2: l2! } : undefined;
}

/** A penalty on the model's output after its activation, which is part of the loss here. */
export function hasOutputPenalty({ layers }: ModelDefinition): boolean {
  const output = layers.findLast(({ kind }) => hasKernel(kind));
  const end = output ? layers.slice(layers.indexOf(output)) : [];
  const activation = end.some(
    ({ kind, settings }) => kind === 'Softmax' || (settings.activation?.value ?? 'linear') !== 'linear',
  );
  return activation && end.some(({ otherPenalties }) => otherPenalties?.activity !== undefined);
}

/** What of the source is not trained as written, in sentences. */
export function leftOut(definition: ModelDefinition): string[] {
  const output = hasOutputPenalty(definition)
    ? [
        'The activity_regularizer of the output layer is left out of every variant: its activation is part of the loss.',
      ]
    : [];
  const layers = definition.layers.flatMap(({ kind, wrapped, unreadRegularizers }) => {
    const unread = [...(unreadRegularizers ?? []), ...(wrapped?.unreadRegularizers ?? [])];
    return unread.map(
      ({ parameter, range }) =>
        `The ${parameter} of ${kind} in line ${range.startLine} is left out of every variant: it cannot be read or is not trained here.`,
    );
  });
  return [...layers, ...output];
}
