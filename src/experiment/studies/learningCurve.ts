/** The learning curve: the same settings with ever more rows to train on. */
import { formatCount } from '../../words.ts';
import type { PreparedExperiment } from '../prepare.ts';
import { baseOf, changedRun, type MainResult, mainSettings, type StudySetting } from './settings.ts';

const SHARES = [0.1, 0.2, 0.4, 0.6, 0.8];
/** Fewer rows teach nothing. */
const FEWEST_ROWS = 8;
/** Of each class on average. */
const FEWEST_OF_A_CLASS = 2;

export interface SizeSetting extends StudySetting {
  rows: number;
  /** The variant of the plan that is trained. */
  of: { id: string; name: string };
}

/** Sizes below that of the training part, ascending. */
export function sizesOf(rows: number, classes = 0): number[] {
  const fewest = Math.max(FEWEST_OF_A_CLASS * classes, FEWEST_ROWS);
  const sizes = SHARES.map((share) => Math.max(fewest, Math.round(share * rows)));
  return [...new Set(sizes)].filter((size) => size < rows);
}

/**
 * The unregularized and the recommended variant on 10 to 100 % of the training rows, each seed with rows of its own;
 * smaller samples are parts of larger ones. All of the rows are the runs of the plan; where nothing smaller than that can
 * be trained there is no curve.
 */
export function learningCurveSettings(prepared: PreparedExperiment, result: MainResult): SizeSetting[] {
  const { training, classes } = prepared.dataset;
  return mainSettings(prepared, result).flatMap((whole): SizeSetting[] => {
    const of = { id: whole.variant.id, name: whole.variant.name };
    const parts = sizesOf(training.rows, classes?.length).map((rows): SizeSetting => {
      const id = `learning-curve-${baseOf(whole.runs[0]!)}-rows${rows}`;
      return {
        ...whole,
        of,
        rows,
        variant: { ...whole.variant, id, name: `${of.name}, ${formatCount(rows, 'row')}` },
        runs: whole.runs.map((run) =>
          changedRun(run, id, { sample: { kind: 'subset', rows, seed: run.seed } }),
        ),
      };
    });
    return parts.length === 0 ? [] : [...parts, { ...whole, of, rows: training.rows }];
  });
}
