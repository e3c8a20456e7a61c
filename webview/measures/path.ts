/** What the Path view draws: penalties over λ, from the study of the path or else from the plan's variants. */
import type { Report, VariantReport } from '../../src/report/report.ts';
import type { PathReport, StudyPoint } from '../../src/report/studies.ts';
import type { LinearPath, PathPoint } from '../../src/statistics/linearPaths.ts';
import { isProximal, measuredPenalty, overLayers, zeroShare } from './sparsity.ts';

export type PathFamily = PathReport['sweeps'][number]['family'];

/** One strength of one penalty; runs that all diverged are not there. */
export interface SweepPoint {
  lambda: number;
  validationLoss: number;
  /** Standard error over the seeds; null of a single one. */
  error: number | null;
  /** Shares of all weights. */
  exactZeros: number;
  nearZeros: number;
  /** Σ|w| and √Σw² over all weights. */
  l1Norm: number;
  l2Norm: number;
}

export interface Sweep {
  family: PathFamily;
  points: SweepPoint[];
}

/** By rising λ; a penalty without a measured strength has no sweep. */
export function sweepsOf(report: Report): Sweep[] {
  const sweeps = report.studies.path
    ? report.studies.path.sweeps.map(({ family, points }) => ({
        family,
        points: points.flatMap(({ lambda, ...point }) => ofStudy(lambda, point)),
      }))
    : plannedSweeps(report);
  return sweeps
    .map(({ family, points }) => ({ family, points: [...points].sort((a, b) => a.lambda - b.lambda) }))
    .filter(({ points }) => points.length > 0);
}

function ofStudy(lambda: number, point: StudyPoint): SweepPoint[] {
  const { validationLoss } = point;
  if (validationLoss.mean === null) return [];
  return [
    {
      lambda,
      validationLoss: validationLoss.mean,
      error: validationLoss.standardError,
      exactZeros: point.exactZeros.mean ?? 0,
      nearZeros: point.nearZeros.mean ?? 0,
      l1Norm: point.l1Norm.mean ?? 0,
      l2Norm: point.l2Norm.mean ?? 0,
    },
  ];
}

function plannedSweeps(report: Report): Sweep[] {
  const l1 = measuredPenalty(report, 'l1');
  const of = (variants: readonly VariantReport[], key: 'l1' | 'l2') =>
    variants.map((variant) => ofVariant(variant.settings[key], variant));
  return [
    {
      family: 'l1',
      points: of(
        l1.filter((variant) => !isProximal(variant)),
        'l1',
      ),
    },
    { family: 'l1Proximal', points: of(l1.filter(isProximal), 'l1') },
    { family: 'l2', points: of(measuredPenalty(report, 'l2'), 'l2') },
  ];
}

function ofVariant(lambda: number, { validationLoss, nearZeros, layers }: VariantReport): SweepPoint {
  return {
    lambda,
    validationLoss: validationLoss.mean as number,
    error: validationLoss.standardError,
    exactZeros: overLayers(layers, zeroShare),
    nearZeros: nearZeros.mean ?? 0,
    l1Norm: layers.reduce((sum, { l1Norm }) => sum + l1Norm, 0),
    l2Norm: Math.hypot(...layers.map(({ l2Norm }) => l2Norm)),
  };
}

/** The penalty that headings are about: the first of these that is measured. */
const LEADING: PathFamily[] = ['l1Proximal', 'l1', 'l2'];

export function leadingSweep(sweeps: readonly Sweep[]): Sweep | undefined {
  return LEADING.flatMap((family) => sweeps.find((one) => one.family === family) ?? [])[0];
}

/** λ of the lowest mean validation loss, and the largest λ within one standard error of it. */
export interface SweepChoice {
  best: SweepPoint;
  oneStandardError: SweepPoint;
}

/** @param measured the choice of the study, which the report already holds */
export function sweepChoice(
  { family, points }: Sweep,
  measured: PathReport['best'] | undefined,
): SweepChoice | undefined {
  const known = measured?.find((one) => one.family === family);
  const at = (lambda: number | undefined) => points.find((point) => point.lambda === lambda);
  const best = at(known?.lambda) ?? lowest(points);
  if (!best) return undefined;
  const limit = best.validationLoss + (best.error ?? 0);
  const within = points.filter(
    ({ lambda, validationLoss }) => lambda >= best.lambda && validationLoss <= limit,
  );
  return { best, oneStandardError: at(known?.oneStandardError) ?? within[within.length - 1] ?? best };
}

const lowest = (points: readonly SweepPoint[]): SweepPoint | undefined =>
  points.reduce<SweepPoint | undefined>(
    (best, point) => (best && best.validationLoss <= point.validationLoss ? best : point),
    undefined,
  );

/** The point of a linear path with the lowest validation loss; of equal ones the strongest λ. */
export function bestPathPoint(points: readonly PathPoint[]): PathPoint | undefined {
  return points.reduce<PathPoint | undefined>(
    (best, point) => (best && best.validationLoss <= point.validationLoss ? best : point),
    undefined,
  );
}

/** Columns by the largest |coefficient| they reach anywhere on the path, largest first. */
export function columnsBySize(points: readonly PathPoint[], columns: number): number[] {
  const sizes = Array.from({ length: columns }, (_, column) =>
    Math.max(0, ...points.map(({ coefficients }) => Math.abs(coefficients[column] ?? 0))),
  );
  return sizes.map((_, column) => column).sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0));
}

/** Columns with a coefficient that is not 0 at a point, largest first. */
export function activeColumns({ columns }: LinearPath, { coefficients }: PathPoint): string[] {
  return columns
    .map((name, index) => ({ name, size: Math.abs(coefficients[index] ?? 0) }))
    .filter(({ size }) => size > 0)
    .sort((a, b) => b.size - a.size)
    .map(({ name }) => name);
}
