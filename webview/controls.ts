/** What the user has set in the panel; kept over reloads. */
import type { Report } from '../src/report/report.ts';
import type { FitMeasure } from './charts/levels.ts';
import { comparable, ranked, recommendedOf } from './measures/ranking.ts';
import { openingPair, type StrengthPair, strengthPairs } from './measures/sparsity.ts';
import { restoreOptions, type StoredOptions } from './options.ts';

export const VIEWS = [
  'overview',
  'fit',
  'sparsity',
  'dropout',
  'weights',
  'path',
  'compare',
  'data',
] as const;
export type ViewName = (typeof VIEWS)[number];

/** On the tabs, and in links to a view. */
export const VIEW_NAMES: Record<ViewName, string> = {
  overview: 'Overview',
  fit: 'Fit',
  sparsity: 'Sparsity',
  dropout: 'Dropout',
  weights: 'Weights',
  path: 'Path',
  compare: 'Compare',
  data: 'Data',
};

export interface Controls {
  view: ViewName;
  /** The variant beside the baseline in the Fit view; undefined is the recommended one. */
  compared?: string;
  measure: FitMeasure;
  /** λ of the Sparsity view; undefined is the one in the middle. */
  lambda?: number;
  /** τ of the Sparsity view is 10 to this power. */
  exponent: number;
  /** What each view has of its own: see `options.ts`. */
  options: StoredOptions;
}

export const EXPONENTS = { min: -5, max: -1, step: 0.5 };

export const INITIAL: Controls = { view: 'overview', measure: 'loss', exponent: -3, options: {} };

/** Controls that were stored by this or another version: what is not valid falls back. */
export function restoreControls(stored: unknown): Controls {
  if (typeof stored !== 'object' || stored === null) return INITIAL;
  const { view, compared, measure, lambda, exponent, options } = stored as Record<string, unknown>;
  const inRange = typeof exponent === 'number' && exponent >= EXPONENTS.min && exponent <= EXPONENTS.max;
  return {
    view: VIEWS.find((name) => name === view) ?? INITIAL.view,
    ...(typeof compared === 'string' ? { compared } : {}),
    measure: measure === 'accuracy' ? 'accuracy' : 'loss',
    ...(typeof lambda === 'number' ? { lambda } : {}),
    exponent: inRange ? exponent : INITIAL.exponent,
    options: restoreOptions(options),
  };
}

/** The variant to compare: the chosen one when the report has it, else the recommended, else the best. */
export function comparedVariant(report: Report, { compared }: Controls) {
  const choices = comparable(report);
  const recommended = recommendedOf(report);
  return (
    choices.find((variant) => variant.id === compared) ??
    choices.find((variant) => variant === recommended) ??
    ranked(report).find((variant) => choices.includes(variant))
  );
}

/** The pair of the chosen λ, else the one to open with. */
export function chosenPair(report: Report, { lambda }: Controls): StrengthPair | undefined {
  const pairs = strengthPairs(report);
  return pairs.find((pair) => pair.lambda === lambda) ?? openingPair(report, pairs);
}
