/** The largest singular value of a matrix that is read and not held. */
import { symmetricEigenvalues } from './eigenvalues.ts';
import type { Pass } from './matrix.ts';
import { MatrixProducts } from './products.ts';

export interface LanczosValues {
  /** In descending order, none above the true one. */
  singularValues: number[];
  /** Half of ‖AᵀA·v − σ²·v‖/σ²: a singular value lies within this share of the largest one. */
  residual: number;
  steps: number;
}

/** Share of the largest singular value that its residual may be. */
const EXACT_ENOUGH = 1e-3;

/**
 * Lanczos' method on AᵀA with full orthogonalization (Golub & Van Loan, Matrix Computations, 10.1), which needs far fewer
 * passes than a subspace iteration where no singular value stands out: one pass over the matrix a step, until the residual
 * of the largest is below 1e-3 of it.
 * @param start a direction near to the right singular vector, not 0
 */
export async function lanczosValues(
  start: Float64Array,
  pass: Pass,
  mostSteps: number,
): Promise<LanczosValues> {
  const products = new MatrixProducts(start.length, 1);
  const basis = [scaled(start)];
  const [diagonal, beside]: [number[], number[]] = [[], []];
  try {
    for (;;) {
      const v = basis.at(-1)!;
      products.begin(Float32Array.from(v));
      await pass((piece) => products.add(piece));
      const next = Float64Array.from(products.end());
      diagonal.push(dot(next, v));
      // Twice is enough (Kahan; Parlett 1980).
      for (let round = 0; round < 2; round++)
        for (const other of basis) addTo(next, other, -dot(next, other));
      const length = Math.sqrt(dot(next, next));
      const values = eigenvaluesOf(diagonal, beside);
      const [largest = 0] = values;
      const residual = largest === 0 ? 0 : (length * lastShare(diagonal, beside, largest)) / (2 * largest);
      const steps = diagonal.length;
      if (residual <= EXACT_ENOUGH || steps >= mostSteps)
        return { singularValues: values.map((value) => Math.sqrt(Math.max(0, value))), residual, steps };
      beside.push(length);
      basis.push(scaled(next));
    }
  } finally {
    products.dispose();
  }
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < x.length; index++) sum += x[index]! * y[index]!;
  return sum;
}

function addTo(x: Float64Array, y: Float64Array, factor: number): void {
  for (let index = 0; index < x.length; index++) x[index]! += factor * y[index]!;
}

function scaled(x: Float64Array): Float64Array {
  const length = Math.sqrt(dot(x, x));
  return x.map((value) => value / length);
}

/** Of the tridiagonal matrix, in descending order. */
function eigenvaluesOf(diagonal: readonly number[], beside: readonly number[]): number[] {
  const m = diagonal.length;
  const matrix = new Float64Array(m * m);
  for (let row = 0; row < m; row++) {
    matrix[row * m + row] = diagonal[row]!;
    if (row > 0) matrix[row * m + row - 1] = beside[row - 1]!;
  }
  return Array.from(symmetricEigenvalues(matrix, m));
}

/** Size of the last element of the unit eigenvector of a tridiagonal matrix, by its three-term recurrence. */
function lastShare(diagonal: readonly number[], beside: readonly number[], eigenvalue: number): number {
  let [before, current, squares] = [0, 1, 1];
  for (let row = 0; row + 1 < diagonal.length; row++) {
    const next =
      ((eigenvalue - diagonal[row]!) * current - (row > 0 ? beside[row - 1]! : 0) * before) / beside[row]!;
    [before, current] = [current, next];
    squares += next * next;
  }
  return Math.abs(current) / Math.sqrt(squares);
}
