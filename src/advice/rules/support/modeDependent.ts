/** What of a model computes something else in training than in evaluation. */
import type { LayerDefinition, ModelDefinition } from '../../../definition/model.ts';
import type { SourceReading } from '../../../definition/reading.ts';
import { stepsOf } from './flows.ts';
import { layersOf } from './layersOf.ts';
import { isZero, rateOf, rateOfLayer } from './rates.ts';
import { roleOf } from './roles.ts';
import { inPercent, listed } from './strengths.ts';

/** What goes wrong in training mode, as clauses: `2 dropouts keep dropping (50 %)`; none without such layers. */
export function modeDependent(reading: SourceReading, model: ModelDefinition): string[] {
  const layers = layersOf(reading, model);
  const dropping = layers
    .filter(({ layer }) => drops(layer))
    .map(({ layer, count }) => ({
      rate: rateOfLayer(layer)?.value,
      count,
    }));
  for (const step of stepsOf(model)) {
    const followsMode = step.node.settings?.training?.value === 'mode';
    if (followsMode && isDropout(step.role) && !isZero(rateOf(step))) {
      dropping.push({ rate: rateOf(step)?.value, count: 1 });
    }
  }
  const normalizing = layers.filter(({ layer }) => roleOf({ layer }) === 'batchNormalization');
  return [...droppingClause(dropping), ...normalizingClause(normalizing)];
}

const isDropout = (role: string): boolean => role === 'dropout' || role === 'channelDropout';

/** Dropout layers, and layers with dropout inside. */
function drops(layer: LayerDefinition): boolean {
  const role = roleOf({ layer });
  const rate = rateOfLayer(layer);
  if (isDropout(role) || role === 'transformer') return !isZero(rate);
  if (role === 'attention') return Boolean(rate?.value);
  // Between stacked layers only.
  return role === 'recurrent' && Boolean(rate?.value) && layer.settings.depth?.value !== 1;
}

interface Counted {
  count: number | null;
}

/** Undefined where a loop of unknown length makes some of them. */
function totalOf(parts: Counted[]): number | undefined {
  return parts.some(({ count }) => count === null)
    ? undefined
    : parts.reduce((sum, { count }) => sum + count!, 0);
}

function droppingClause(parts: (Counted & { rate: number | undefined })[]): string[] {
  if (parts.length === 0) return [];
  const rates = [...new Set(parts.map(({ rate }) => rate))].filter((rate) => rate !== undefined);
  const shares = rates.length > 0 ? ` (${listed(rates.map(inPercent))})` : '';
  const total = totalOf(parts);
  return [
    total === 1 ? `a dropout keeps dropping${shares}` : `${total ?? 'its'} dropouts keep dropping${shares}`,
  ];
}

function normalizingClause(parts: Counted[]): string[] {
  if (parts.length === 0) return [];
  const total = totalOf(parts);
  const who = total === 1 ? 'a batch normalization uses' : `${total ?? 'its'} batch normalizations use`;
  return [`${who} the batch’s own mean and variance instead of the running ones`];
}
