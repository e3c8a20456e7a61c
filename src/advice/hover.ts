/** What an editor explains under the pointer: a layer, a penalty, a dropout, an optimizer's weight decay. */
import type { LayerDefinition, ModelDefinition, SourceRange } from '../definition/model.ts';
import type { SourceReading } from '../definition/reading.ts';
import type { OptimizerFact, ParameterGroup } from '../definition/surroundings.ts';
import { isDropout } from './dropHints.ts';
import { dropoutText } from './hoverDropout.ts';
import { layerText } from './hoverLayer.ts';
import { optimizerText } from './hoverOptimizer.ts';
import { handPenaltyText, penaltyText } from './hoverPenalty.ts';

/** A place in a text; of a notebook, in one of its cells. */
export interface SourcePoint {
  offset: number;
  cell?: number;
}

export interface Hover {
  /** What it is about. */
  range: SourceRange;
  markdown: string;
}

/**
 * The explanation of what stands at a place; undefined where nothing is explained.
 * @param text of the file, or of the notebook's cell
 */
export function hoverAt(reading: SourceReading, text: string, point: SourcePoint): Hover | undefined {
  return (
    hoverOfLayer(reading, text, point) ??
    hoverOfFunction(reading, text, point) ??
    hoverOfSurrounding(reading, text, point)
  );
}

const holds = ({ from, to, cell }: SourceRange, point: SourcePoint): boolean =>
  cell === point.cell && from <= point.offset && point.offset < to;

/** The callee of a call: `layers.Dense` of `layers.Dense(64)`. */
function calleeOf(range: SourceRange, callee: string): SourceRange {
  const to = range.from + callee.length;
  return { ...range, to, endLine: range.startLine, endColumn: range.startColumn + callee.length };
}

function hoverOfLayer({ models }: SourceReading, text: string, point: SourcePoint): Hover | undefined {
  const size = ({ layer: { range } }: { layer: LayerDefinition }) => range.to - range.from;
  const [found] = models
    .flatMap((model) => model.layers.map((layer) => ({ model, layer })))
    .filter(({ layer }) => holds(layer.range, point))
    .sort((a, b) => size(a) - size(b));
  return found && hoverWithin(found.model, found.layer, text, point);
}

function hoverWithin(
  model: ModelDefinition,
  layer: LayerDefinition,
  text: string,
  point: SourcePoint,
): Hover | undefined {
  const penalties = { kernel: layer.kernelPenalty, ...layer.otherPenalties };
  for (const [part, penalty] of Object.entries(penalties)) {
    if (penalty && holds(penalty.range, point))
      return { range: penalty.range, markdown: penaltyText(layer, part, penalty) };
  }
  const { rate } = layer.settings;
  const callee = calleeOf(layer.range, layer.callee);
  const isAtCallee = holds(callee, point);
  if (rate && isDropout(layer)) {
    const range = rate.range && holds(rate.range, point) ? rate.range : callee;
    if (!holds(range, point)) return undefined;
    const framework = layer.framework ?? model.framework;
    return { range, markdown: dropoutText({ kind: layer.kind, rate, framework }, text) };
  }
  return isAtCallee ? { range: callee, markdown: layerText(model, layer, text) } : undefined;
}

/** Dropout that is called as a function. */
function hoverOfFunction({ models }: SourceReading, text: string, point: SourcePoint): Hover | undefined {
  for (const { framework, flow = [] } of models) {
    for (const { operation, range, settings, inside } of flow) {
      if (operation !== 'dropout' || inside !== undefined || !settings?.rate || !holds(range, point))
        continue;
      const end = text.indexOf('(', range.from);
      const callee = calleeOf(range, text.slice(range.from, end < 0 ? range.to : end));
      const place = [callee, settings.rate.range].find((each) => each && holds(each, point));
      if (!place) continue;
      const dropout = {
        kind: callee.to > range.from ? 'Dropout' : '',
        framework,
        ...settings,
        rate: settings.rate,
      };
      return { range: place, markdown: dropoutText(dropout, text) };
    }
  }
  return undefined;
}

function hoverOfSurrounding(
  { surroundings }: SourceReading,
  text: string,
  point: SourcePoint,
): Hover | undefined {
  for (const fact of surroundings) {
    if (fact.type === 'handPenalty' && holds(fact.range, point))
      return { range: fact.range, markdown: handPenaltyText(fact, text) };
    if (fact.type !== 'optimizer') continue;
    const place = placesOf(fact).find((range) => range && holds(range, point));
    if (place) return { range: place, markdown: optimizerText(fact, text) };
  }
  return undefined;
}

/** Where an optimizer is explained: at its name and at its weight decays. */
function placesOf({ anchor, weightDecay, groups }: OptimizerFact): (SourceRange | undefined)[] {
  const ofGroups = groups.map((group: ParameterGroup) => group.weightDecay.range);
  return [anchor, weightDecay.range, ...ofGroups];
}
