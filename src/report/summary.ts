/** The short form of a report that `reglens run --json` prints; described in docs/run-json.md. */
import type { Verdict } from '../diagnosis/fit.ts';
import type { Settings } from '../experiment/experiment.ts';
import type { Estimate } from '../statistics/estimates.ts';
import type { Report } from './report.ts';

export interface VariantSummary {
  name: string;
  settings: Settings;
  trainLoss: Estimate;
  validationLoss: Estimate;
  testLoss: Estimate;
  testAccuracy?: Estimate;
  exactZeros: Estimate;
  nearZeros: Estimate;
  /** Runs that became NaN or Inf and are in none of the means. */
  stopped: { seed: number; reason: string }[];
}

export interface RunSummary {
  experiment: string;
  model: Report['model'];
  data: Pick<Report['data'], 'file' | 'target' | 'task' | 'rows' | 'trivialLoss' | 'notes'>;
  training: Report['training'];
  execution: Report['execution'];
  variants: VariantSummary[];
  verdict: Pick<Verdict, 'kind' | 'sinceEpoch' | 'bestEpoch' | 'text'>;
  recommendation: { variant: string | null; text: string };
}

export function summarize(report: Report): RunSummary {
  const { file, target, task, rows, trivialLoss, notes } = report.data;
  const { kind, sinceEpoch, bestEpoch, text } = report.verdict;
  const chosen = report.variants.find(({ id }) => id === report.recommendation.variant);
  return {
    experiment: report.experiment.name,
    model: report.model,
    data: { file, target, task, rows, trivialLoss, notes },
    training: report.training,
    execution: report.execution,
    variants: report.variants.map((variant) => ({
      name: variant.name,
      settings: variant.settings,
      trainLoss: variant.trainLoss,
      validationLoss: variant.validationLoss,
      testLoss: variant.testLoss,
      ...(variant.testAccuracy && { testAccuracy: variant.testAccuracy }),
      exactZeros: variant.exactZeros,
      nearZeros: variant.nearZeros,
      stopped: variant.stopped,
    })),
    verdict: { kind, ...(sinceEpoch !== undefined && { sinceEpoch }), bestEpoch, text },
    recommendation: { variant: chosen?.name ?? null, text: report.recommendation.text },
  };
}
