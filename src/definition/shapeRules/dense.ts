/** Dense layers, normalization and changes of shape. */
import type { Shape } from '../model.ts';
import { elementsOf, flag, product, type Rule, sizeAlong, sizeOf, sum, withLast } from './rule.ts';

/** Inputs · units weights, and units biases, over the last axis. */
export const dense: Rule = ({ settings }, { shape, lastAxis }) => {
  const units = sizeOf(settings.units);
  return {
    shape: withLast(shape, units),
    lastAxis: units,
    parameters: sum(product(lastAxis, units), product(flag(settings.useBias), units)),
  };
};

/** The letters of `ab,bc->ac`, without dots and spaces. */
function equationOf(
  equation: string | undefined,
): { input: string; kernel: string; output: string } | undefined {
  const match = equation && /^([.a-z]+),([a-z]+)->([.a-z]+)$/i.exec(equation.replace(/\s+/g, ''));
  return match ? { input: match[1]!, kernel: match[2]!, output: match[3]! } : undefined;
}

/** Kernel and bias have one axis for each of their letters; sizes come from the input and from `output_shape`. */
export const einsumDense: Rule = ({ settings }, { shape }) => {
  const equation = equationOf(settings.equation?.value);
  const wanted = settings.outputShape?.value;
  if (!equation || !wanted) return {};
  const { input, kernel, output } = equation;
  const sizes = new Map<string, number | null>();
  const inputs = input.replace('...', '');
  const outputs = output.replace('...', '');
  // Aligned at their ends: the front may be the batch or dots.
  shape?.forEach((size, axis) => {
    const letter = inputs[inputs.length - shape.length + axis];
    if (letter) sizes.set(letter, size);
  });
  wanted.forEach((size, axis) => {
    const letter = outputs[outputs.length - wanted.length + axis];
    if (letter && size !== null) sizes.set(letter, size);
  });
  const along = (letters: string) => product(...[...letters].map((letter) => sizes.get(letter) ?? null));
  const bias = settings.biasAxes?.value;
  const letters = output.startsWith('...') ? undefined : outputs.slice(1);
  return {
    shape: letters === undefined ? undefined : [...letters].map((letter) => sizes.get(letter) ?? null),
    lastAxis: sizes.get(outputs.at(-1)!) ?? null,
    parameters: bias === undefined ? null : sum(along(kernel), bias === null ? 0 : along(bias)),
  };
};

export const flatten: Rule = (_, { shape }) => ({ shape: [elementsOf(shape)], parameters: 0 });

/** Sizes asked for, of which one may be free: -1. */
export function reshaped(wanted: readonly (number | null)[], shape: Shape | undefined): Shape {
  const given = product(...wanted.filter((size) => size !== -1));
  const all = elementsOf(shape);
  const rest = all !== null && given ? all / given : null;
  const free = rest !== null && Number.isInteger(rest) ? rest : null;
  const matches = all === null || given === null || wanted.includes(-1) || all === given;
  return wanted.map((size) => (size === -1 ? free : matches ? size : null));
}

export const reshape: Rule = ({ settings }, { shape }) => {
  const wanted = settings.targetShape?.value;
  return { shape: wanted && reshaped(wanted, shape), parameters: 0 };
};

export const permute: Rule = ({ settings }, { shape }) => {
  const order = settings.order?.value;
  const fits = shape && order?.length === shape.length && shape.every((_, axis) => order.includes(axis + 1));
  return { shape: fits ? order.map((axis) => shape[axis - 1]!) : undefined, parameters: 0 };
};

/** γ (`scale`) and β (`center`) and `more` other vectors over the normalized axes. */
export const normalization =
  (more: number): Rule =>
  ({ settings }, before) => {
    const axes = settings.axis?.value;
    const size = axes ? product(...axes.map((axis) => sizeAlong(before, axis))) : null;
    const optional = [settings.center, settings.scale].map((setting) => (setting ? flag(setting) : 0));
    return { ...before, parameters: product(size, sum(more, ...optional)) };
  };

/** Mean and variance of each feature and one count, learned from data; none where they are given. */
export const featureNormalization: Rule = ({ settings }, before) => {
  if (settings.mean?.origin !== 'default') return { ...before, parameters: settings.mean ? null : 0 };
  const axes = settings.axis?.value;
  const size = axes ? product(...axes.map((axis) => sizeAlong(before, axis))) : null;
  return { ...before, parameters: sum(product(2, size), 1) };
};

export const prelu: Rule = ({ settings }, { shape, lastAxis }) => {
  const shared = settings.sharedAxes?.value;
  const sizes = shape?.map((size, axis) => (shared?.includes(axis + 1) ? 1 : size));
  return { shape, lastAxis, parameters: shared === undefined || !sizes ? null : product(...sizes) };
};

/** The kernel's spectral norm is estimated with a vector of one number for each output. */
export const spectral =
  (shapeOf: Rule): Rule =>
  ({ wrapped }, before, inputs) => {
    if (!wrapped) return {};
    const inner = shapeOf(wrapped, before, inputs);
    const width = sizeOf(wrapped.settings.units) ?? sizeOf(wrapped.settings.filters);
    return { ...inner, parameters: sum(inner.parameters, width) };
  };

/** Categories as vectors: `[num_tokens]`, or one for each element. */
export const categories: Rule = ({ settings }, { shape }) => {
  const tokens = sizeOf(settings.vocabulary);
  const mode = settings.outputMode?.value;
  if (mode === undefined || mode === 'one_hot') {
    const axes = shape?.at(-1) === 1 ? shape.slice(0, -1) : shape;
    return {
      shape: mode && axes ? [...axes, tokens] : undefined,
      lastAxis: mode ? tokens : null,
      parameters: 0,
    };
  }
  return { shape: withLast(shape, tokens), lastAxis: tokens, parameters: 0 };
};

/** Numbers of words or buckets: as many as come in. */
export const lookup: Rule = ({ settings }, before) =>
  settings.outputMode?.value === 'int' ? { ...before, parameters: 0 } : { parameters: 0 };

/** A text becomes as many numbers as `output_sequence_length` says. */
export const textVectorization: Rule = ({ settings }) => {
  const length = settings.length?.value ?? null;
  const isInt = settings.outputMode?.value === 'int';
  return { shape: isInt ? [length] : undefined, parameters: 0 };
};
