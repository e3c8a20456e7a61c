/** Layers that take several inputs: sums, products, concatenations, attention. */
import type { Shape } from '../model.ts';
import { type Flow, flag, product, type Rule, sizeOf, sum, withLast } from './rule.ts';

/** What two sizes become: equal, or one of them 1; undefined where they do not fit. */
function broadcastSize(a: number | null, b: number | null): number | null | undefined {
  if (a === b || b === 1) return a;
  if (a === 1) return b;
  if (a === null || b === null) return a ?? b;
  return undefined;
}

/** Two shapes aligned at their last axes; undefined where they do not fit. */
export function broadcast(a: Shape | undefined, b: Shape | undefined): Shape | undefined {
  if (!a || !b) return undefined;
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a];
  const offset = longer.length - shorter.length;
  const sizes = longer.map((size, axis) =>
    axis < offset ? size : broadcastSize(size, shorter[axis - offset]!),
  );
  return sizes.every((size) => size !== undefined) ? (sizes as Shape) : undefined;
}

/** `Add`, `Multiply`, … of any number of inputs. */
export const elementwise: Rule = (_, before, inputs) => {
  const shape = inputs.slice(1).reduce((all, input) => broadcast(all, input.shape), before.shape);
  const last = inputs.every(({ lastAxis }) => lastAxis === before.lastAxis) ? before.lastAxis : null;
  return { shape, lastAxis: last, parameters: 0 };
};

/** The sizes along one axis are added; `axis` is counted with the batch, or from the end. */
export function concatenated(
  inputs: readonly Flow[],
  axis: number | undefined,
): Omit<Flow, 'lastAxis'> & { lastAxis: number | null } {
  const first = inputs[0]?.shape;
  const lastAxis = axis === -1 ? sum(...inputs.map((input) => input.lastAxis)) : null;
  if (!first || axis === undefined || axis === 0) return { lastAxis };
  const at = axis > 0 ? axis - 1 : first.length + axis;
  const fits = at >= 0 && at < first.length && inputs.every(({ shape }) => shape?.length === first.length);
  if (!fits) return { lastAxis };
  const shape = first.map((size, index) => {
    const sizes = inputs.map((input) => input.shape![index]!);
    return index === at ? sum(...sizes) : (sizes.find((other) => other !== null) ?? size);
  });
  return { shape, lastAxis: shape.at(-1) ?? null };
}

export const concatenate: Rule = ({ settings }, _, inputs) => ({
  ...concatenated(inputs, settings.axis?.value?.[0]),
  parameters: 0,
});

/** The axes that are multiplied and added up vanish from both inputs. */
export const dot: Rule = ({ settings }, before, inputs) => {
  const axes = settings.axis?.value;
  const second = inputs[1];
  if (!axes || !before.shape || !second?.shape) return { parameters: 0 };
  const [one, other = one] = axes;
  const without = (shape: Shape, axis: number) => {
    const at = axis > 0 ? axis - 1 : shape.length + axis;
    return shape.filter((_, index) => index !== at);
  };
  const shape = [...without(before.shape, one!), ...without(second.shape, other!)];
  return { shape: shape.length === 0 ? [1] : shape, parameters: 0 };
};

/** Scores of each query over the values: `[queries, size of a value]`. */
const attended = (query: Flow, value: Flow | undefined) => {
  const width = value?.lastAxis ?? null;
  return { shape: withLast(query.shape, width), lastAxis: width };
};

/** Query, value (and key): one weight where scores are scaled, one more where they are made of a sum. */
export const attention: Rule = ({ settings }, before, inputs) => {
  const concat =
    settings.scoreMode?.value === undefined ? null : Number(settings.scoreMode.value === 'concat');
  return { ...attended(before, inputs[1] ?? before), parameters: sum(flag(settings.useScale), concat) };
};

/** A weight for each feature of the query where scores are scaled. */
export const additiveAttention: Rule = ({ settings }, before, inputs) => ({
  ...attended(before, inputs[1] ?? before),
  parameters: product(flag(settings.useScale), before.lastAxis),
});

/** Projections of query, key and value onto heads·size, and one back to the query's features. */
function projections(
  query: Flow,
  [value, key]: [Flow, Flow],
  sizes: { queries: number | null; keys: number | null; values: number | null; back: number | null },
  bias: number | null,
): number | null {
  const of = (inputs: number | null, outputs: number | null) =>
    sum(product(inputs, outputs), product(bias, outputs));
  const out = sum(product(sizes.back, query.lastAxis), product(bias, query.lastAxis));
  return sum(
    of(query.lastAxis, sizes.queries),
    of(key.lastAxis, sizes.keys),
    of(value.lastAxis, sizes.values),
    out,
  );
}

/** `MultiHeadAttention(heads, key_dim)`: d·h·k + h·k for query and key, d·h·v + h·v for values, h·v·d + d back. */
export const multiHeadAttention: Rule = ({ settings }, before, inputs) => {
  const heads = sizeOf(settings.heads);
  const size = settings.keySize?.value;
  const keys = product(heads, size);
  const values = settings.valueSize?.value === null ? keys : product(heads, settings.valueSize?.value);
  const value = inputs[1] ?? before;
  const plain = settings.outputShape?.value === null;
  const back = plain ? values : null;
  return {
    shape: plain ? before.shape : undefined,
    lastAxis: plain ? before.lastAxis : null,
    parameters: projections(
      before,
      [value, inputs[2] ?? value],
      { queries: keys, keys, values, back },
      flag(settings.useBias),
    ),
  };
};

/** Several query heads share the keys and values of one group. */
export const groupQueryAttention: Rule = ({ settings }, before, inputs) => {
  const size = settings.keySize?.value;
  const queries = product(sizeOf(settings.heads), size);
  const shared = product(sizeOf(settings.groups), size);
  const value = inputs[1] ?? before;
  return {
    shape: before.shape,
    lastAxis: before.lastAxis,
    parameters: projections(
      before,
      [value, inputs[2] ?? value],
      { queries, keys: shared, values: shared, back: queries },
      flag(settings.useBias),
    ),
  };
};
