/** An estimate in the words of the panel and the terminal. */
import { formatBytes, formatCount, formatFlops, formatRoughly } from '../words.ts';
import type { Estimate } from './estimate.ts';
import type { WorkPlan } from './memory.ts';

/** Longer plans are asked about before they start. */
const LONG_SECONDS = 24 * 3600;

export interface EstimateWords {
  /** `About 2 min with 2 workers`, or that nothing is left to train. */
  text: string;
  /** `17,226 parameters, 3.3 MFLOP a step, 2.1 TFLOP in all; 15 runs together, 160 MB a worker`. */
  detail: string;
  /** What to consider first when it takes days. */
  warning?: string;
}

/** @param runs that are to be trained */
export function describeEstimate(estimate: Estimate, plan: WorkPlan, runs: number): EstimateWords {
  const { workers, largestStack, memory, seconds } = plan;
  const together = Math.min(largestStack, Math.ceil(runs / workers));
  const detail = [
    formatCount(estimate.parameters, 'parameter'),
    `${formatFlops(estimate.flopsPerStep)} a step and run`,
    `${formatFlops(runs * estimate.flopsPerRun)} in all; up to ${formatCount(together, 'run')} together`,
    `about ${formatBytes(memory)} a worker`,
  ];
  const about = formatRoughly(seconds);
  return {
    text: seconds > 0 ? `About ${about} with ${formatCount(workers, 'worker')}` : 'Every run is finished',
    detail: detail.join(', '),
    ...(seconds > LONG_SECONDS && {
      warning: `This plan takes about ${about}. Fewer variants, seeds, epochs or rows ("data.split.training") make it shorter; it can be paused and cancelled at any time, and no finished epoch is lost.`,
    }),
  };
}
