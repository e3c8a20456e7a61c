/** The largest singular values of a matrix that is too large for all of them. */
import { symmetricEigenvalues } from './eigenvalues.ts';
import { gramOfRows } from './gram.ts';
import { type LanczosValues, lanczosValues } from './lanczos.ts';
import type { MatrixSize, Pass, Values } from './matrix.ts';
import { MatrixProducts } from './products.ts';
import { orthonormalize, randomColumns } from './subspace.ts';

const SEED = 1;
const MOST_KEPT = 256;
/** Directions beside those that are kept (Halko, Martinsson & Tropp 2011, 4.2). */
const OVERSAMPLED = 10;
const POWER_STEPS = 2;
/** Multiplications of a pass, and those that make the directions orthogonal: a second or two each. */
const PASS_WORK = 2e10;
const ORTHOGONAL_WORK = 1e9;
/** Steps towards the largest singular value, and the multiplications of all of them. */
const MOST_STEPS = 24;
const LEAST_STEPS = 4;
const STEPS_WORK = 1e9;
/** Elements of a set of directions: 64 MB. */
const MOST_ELEMENTS = 2 ** 24;

export interface SampledValues {
  /** In descending order, none above the true one. */
  singularValues: number[];
  /** Σw², exact. */
  squares: number;
  seed: number;
  passes: number;
  /** Share of the largest within which there is a singular value. */
  residual: number;
}

/**
 * Subspace iteration on AᵀA from random directions (Halko, Martinsson & Tropp 2011, algorithm 4.4): Q ← orth(AᵀA·Q)
 * twice, then the singular values of A·Q; from the largest one's direction on, Lanczos' method for the largest, as subspace
 * iteration leaves it a few percent too small where none stands out. Reads the matrix three times and once for each of the
 * 4 to 24 steps, in blocks of rows; products are float32, so that values below 1e-6 of the largest are rounding.
 * @returns null where a value is NaN or infinite, or beyond float32
 */
export async function sampledSingularValues(size: MatrixSize, pass: Pass): Promise<SampledValues | null> {
  const sampled = await subspaceValues(size, pass);
  if (!sampled) return null;
  const { singularValues, squares, direction } = sampled;
  const passes = POWER_STEPS + 1;
  const some = { squares, seed: SEED };
  if (!direction) return { ...some, singularValues, passes, residual: 0 };
  const refined = await lanczosValues(direction, pass, stepsFor(size));
  return {
    ...some,
    singularValues: larger(singularValues, refined),
    passes: passes + refined.steps,
    residual: refined.residual,
  };
}

function stepsFor({ rows, columns }: MatrixSize): number {
  const most = Math.min(MOST_STEPS, STEPS_WORK / (2 * rows * columns), MOST_ELEMENTS / columns);
  return Math.max(LEAST_STEPS, Math.floor(most));
}

/** Neither are above the true ones. */
const larger = (values: readonly number[], refined: LanczosValues): number[] =>
  values.map((value, index) => Math.max(value, refined.singularValues[index] ?? 0));

interface SubspaceValues {
  singularValues: number[];
  squares: number;
  /** Near to the right singular vector of the largest; undefined for a matrix of zeros. */
  direction: Float64Array | undefined;
}

async function subspaceValues(size: MatrixSize, pass: Pass): Promise<SubspaceValues | null> {
  const { columns } = size;
  const directions = directionsFor(size);
  const products = new MatrixProducts(columns, directions);
  try {
    let q = orthonormalize(randomColumns(columns, directions, SEED), columns, directions);
    let squares = 0;
    for (let step = 0; step < POWER_STEPS; step++) {
      squares = 0;
      products.begin(q);
      await pass((piece) => {
        squares += squaresOf(piece);
        products.add(piece);
      });
      if (!Number.isFinite(squares)) return null;
      q = orthonormalize(products.end(), columns, directions);
    }
    const gram = await gramIn(q, directions, products, pass);
    const weights = largestDirection(gram, directions);
    const singularValues = rootsOf(gram, directions);
    if (!singularValues.every(Number.isFinite)) return null;
    const direction = singularValues[0] ? combined(q, weights) : undefined;
    return { singularValues, squares, direction };
  } finally {
    products.dispose();
  }
}

/** As many as a bounded time and memory allow. */
function directionsFor({ rows, columns }: MatrixSize): number {
  const most = Math.min(
    MOST_KEPT + OVERSAMPLED,
    rows,
    columns,
    PASS_WORK / (rows * columns),
    Math.sqrt(ORTHOGONAL_WORK / Math.max(rows, columns)),
    MOST_ELEMENTS / columns,
  );
  return Math.max(2 * OVERSAMPLED, Math.floor(most));
}

function squaresOf(piece: Values): number {
  let sum = 0;
  for (let index = 0; index < piece.length; index++) sum += piece[index]! * piece[index]!;
  return sum;
}

/** (A·Q)ᵀ(A·Q), of which the lower triangle is set. */
async function gramIn(
  q: Float32Array,
  directions: number,
  products: MatrixProducts,
  pass: Pass,
): Promise<Float64Array> {
  const gram = new Float64Array(directions ** 2);
  const onBlock = (block: Float32Array, rows: number) => {
    const part = gramOfRows(turned(block, rows, directions), directions, rows);
    for (let index = 0; index < gram.length; index++) gram[index]! += part[index]!;
  };
  products.begin(q);
  await pass((piece) => products.add(piece, onBlock));
  products.flush(onBlock);
  return gram;
}

/** Singular values of A·Q: roots of the eigenvalues, without those of the additional directions. Overwrites the matrix. */
function rootsOf(gram: Float64Array, directions: number): number[] {
  const eigenvalues = symmetricEigenvalues(gram, directions);
  return Array.from(eigenvalues.subarray(0, directions - OVERSAMPLED), (value) =>
    Math.sqrt(Math.max(0, value)),
  );
}

const POWER_ITERATIONS = 300;

/** Near to the eigenvector of the largest eigenvalue: by powers of the matrix, from its longest column. */
function largestDirection(gram: Float64Array, m: number): Float64Array {
  const at = (row: number, column: number) => gram[Math.max(row, column) * m + Math.min(row, column)]!;
  let longest = 0;
  for (let row = 1; row < m; row++) if (at(row, row) > at(longest, longest)) longest = row;
  let x = Float64Array.from({ length: m }, (_, row) => at(row, longest));
  for (let step = 0; step < POWER_ITERATIONS; step++) {
    const largest = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (!(largest > 0 && largest < Number.POSITIVE_INFINITY)) return x;
    const scaled = x.map((value) => value / largest);
    x = Float64Array.from({ length: m }, (_, row) => {
      let sum = 0;
      for (let column = 0; column < m; column++) sum += at(row, column) * scaled[column]!;
      return sum;
    });
  }
  return x;
}

/** Q·w. */
function combined(q: Float32Array, weights: Float64Array): Float64Array {
  const count = weights.length;
  const sum = new Float64Array(q.length / count);
  for (let row = 0, index = 0; row < sum.length; row++)
    for (let column = 0; column < count; column++, index++) sum[row]! += q[index]! * weights[column]!;
  return sum;
}

function turned(block: Float32Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(rows * columns);
  for (let row = 0, index = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, index++) result[column * rows + row] = block[index]!;
  }
  return result;
}
