/** A recurrent layer of one run in float64, sum by sum as its formulas say (`stackedRecurrence`): what kernels must give. */
import { GATES } from '../layouts/gates.ts';
import type { Recurrence } from '../ops/recurrent.ts';

/** A layer with tanh and the logistic function, and the sizes of what it is tested on. */
export interface PlainLayer
  extends Pick<Recurrence, 'cell' | 'units' | 'resetAfter' | 'returnSequences' | 'goBackwards'> {
  batch: number;
  steps: number;
  features: number;
}

/** Row-major; masks `[gates, batch, …]`. */
export interface PlainValues {
  x: Float64Array;
  kernel: Float64Array;
  recurrentKernel: Float64Array;
  bias: Float64Array;
  inputMask: Float64Array;
  stateMask: Float64Array;
}

/** What enters a gate's unit at one step, from the input and from a state. */
interface Sums {
  fromInput(gate: number, unit: number): number;
  fromState(gate: number, unit: number, state: Float64Array): number;
}

export const hasTwoBiases = ({ cell, resetAfter }: PlainLayer): boolean => cell === 'gru' && resetAfter;

const logistic = (sum: number) => 1 / (1 + Math.exp(-sum));

function sumsOf(layer: PlainLayer, values: PlainValues, row: number, time: number): Sums {
  const { cell, units, batch, steps, features } = layer;
  const { x, kernel, recurrentKernel, bias, inputMask, stateMask } = values;
  const columns = GATES[cell] * units;
  const secondBias = hasTwoBiases(layer) ? columns : undefined;
  return {
    fromInput(gate, unit) {
      const column = gate * units + unit;
      let sum = bias[column]!;
      for (let p = 0; p < features; p++) {
        const kept =
          x[(row * steps + time) * features + p]! * inputMask[(gate * batch + row) * features + p]!;
        sum += kept * kernel[p * columns + column]!;
      }
      return sum;
    },
    fromState(gate, unit, state) {
      const column = gate * units + unit;
      let sum = secondBias === undefined ? 0 : bias[secondBias + column]!;
      for (let p = 0; p < units; p++) {
        const kept = state[p]! * stateMask[(gate * batch + row) * units + p]!;
        sum += kept * recurrentKernel[p * columns + column]!;
      }
      return sum;
    },
  };
}

/** The state after a step. @param c the LSTM's cell, replaced */
function nextState(layer: PlainLayer, { fromInput, fromState }: Sums, h: Float64Array, c: Float64Array) {
  const sum = (gate: number, unit: number) => fromInput(gate, unit) + fromState(gate, unit, h);
  const gateOf = (gate: number, unit: number) => logistic(sum(gate, unit));
  if (layer.cell === 'simple') return h.map((_, unit) => Math.tanh(sum(0, unit)));
  if (layer.cell === 'lstm') {
    return h.map((_, unit) => {
      c[unit] = gateOf(1, unit) * c[unit]! + gateOf(0, unit) * Math.tanh(sum(2, unit));
      return gateOf(3, unit) * Math.tanh(c[unit]!);
    });
  }
  const reset = h.map((old, unit) => old * gateOf(1, unit));
  return h.map((old, unit) => {
    const recurrent = layer.resetAfter ? gateOf(1, unit) * fromState(2, unit, h) : fromState(2, unit, reset);
    const z = gateOf(0, unit);
    return z * old + (1 - z) * Math.tanh(fromInput(2, unit) + recurrent);
  });
}

/** @returns `[batch, steps, units]` or the last step, `[batch, units]` */
export function plainRecurrence(layer: PlainLayer, values: PlainValues): Float64Array {
  const { units, batch, steps, returnSequences, goBackwards } = layer;
  const outputs: number[] = [];
  for (let row = 0; row < batch; row++) {
    let h = new Float64Array(units);
    const c = new Float64Array(units);
    for (let step = 0; step < steps; step++) {
      h = nextState(layer, sumsOf(layer, values, row, goBackwards ? steps - 1 - step : step), h, c);
      if (returnSequences || step === steps - 1) outputs.push(...h);
    }
  }
  return Float64Array.from(outputs);
}
