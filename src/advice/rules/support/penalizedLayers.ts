/** The layers of a model whose kernel has an L2 penalty. */
import type { LayerDefinition, ModelDefinition, SourceRange } from '../../../definition/model.ts';
import type { SourceReading } from '../../../definition/reading.ts';
import { formatCount } from '../../../words.ts';
import type { Finding } from '../../rule.ts';
import { layersOf } from './layersOf.ts';
import { penalizedPart } from './penalized.ts';
import { listed, written } from './strengths.ts';

export interface PenalizedLayers {
  /** Each strength λ of λ·Σw² once, in the order of the model. */
  strengths: number[];
  /** `L2(1e-4) on 3 layers of “model”`. */
  what: string;
  /** The first of them, for a finding. */
  related: NonNullable<Finding['related']>;
}

const MOST_RELATED = 5;

/** Undefined without any. */
export function layersWithL2(reading: SourceReading, model: ModelDefinition): PenalizedLayers | undefined {
  const penalized = layersOf(reading, model).flatMap(({ layer, count }) => {
    const { kernelPenalty } = penalizedPart(layer).layer;
    return kernelPenalty?.l2
      ? [{ kind: kindOf(layer), count, range: kernelPenalty.range, l2: kernelPenalty.l2 }]
      : [];
  });
  if (penalized.length === 0) return undefined;
  const strengths = [...new Set(penalized.map(({ l2 }) => l2))];
  return {
    strengths,
    what: `L2(${listed(strengths.map(written))}) on ${inWords(penalized)} of “${model.name}”`,
    related: penalized.slice(0, MOST_RELATED).map(relatedTo),
  };
}

/** `Dense`, `Bidirectional(LSTM)`. */
const kindOf = ({ kind, wrapped }: Pick<LayerDefinition, 'kind' | 'wrapped'>): string =>
  wrapped ? `${kind}(${kindOf(wrapped)})` : kind;

/** `a Dense layer`, `3 layers`; `layers` where a loop of unknown length makes some of them. */
function inWords(penalized: { kind: string; count: number | null }[]): string {
  const total = penalized.reduce<number | null>(
    (sum, { count }) => (sum === null || count === null ? null : sum + count),
    0,
  );
  if (total === null) return 'layers';
  return total === 1 ? `a ${penalized[0]!.kind} layer` : formatCount(total, 'layer');
}

const relatedTo = ({ kind, l2, range }: { kind: string; l2: number; range: SourceRange }) => ({
  range,
  message: `L2(${written(l2)}) of this ${kind}.`,
});
