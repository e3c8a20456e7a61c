import type { Schedule } from './network.ts';

/**
 * Factor on the learning rate in step `step`, from 0.
 *
 * Warm-up: (step + 1)/W in the first W steps, so that the first step moves and step W is the first with the whole
 * rate; PyTorch's `LinearLR(start_factor=1/W, total_iters=W − 1)`. After it: `constant` 1; `step`
 * factor^⌊epoch/everyEpochs⌋, where epochs count from the start (`StepLR`); `cosine`
 * final + (1 − final)·(1 + cos(π·k/N))/2 in step k of the N after warm-up (Loshchilov & Hutter 2017; Keras'
 * `CosineDecay(alpha=final)`, PyTorch's `CosineAnnealingLR(T_max=N, eta_min=final·η)`).
 */
export function learningRateFactor(
  schedule: Schedule,
  step: number,
  stepsPerEpoch: number,
  totalSteps: number,
): number {
  const { warmupSteps } = schedule;
  if (step < warmupSteps) return (step + 1) / warmupSteps;
  switch (schedule.kind) {
    case 'constant':
      return 1;
    case 'step':
      return schedule.factor ** Math.floor(Math.floor(step / stepsPerEpoch) / schedule.everyEpochs);
    case 'cosine': {
      const share = Math.min(1, (step - warmupSteps) / (totalSteps - warmupSteps));
      return schedule.final + ((1 - schedule.final) * (1 + Math.cos(Math.PI * share))) / 2;
    }
  }
}
