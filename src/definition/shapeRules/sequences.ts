/** Embeddings, recurrent layers and layers that act on every step. */
import type { Shape } from '../model.ts';
import { type Flow, flag, product, type Rule, sizeOf, sum } from './rule.ts';

export const embedding: Rule = ({ settings }, { shape }) => {
  const size = sizeOf(settings.outputSize);
  return {
    shape: shape && [...shape, size],
    lastAxis: size,
    parameters: product(sizeOf(settings.vocabulary), size),
  };
};

/** Products of inputs and of the state; biases of each gate, twice where both products have one. */
const GATES: Record<string, { gates: number; biases: number }> = {
  SimpleRNN: { gates: 1, biases: 1 },
  SimpleRNNCell: { gates: 1, biases: 1 },
  LSTM: { gates: 4, biases: 1 },
  LSTMCell: { gates: 4, biases: 1 },
  CuDNNLSTM: { gates: 4, biases: 2 },
  GRU: { gates: 3, biases: 1 },
  GRUCell: { gates: 3, biases: 1 },
  CuDNNGRU: { gates: 3, biases: 2 },
};

const isRecurrent = (kind: string): boolean => Object.hasOwn(GATES, kind);

/** `[steps, units]` for sequences, otherwise `[units]`. */
function overSteps(shape: Shape | undefined, sequences: boolean | undefined, width: number | null) {
  if (shape?.length !== 2 || sequences === undefined) return undefined;
  return sequences ? [shape[0]!, width] : [width];
}

/** gates·units·(inputs + units) weights, and gates·units biases, twice as many in a GRU that resets after the product. */
export const recurrent: Rule = ({ kind, settings }, { shape, lastAxis }) => {
  const units = sizeOf(settings.units);
  const { gates, biases } = GATES[kind]!;
  const resets = settings.resetAfter === undefined ? biases : sum(biases, flag(settings.resetAfter));
  return {
    shape: overSteps(shape, settings.returnSequences?.value, units),
    lastAxis: units,
    parameters: sum(
      product(gates, units, sum(lastAxis, units)),
      product(gates, units, resets, settings.useBias === undefined ? 1 : flag(settings.useBias)),
    ),
  };
};

/** `RNN(cell)`: the cell's parameters. */
export const cells: Rule = ({ settings, wrapped }, before) => {
  if (!wrapped || !isRecurrent(wrapped.kind)) return {};
  const inner = recurrent(wrapped, before, [before]);
  const width = sizeOf(wrapped.settings.units);
  return {
    shape: overSteps(before.shape, settings.returnSequences?.value, width),
    lastAxis: width,
    parameters: inner.parameters,
  };
};

export const bidirectional =
  (shapeOf: Rule): Rule =>
  ({ settings, wrapped }, before) => {
    if (!wrapped || settings.backwardLayer?.value === undefined) return {};
    const inner = shapeOf(wrapped, before, [before]);
    if (inner.parameters === undefined) return {};
    const factor = settings.merge?.value === 'concat' ? 2 : settings.merge?.value ? 1 : null;
    const width = product(inner.shape ? inner.shape.at(-1) : inner.lastAxis, factor);
    return {
      shape: inner.shape && [...inner.shape.slice(0, -1), width],
      lastAxis: width,
      parameters: product(2, inner.parameters),
    };
  };

/** The layer inside, applied to what each step holds. */
export const timeDistributed =
  (shapeOf: Rule): Rule =>
  ({ wrapped }, before) => {
    if (!wrapped) return {};
    const { shape } = before;
    const step: Flow = shape ? { shape: shape.slice(1), lastAxis: before.lastAxis } : before;
    const inner = shapeOf(wrapped, step, [step]);
    return { ...inner, shape: shape && inner.shape && [shape[0]!, ...inner.shape] };
  };

/** `RepeatVector(n)`: a sequence of n times the same vector. */
export const repeatVector: Rule = ({ settings }, { shape, lastAxis }) => ({
  shape: shape?.length === 1 ? [sizeOf(settings.repeats), shape[0]!] : undefined,
  lastAxis,
  parameters: 0,
});
