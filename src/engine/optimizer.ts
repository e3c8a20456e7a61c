/**
 * Optimizers as plain arithmetic: what each keeps, the numbers of one step, and what frameworks mean where they
 * differ. The step itself is in `ops/optimizerStep.ts`. With gradient g, learning rate η of the step t = 1, 2, …:
 *
 * SGD: w ← w − η·g. With momentum μ, Keras: v ← μv − ηg, w ← w + v (Nesterov: w ← w + μv − ηg); PyTorch and
 * TensorFlow.js: v ← μv + g, w ← w − ηv (Nesterov: w ← w − η(g + μv)).
 *
 * RMSprop: s ← ρs + (1 − ρ)g², d = g/√(s + ε) in Keras and TensorFlow.js, g/(√s + ε) in PyTorch; w ← w − ηd. With
 * momentum, Keras and TensorFlow.js: v ← μv + ηd, w ← w − v; PyTorch: v ← μv + d, w ← w − ηv.
 *
 * Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − η·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε) in Keras (Kingma & Ba
 * 2015, before section 2.1); PyTorch and TensorFlow.js put ε beside √v̂ = √(v/(1 − β₂ᵗ)) (algorithm 1), which is
 * the same with ε·√(1 − β₂ᵗ).
 *
 * Adagrad: s ← s + g², w ← w − ηg/√(s + ε) in Keras 3 and TensorFlow.js, ηg/(√s + ε) in PyTorch.
 *
 * Sources: keras/src/optimizers (Keras 3), torch/optim, tfjs-core/src/optimizers.
 */
import type { Convention, Optimizer, Training } from './network.ts';
import { learningRateFactor } from './schedule.ts';

/** A moment below this becomes 0: under it, float32 are denormal, and arithmetic on them is many times slower. */
export const SMALLEST_MOMENT = 2 ** -126;
/**
 * A weight that is not 0 stays at least this far from it, with its sign: L2 and decay shrink weights without limit and
 * must not seem to make exact zeros. No sum can notice it, and its gradient is no denormal either.
 */
export const SMALLEST_WEIGHT = 1e-30;
/** A gradient below this counts as 0 in a mean square: its square, or a thousandth of that, would be denormal. */
export const SMALLEST_SQUARED = 2 ** -58;

/** A tensor that an optimizer keeps beside each trainable parameter. */
export interface Slot {
  name: string;
  initial: number;
}

export function slotsOf(optimizer: Optimizer): Slot[] {
  const velocity = { name: 'velocity', initial: 0 };
  switch (optimizer.kind) {
    case 'sgd':
      return optimizer.momentum > 0 ? [velocity] : [];
    case 'rmsprop': {
      const meanSquare = { name: 'meanSquare', initial: 0 };
      return optimizer.momentum > 0 ? [meanSquare, velocity] : [meanSquare];
    }
    case 'adam':
      return [
        { name: 'firstMoment', initial: 0 },
        { name: 'secondMoment', initial: 0 },
      ];
    case 'adagrad':
      return [{ name: 'accumulator', initial: optimizer.initialAccumulator }];
  }
}

/** The numbers of one step, one a run. */
export interface StepScalars {
  /** What the direction is multiplied with; Adam's bias corrections are in it. */
  rate: number[];
  /** Adam's bias correction is in it where the convention has one. */
  epsilon: number[];
  /** η of the schedule alone, for decoupled decay. */
  learningRate: number[];
  /**
   * How far this step goes for a gradient that has always been 1, without the denominator: η for SGD; with momentum
   * η·(1 + μ + … + μᵗ⁻¹), or ηₜ + μ·ηₜ₋₁ + … where the velocity holds the rates; η·√(1 − β₂ᵗ) for Adam. Thresholds of
   * proximal steps are this times λ, so that a weight stays 0 exactly while the gradient that the optimizer has
   * averaged is below λ (Yun, Lozano & Yang 2021, ProxGen), and a fixed point has the gradient λ·sign(w), whatever
   * the momentum.
   */
  proximalRate: number[];
}

/** @param counts per run the number of the step, from 1 */
export function stepScalars(training: Training, counts: number[], stepsPerEpoch: number): StepScalars {
  const { optimizer, schedule } = training;
  const totalSteps = training.epochs * stepsPerEpoch;
  const rateAt = (t: number) =>
    training.learningRate * learningRateFactor(schedule, t - 1, stepsPerEpoch, totalSteps);
  const learningRate = counts.map(rateAt);
  if (optimizer.kind === 'adam') {
    const { beta1, beta2, epsilon, convention } = optimizer;
    const corrections = counts.map((t) => Math.sqrt(1 - beta2 ** t));
    const proximalRate = learningRate.map((rate, run) => rate * corrections[run]!);
    return {
      rate: proximalRate.map((rate, run) => rate / (1 - beta1 ** counts[run]!)),
      epsilon: corrections.map((correction) => (convention === 'keras' ? epsilon : epsilon * correction)),
      learningRate,
      proximalRate,
    };
  }
  return {
    rate: learningRate,
    epsilon: counts.map(() => (optimizer.kind === 'sgd' ? 0 : optimizer.epsilon)),
    learningRate,
    proximalRate: eachOnce(counts, (t) => constantGradientStep(optimizer, rateAt, t)),
  };
}

/** Runs of one stack are mostly at one step. */
function eachOnce(counts: number[], of: (t: number) => number): number[] {
  const values = new Map<number, number>();
  return counts.map((t) => {
    if (!values.has(t)) values.set(t, of(t));
    return values.get(t)!;
  });
}

/** Terms of a velocity below this share of the newest do not matter in float32. */
const NEGLIGIBLE = 1e-10;

/** The step t that all gradients of 1 so far lead to. */
function constantGradientStep(
  optimizer: Exclude<Optimizer, { kind: 'adam' }>,
  rateAt: (t: number) => number,
  t: number,
): number {
  if (optimizer.kind === 'adagrad' || optimizer.momentum === 0) return rateAt(t);
  const { momentum } = optimizer;
  const holdsRates = velocityHoldsRates(optimizer);
  let sum = 0;
  for (let age = 0, share = 1; age < t && share > NEGLIGIBLE; age++, share *= momentum) {
    sum += share * rateAt(holdsRates ? t - age : t);
  }
  return optimizer.kind === 'sgd' && optimizer.nesterov ? rateAt(t) + momentum * sum : sum;
}

/** Of an optimizer with a denominator: which slot is under the root, and whether ε is there with it or beside it. */
export interface Denominator {
  slot: number;
  epsilon: 'inside' | 'beside';
}

/** The step divides by √(slot + ε) or √slot + ε; undefined for SGD, which does not divide. */
export function denominatorOf(optimizer: Optimizer): Denominator | undefined {
  switch (optimizer.kind) {
    case 'sgd':
      return undefined;
    case 'adam':
      return { slot: 1, epsilon: 'beside' };
    default:
      return { slot: 0, epsilon: optimizer.convention === 'pytorch' ? 'beside' : 'inside' };
  }
}

type WithMomentum = Extract<Optimizer, { momentum: number }>;

/** Whether the velocity holds η·g, so that a new rate acts on new gradients only, or g alone. */
const velocityHoldsRates = ({ kind, convention }: WithMomentum): boolean =>
  kind === 'sgd' ? convention === 'keras' : convention !== 'pytorch';

/** How η enters a velocity: v ← μv + gradient·g, w ← w + velocity·v. */
export function velocityScales(
  optimizer: WithMomentum,
  rate: number,
): { gradient: number; velocity: number } {
  if (!velocityHoldsRates(optimizer)) return { gradient: 1, velocity: -rate };
  return optimizer.kind === 'sgd' ? { gradient: -rate, velocity: 1 } : { gradient: rate, velocity: -1 };
}

/** What a framework takes when the source names the optimizer only. */
export interface OptimizerDefaults {
  optimizer: Optimizer;
  learningRate: number;
}

const LEARNING_RATES: Record<Optimizer['kind'], Record<Convention, number>> = {
  // PyTorch has a default for SGD since 2.2; before that the rate must be given.
  sgd: { keras: 0.01, pytorch: 0.001, tfjs: 0.01 },
  rmsprop: { keras: 0.001, pytorch: 0.01, tfjs: 0.001 },
  adam: { keras: 0.001, pytorch: 0.001, tfjs: 0.001 },
  adagrad: { keras: 0.001, pytorch: 0.01, tfjs: 0.01 },
};

/** Decay of `AdamW` when none is given: Keras 3 (keras/src/optimizers/adamw.py), PyTorch (torch/optim/adamw.py). */
export const ADAMW_DECAY: Record<'keras' | 'pytorch', number> = { keras: 0.004, pytorch: 0.01 };

/**
 * Each framework's defaults: Keras 3 (keras/src/optimizers), PyTorch 2 (torch/optim), TensorFlow.js 4
 * (tfjs-layers/src/optimizers.ts, for optimizers given by name).
 */
export function defaultsOf(kind: Optimizer['kind'], convention: Convention): OptimizerDefaults {
  return { optimizer: defaultOptimizer(kind, convention), learningRate: LEARNING_RATES[kind][convention] };
}

function defaultOptimizer(kind: Optimizer['kind'], convention: Convention): Optimizer {
  const pytorch = convention === 'pytorch';
  switch (kind) {
    case 'sgd':
      return { kind, convention, momentum: 0, nesterov: false };
    case 'rmsprop':
      return { kind, convention, decay: pytorch ? 0.99 : 0.9, momentum: 0, epsilon: pytorch ? 1e-8 : 1e-7 };
    case 'adam':
      return { kind, convention, beta1: 0.9, beta2: 0.999, epsilon: pytorch ? 1e-8 : 1e-7 };
    case 'adagrad':
      return {
        kind,
        convention,
        initialAccumulator: pytorch ? 0 : 0.1,
        epsilon: pytorch ? 1e-10 : 1e-7,
      };
  }
}
