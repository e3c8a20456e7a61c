/** Singular values of a matrix that comes in pieces, and what they say of its rank and of its tail. */

import { formatPercent } from '../../words.ts';
import { symmetricEigenvalues } from './eigenvalues.ts';
import { gramOfRows } from './gram.ts';
import type { MatrixSize, Pass, Values } from './matrix.ts';
import { fitPowerLawTail } from './powerLaw.ts';
import type { PowerLawFit, Spectrum } from './result.ts';
import { type SampledValues, sampledSingularValues } from './sampled.ts';

/** Up to a few seconds: 4/3·m³ operations for the eigenvalues. */
const EXACT_SIDE = 1024;
/** 128 MB of float32. */
const EXACT_COUNT = 2 ** 25;
const MOST_VALUES = 1000;

/**
 * All singular values where the smaller side is at most 1,024, by the eigenvalues of the smaller Gram matrix in float64:
 * exact to about 1e-8 of the largest. Otherwise the largest ones by a randomized decomposition.
 * @returns null where a value is NaN or infinite, or there is none
 */
export async function spectrumOfMatrix(size: MatrixSize, pass: Pass): Promise<Spectrum | null> {
  const { rows, columns } = size;
  if (rows * columns === 0) return null;
  if (Math.min(rows, columns) <= EXACT_SIDE && rows * columns <= EXACT_COUNT) {
    const values = await valuesOf(size, pass);
    return values && exactSpectrum(values, size);
  }
  const sampled = await sampledSingularValues(size, pass);
  return sampled && sampledSpectrum(sampled, size);
}

async function valuesOf({ rows, columns }: MatrixSize, pass: Pass): Promise<Values | null> {
  let values: Values = new Float32Array(0);
  let [filled, sound] = [0, true];
  await pass((piece) => {
    if (filled === 0)
      values =
        piece instanceof Float64Array ? new Float64Array(rows * columns) : new Float32Array(rows * columns);
    values.set(piece, filled);
    filled += piece.length;
    sound &&= piece.every(Number.isFinite);
  });
  return sound && filled > 0 ? values : null;
}

function exactSpectrum(values: Values, { rows, columns }: MatrixSize): Spectrum {
  const [m, n] = [Math.min(rows, columns), Math.max(rows, columns)];
  // Scaled so that squares neither overflow nor vanish.
  let scale = 0;
  for (let index = 0; index < values.length; index++) scale = Math.max(scale, Math.abs(values[index]!));
  const oriented = new Float64Array(values.length);
  for (let row = 0, index = 0; row < rows && scale > 0; row++) {
    for (let column = 0; column < columns; column++, index++)
      oriented[rows <= columns ? index : column * n + row] = values[index]! / scale;
  }
  const eigenvalues = symmetricEigenvalues(gramOfRows(oriented, m, n), m).map((value) => Math.max(0, value));
  const singular = Array.from(eigenvalues, (value) => scale * Math.sqrt(value));
  const total = eigenvalues.reduce((sum, value) => sum + value, 0);
  const which =
    m > MOST_VALUES
      ? `all ${m.toLocaleString('en-US')}; the ${MOST_VALUES.toLocaleString('en-US')} largest are shown`
      : 'all';
  return {
    method: 'exact',
    note: `Singular values of the ${rows.toLocaleString('en-US')} × ${columns.toLocaleString('en-US')} matrix, ${which}.`,
    singularValues: singular.slice(0, MOST_VALUES),
    spectralNorm: singular[0]!,
    stableRank: total === 0 ? 0 : total / eigenvalues[0]!,
    effectiveRank: effectiveRank(singular),
    alpha: believed(fitPowerLawTail(singular.map((value) => value ** 2)), m, null),
  };
}

/** exp(−Σp·ln p) with p = σᵢ/Σσ (Roy & Vetterli 2007); 0 for a matrix of zeros. */
function effectiveRank(singular: readonly number[]): number {
  const sum = singular.reduce((all, value) => all + value, 0);
  if (sum === 0) return 0;
  return Math.exp(
    singular.reduce(
      (entropy, value) => (value === 0 ? entropy : entropy - (value / sum) * Math.log(value / sum)),
      0,
    ),
  );
}

function sampledSpectrum(
  { singularValues, squares, seed, passes, residual }: SampledValues,
  { rows, columns }: MatrixSize,
): Spectrum {
  const side = Math.min(rows, columns);
  const [largest = 0] = singularValues;
  const kept = singularValues.length;
  return {
    method: 'sampled',
    note: `The ${kept} largest of ${side.toLocaleString('en-US')} singular values, by a randomized decomposition in ${passes} passes (seed ${seed}). None is above the true one: the largest has a residual of ${formatPercent(Math.max(residual, 0.001), 1)}, which is about how much it may be too small by, and twice that the stable rank too large; the others may be several percent too small.`,
    singularValues,
    spectralNorm: largest,
    stableRank: largest === 0 ? 0 : squares / largest ** 2,
    effectiveRank: null,
    alpha: believed(fitPowerLawTail(singularValues.map((value) => value ** 2)), side, kept),
  };
}

const SMALL_SIDE = 50;
const SHORT_TAIL = 50;
/** Over √n, the 5 % limit of the Kolmogorov–Smirnov distance with a fitted exponent (Lilliefors 1969): ln λ is exponential. */
const FAR = 1.06;
/** Exponents of trained layers (Martin & Mahoney 2021). */
const USUAL = { least: 1.5, most: 6 };

/** @param kept eigenvalues that are known, where they are not all */
function believed(fit: PowerLawFit | null, side: number, kept: number | null): Spectrum['alpha'] {
  if (!fit) return null;
  const limit = FAR / Math.sqrt(fit.tail);
  const doubts = [
    side < SMALL_SIDE && `The matrix has only ${side} eigenvalues: too few for a power law.`,
    side >= SMALL_SIDE && fit.tail < SHORT_TAIL && `The tail has only ${fit.tail} eigenvalues.`,
    fit.distance > limit &&
      `The fit is poor: it is ${fit.distance.toFixed(3)} off, above ${limit.toFixed(3)} for ${fit.tail} values.`,
    kept !== null &&
      fit.tail === kept &&
      'The tail begins beyond the largest eigenvalues that were computed.',
    kept !== null &&
      fit.tail < kept &&
      'Only the largest eigenvalues were computed, and the last of them roughly.',
    (fit.alpha < USUAL.least || fit.alpha > USUAL.most) &&
      `An exponent of ${fit.alpha.toFixed(1)} is no heavy tail of a trained layer, where 2 to 6 is usual.`,
  ];
  return { ...fit, doubt: doubts.filter(Boolean).join(' ') };
}
