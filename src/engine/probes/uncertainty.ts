import type { DropoutProbe } from '../../experiment/records.ts';
import { lowerMedian, mean } from '../../statistics/estimate.ts';
import type { Loss } from '../network.ts';
import { entropy, isClassifier, mostProbable } from './predictions.ts';

/** Of a row: how unsure the passes leave it, and how far off their mean prediction is. */
interface RowUncertainty {
  spread: number;
  /** Classification: 1 where the answer is wrong. Regression: the absolute error. */
  error: number;
}

/**
 * Monte-Carlo uncertainty (Gal & Ghahramani 2016) of rows answered right and wrong: predictive entropy of the mean
 * prediction, of a regression the standard deviation of the value over the passes.
 */
export class Uncertainty {
  readonly #classifies: boolean;
  readonly #rows: RowUncertainty[] = [];
  #targets: Float32Array = new Float32Array(0);
  #width = 0;
  #sums = new Float64Array(0);
  /** About the first pass's value, so that no digits are lost. */
  #first = new Float64Array(0);
  #squares = new Float64Array(0);

  constructor(loss: Loss) {
    this.#classifies = isClassifier(loss);
  }

  /** The passes of some more rows follow. */
  begin(targets: Float32Array, width: number): void {
    this.#targets = targets;
    this.#width = width;
    this.#sums = new Float64Array(targets.length * width);
    this.#squares = new Float64Array(this.#classifies ? 0 : targets.length);
    this.#first = new Float64Array(0);
  }

  add(predictions: Float64Array): void {
    for (let index = 0; index < predictions.length; index++) this.#sums[index]! += predictions[index]!;
    if (this.#classifies) return;
    if (this.#first.length === 0) this.#first = predictions.slice();
    predictions.forEach((value, row) => {
      this.#squares[row]! += (value - this.#first[row]!) ** 2;
    });
  }

  end(passes: number): void {
    const means = this.#sums.map((sum) => sum / passes);
    this.#targets.forEach((target, row) => {
      this.#rows.push(
        this.#classifies ? this.#answer(means, target, row) : this.#value(means, target, row, passes),
      );
    });
  }

  #answer(means: Float64Array, target: number, row: number): RowUncertainty {
    const at = row * this.#width;
    return {
      spread: entropy(means, at, this.#width),
      error: Number(mostProbable(means, at, this.#width) !== target),
    };
  }

  /** Standard deviation √(Σ(v − v̄)²/(T − 1)) over T passes. */
  #value(means: Float64Array, target: number, row: number, passes: number): RowUncertainty {
    const offset = means[row]! - this.#first[row]!;
    const squares = Math.max(0, this.#squares[row]! - passes * offset ** 2);
    return { spread: Math.sqrt(squares / (passes - 1)), error: Math.abs(means[row]! - target) };
  }

  /** Means of the two kinds of rows; a regression's are split at the median of their errors. */
  get summary(): DropoutProbe['uncertainty'] {
    const limit = this.#classifies ? 0 : lowerMedian(this.#rows.map(({ error }) => error));
    const over = (which: (error: number) => boolean) => {
      const spreads = this.#rows.filter(({ error }) => which(error)).map(({ spread }) => spread);
      return spreads.length > 0 ? mean(spreads) : null;
    };
    return { right: over((error) => error <= limit), wrong: over((error) => error > limit) };
  }
}
