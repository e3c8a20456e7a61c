/** The few facts of a report that lenses and menus show; small enough to be kept in the editor's own storage. */
import { basename } from 'node:path';
import type { MeasuredSparsity } from '../src/advice/hints.ts';
import { overfitsSince } from '../src/diagnosis/since.ts';
import type { Report, VariantReport, Verdict } from '../src/report/report.ts';
import { countBelow } from '../src/statistics/bins.ts';
import { formatPercent } from '../src/words.ts';
import { recommendedVariant } from './recommendation.ts';
import type { MeasuredResults } from './staleness.ts';

export interface MeasuredSummary {
  /** Base name of the experiment file. */
  experiment: string;
  /** Absolute path of the source file, and the definition's name. */
  modelFile: string;
  modelName: string;
  /** What was measured, see {@link MeasuredResults}. */
  architecture: string;
  data: string;
  plan: string;
  /** `Overfits from epoch 24 · Dropout 0.3 + L2 1e-3: test loss −26 %`. */
  effect: string;
  finishedRuns: number;
  plannedRuns: number;
  /** The report recommends a change that can be written into the source. */
  applicable: boolean;
  /** That change, and what replaces `effect` once it stands in the source. */
  recommended?: {
    settings: VariantReport['settings'];
    applied: string;
    /** By the layer's name, of layers with zero or small weights. */
    sparsity?: Record<string, MeasuredSparsity>;
  };
}

export function summarize({ report, ...keys }: MeasuredResults, modelFile: string): MeasuredSummary {
  const { finishedRuns, plannedRuns } = report.execution;
  return {
    ...keys,
    modelFile,
    modelName: report.model.name,
    experiment: basename(report.experiment.file),
    effect: effectText(report),
    finishedRuns,
    plannedRuns,
    applicable: report.recommendation.change !== undefined,
    recommended: recommendedChange(report),
  };
}

function recommendedChange(report: Report): MeasuredSummary['recommended'] {
  const variant = recommendedVariant(report);
  if (!variant || report.recommendation.change === undefined) return undefined;
  const sparsity = sparsityOf(report, variant);
  return {
    settings: variant.settings,
    applied: appliedText(report, variant),
    ...(Object.keys(sparsity).length > 0 && { sparsity }),
  };
}

/** Of layers with one kernel: those of others are reported apart, as `lstm/recurrent_kernel`. */
function sparsityOf({ histogramStart }: Report, { layers }: VariantReport): Record<string, MeasuredSparsity> {
  const shares = layers.map((layer): [string, MeasuredSparsity] => {
    const { count, exactZeros, histogram, unitMaxima } = layer;
    const small = countBelow(histogram, histogramStart, SMALL) / unitMaxima.length + exactZeros;
    return [layer.layer, { zeros: exactZeros / count, small: small / count }];
  });
  return Object.fromEntries(shares.filter(([layer, { small }]) => small > 0 && !layer.includes('/')));
}

/** log10 of the size that counts as small. */
const SMALL = -3;

/** `Measured: L1 1e-3 lowers test loss by 13 %`: the verdict is about the model without it. */
function appliedText(report: Report, variant: VariantReport): string {
  const change = relativeTestLoss(report, variant);
  if (change === undefined) return `Measured: ${variant.name}`;
  const direction = change > 0 ? 'raises' : 'lowers';
  return `Measured: ${variant.name} ${direction} test loss by ${formatPercent(Math.abs(change))}${noise(variant)}`;
}

/** Verdict and recommendation in one line, with the number of runs while some are missing. */
export function effectText(report: Report): string {
  const { finishedRuns, plannedRuns } = report.execution;
  const text = `${verdictText(report.verdict)} · ${recommendationText(report)}`;
  return finishedRuns < plannedRuns ? `${text} (${finishedRuns} of ${plannedRuns} runs)` : text;
}

function verdictText(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'overfitting': {
      const since = overfitsSince(verdict);
      return since === undefined ? 'Overfits' : `Overfits from epoch ${since}`;
    }
    case 'underfitting':
      return 'Underfits';
    case 'good':
      return 'Fits well';
    case 'diverged':
      return 'Diverges';
    case 'cannot-tell':
      return 'Cannot tell whether it overfits';
  }
}

function recommendationText(report: Report): string {
  const recommended = recommendedVariant(report);
  if (!recommended) return 'no variant is measurably better';
  const change = relativeTestLoss(report, recommended);
  if (change === undefined) return recommended.name;
  return `${recommended.name}: test loss ${signedPercent(change)}${noise(recommended)}`;
}

function noise({ difference }: VariantReport): string {
  const interval = difference?.testLoss;
  return interval && interval.low <= 0 && interval.high >= 0 ? ', within noise' : '';
}

/** (test loss of the variant − test loss without regularization) / test loss without regularization. */
function relativeTestLoss(report: Report, variant: VariantReport): number | undefined {
  const none = report.variants.find(({ family }) => family === 'none')?.testLoss.mean;
  const own = variant.testLoss.mean;
  return none && own !== null ? (own - none) / none : undefined;
}

function signedPercent(share: number): string {
  const text = formatPercent(share);
  return share > 0 ? `+${text}` : text;
}
