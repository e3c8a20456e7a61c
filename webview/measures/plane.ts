/** The plane through two weights: which ones to begin with, how strong a penalty can become. */
import type { LossPlane } from '../../src/protocol/lab.ts';
import { largestStrength, type PenalizedMinimum, penalizedMinimum } from '../../src/statistics/plane.ts';

/** A weight matrix, `values[input * units + unit]`. */
export interface Tensor {
  inputs: number;
  units: number;
  values: ArrayLike<number>;
}

export function weightAt({ units, values }: Tensor, input: number, unit: number): number {
  return values[input * units + unit] ?? Number.NaN;
}

/** The inputs of a unit, those with the largest weights first; what is not finite comes last. */
export function inputsBySize(tensor: Tensor, unit: number): number[] {
  const size = (input: number) => {
    const value = Math.abs(weightAt(tensor, input, unit));
    return Number.isFinite(value) ? value : -1;
  };
  return Array.from({ length: tensor.inputs }, (_, input) => input).sort((a, b) => size(b) - size(a));
}

/** Of the largest weights this many are looked at for the second one, or a tenth of all. */
const LARGEST = 5;
/** Beside a weight as large as the first both vanish at once: the second is about this much of it. */
const SECOND = 0.6;

/** Two of the largest weights of a unit, of which L1 puts one at 0 before the other. */
export function pickInputs(tensor: Tensor, unit: number): [first: number, second: number] {
  const [first = 0, ...others] = inputsBySize(tensor, unit);
  const size = (input: number) => Math.abs(weightAt(tensor, input, unit));
  const distance = (input: number) => Math.abs(size(input) - SECOND * size(first));
  const large = others.slice(0, Math.max(LARGEST, Math.round(tensor.inputs / 10)));
  const [second = first] = large.sort((a, b) => distance(a) - distance(b));
  return [first, second];
}

/** The unit whose second-largest weight is the largest of all: there two weights matter. */
export function pickUnit(tensor: Tensor): number {
  const { inputs, units, values } = tensor;
  const first = new Array<number>(units).fill(0);
  const second = new Array<number>(units).fill(0);
  for (let index = 0; index < inputs * units; index++) {
    const unit = index % units;
    const size = Math.abs(values[index] as number);
    if (!Number.isFinite(size)) continue;
    if (size > (first[unit] as number)) {
      second[unit] = first[unit] as number;
      first[unit] = size;
    } else if (size > (second[unit] as number)) second[unit] = size;
  }
  return second.indexOf(Math.max(...second));
}

/** The slider's last step; 0 is no penalty. */
export const STRENGTH_STEPS = 60;
/** Decades below the largest strength that the slider covers. */
const DECADES = 3;
/** Beyond the λ at which L1 has put both weights at 0, as a factor. */
const BEYOND = 2;

/** λ at a step of the slider, on a logarithmic scale up to a little more than puts both weights at 0. */
export function strengthAt(step: number, largest: number): number {
  if (step <= 0 || !(largest > 0)) return 0;
  const exponent = DECADES * (step / STRENGTH_STEPS - 1);
  return Number((BEYOND * largest * 10 ** exponent).toPrecision(2));
}

/** Both penalties' solutions at one λ. */
export interface PlaneSolution {
  lambda: number;
  l1: PenalizedMinimum;
  l2: PenalizedMinimum;
}

export function solutionAt(plane: LossPlane, lambda: number): PlaneSolution {
  return {
    lambda,
    l1: penalizedMinimum(plane, 'l1', lambda),
    l2: penalizedMinimum(plane, 'l2', lambda),
  };
}

/** The first step of the slider at which L1 has a weight at exactly 0: zeros stay when λ grows. */
function firstZeroStep(plane: LossPlane): number {
  const largest = largestOf(plane);
  let [low, high] = [0, STRENGTH_STEPS];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const { x, y } = penalizedMinimum(plane, 'l1', strengthAt(middle, largest));
    if (x === 0 || y === 0) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * The slider's step to begin with: from the first at which L1 has a zero on, the first whose solutions both lie inside
 * of what was evaluated while a weight is left; where there is none, the first zero.
 */
export function openingStep(plane: LossPlane): number {
  const first = firstZeroStep(plane);
  for (let step = first; step <= STRENGTH_STEPS; step++) {
    const { l1, l2 } = solutionAt(plane, strengthAt(step, largestOf(plane)));
    if (l1.x === 0 && l1.y === 0) return first;
    if (!l1.atEdge && !l2.atEdge) return step;
  }
  return first;
}

/** Computed once for each plane: it is searched for. */
const largest = new WeakMap<LossPlane, number>();

export function largestOf(plane: LossPlane): number {
  const known = largest.get(plane);
  if (known !== undefined) return known;
  const found = largestStrength(plane);
  largest.set(plane, found);
  return found;
}
