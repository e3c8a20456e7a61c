/** The largest singular values of a matrix that is too large for all of them. */
import { symmetricEigenvalues } from './eigenvalues.ts';
import { gramOfRows } from './gram.ts';
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
/** Elements of a set of directions: 64 MB. */
const MOST_ELEMENTS = 2 ** 24;

export interface SampledValues {
  /** In descending order, none above the true one. */
  singularValues: number[];
  /** Σw², exact. */
  squares: number;
  seed: number;
  passes: number;
}

/**
 * Subspace iteration on AᵀA from random directions (Halko, Martinsson & Tropp 2011, algorithm 4.4): Q ← orth(AᵀA·Q)
 * twice, then the singular values of A·Q. Reads the matrix three times, in blocks of rows; products are float32, so that
 * values below 1e-6 of the largest are rounding.
 * @returns null where a value is NaN or infinite
 */
export async function sampledSingularValues(size: MatrixSize, pass: Pass): Promise<SampledValues | null> {
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
    const singularValues = await valuesIn(q, directions, products, pass);
    return { singularValues, squares, seed: SEED, passes: POWER_STEPS + 1 };
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

/** Singular values of A·Q: the roots of the eigenvalues of (A·Q)ᵀ(A·Q), without those of the additional directions. */
async function valuesIn(
  q: Float32Array,
  directions: number,
  products: MatrixProducts,
  pass: Pass,
): Promise<number[]> {
  const gram = new Float64Array(directions ** 2);
  const onBlock = (block: Float32Array, rows: number) => {
    const part = gramOfRows(turned(block, rows, directions), directions, rows);
    for (let index = 0; index < gram.length; index++) gram[index]! += part[index]!;
  };
  products.begin(q);
  await pass((piece) => products.add(piece, onBlock));
  products.flush(onBlock);
  const eigenvalues = symmetricEigenvalues(gram, directions);
  return Array.from(eigenvalues.subarray(0, directions - OVERSAMPLED), (value) =>
    Math.sqrt(Math.max(0, value)),
  );
}

function turned(block: Float32Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(rows * columns);
  for (let row = 0, index = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, index++) result[column * rows + row] = block[index]!;
  }
  return result;
}
