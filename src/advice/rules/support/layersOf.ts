/** The layers of a definition, those of its blocks included. */
import type { LayerDefinition, ModelDefinition } from '../../../definition/model.ts';
import type { SourceReading } from '../../../definition/reading.ts';

interface CountedLayer {
  layer: LayerDefinition;
  /** The definition that it stands in: the model, or a block of it. */
  of: ModelDefinition;
  /** How many of it the model has; `null` where that is not known. */
  count: number | null;
}

/** Every layer call that can be seen. */
export function layersOf(reading: SourceReading, model: ModelDefinition): CountedLayer[] {
  return collect(reading, model, 1, []);
}

/** As {@link layersOf}; undefined where a part of the model cannot be seen. Counts may be unknown. */
export function allLayersOf(reading: SourceReading, model: ModelDefinition): CountedLayer[] | undefined {
  const seen = (part: ModelDefinition, around: ModelDefinition[]): boolean => {
    if (part.unreadable || around.includes(part)) return false;
    return (part.submodules ?? []).every(({ name }) => {
      const block = blockOf(reading, name);
      return block !== undefined && seen(block, [...around, part]);
    });
  };
  return seen(model, []) ? layersOf(reading, model) : undefined;
}

function collect(
  reading: SourceReading,
  model: ModelDefinition,
  times: number | null,
  around: ModelDefinition[],
): CountedLayer[] {
  if (around.includes(model)) return [];
  const own = model.layers.map((layer) => ({
    layer,
    of: model,
    count: product(times, layer.count ?? 1, layer.count),
  }));
  const inside = (model.submodules ?? []).flatMap(({ name, count }) => {
    const block = blockOf(reading, name);
    return block ? collect(reading, block, product(times, count ?? 1, count), [...around, model]) : [];
  });
  return [...own, ...inside];
}

const product = (times: number | null, count: number, known: number | null | undefined): number | null =>
  times === null || known === null ? null : times * count;

/** The definition of a block, where its name says which it is. */
export function blockOf({ models }: SourceReading, name: string): ModelDefinition | undefined {
  const blocks = models.filter((model) => model.name === name);
  return blocks.length === 1 ? blocks[0] : undefined;
}
