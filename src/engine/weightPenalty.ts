import { type Layout, matrixOf, unitMatrix } from './layout.ts';
import type { ParameterPenalty } from './network.ts';

/**
 * Σ over the trainable parameters of λ1·Σ|w| + λ2·Σw² + λg·Σ_u ‖w_u‖₂, where u are the units. Proximal terms are
 * penalties, too; decoupled decay and limits on the norm are none.
 * @param values arrays of all parameters
 */
export function weightPenalty(layout: Layout, penalties: ParameterPenalty[], values: Float32Array[]): number {
  let next = 0;
  let sum = 0;
  layout.parameters.forEach((parameter, index) => {
    if (!parameter.trainable) return;
    const { l1, l2, groupLasso, proximalL1, proximalGroupLasso } = penalties[next++]!;
    const array = values[index]!;
    if (l1 + proximalL1 > 0 || l2 > 0) {
      const { absolute, squared } = sumsOf(array);
      sum += (l1 + proximalL1) * absolute + l2 * squared;
    }
    const group = groupLasso + proximalGroupLasso;
    if (group > 0) sum += group * sumOfNorms(unitMatrix(parameter, array), matrixOf(parameter).units);
  });
  return sum;
}

/** Σ|w| and Σw². A plain loop: this runs over every weight of every run once an epoch. */
function sumsOf(array: Float32Array): { absolute: number; squared: number } {
  let absolute = 0;
  let squared = 0;
  for (let index = 0; index < array.length; index++) {
    const w = array[index]!;
    absolute += Math.abs(w);
    squared += w * w;
  }
  return { absolute, squared };
}

/** Σ_u ‖w_u‖₂ of a matrix `[inputs, units]`. */
function sumOfNorms(matrix: Float32Array, units: number): number {
  const squares = new Float64Array(units);
  matrix.forEach((w, index) => {
    squares[index % units]! += w * w;
  });
  return squares.reduce((sum, square) => sum + Math.sqrt(square), 0);
}
