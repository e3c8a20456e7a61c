/** Mean cross-entropy of linear scores: softmax over K classes, or a sigmoid of one score. */

export interface Targets {
  /** `softmax`: a score for each class. `sigmoid`: one score, of class 1. */
  kind: 'softmax' | 'sigmoid';
  /** Class of each row. */
  classes: ArrayLike<number>;
  /** Scores of a row. */
  scores: number;
}

/** Per score, the number of each row. */
export type Scores = Float64Array[];

/** 1 where the row's class is that of the score. */
export const isTarget = ({ kind, classes }: Targets, score: number, row: number): number =>
  Number(classes[row] === (kind === 'sigmoid' ? 1 : score));

/** Mean over the rows. */
export function crossEntropy(targets: Targets, scores: Scores): number {
  const rows = scores[0]!.length;
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += rowLoss(targets, scores, row);
  return sum / rows;
}

function rowLoss({ kind, classes }: Targets, scores: Scores, row: number): number {
  if (kind === 'sigmoid') {
    const z = scores[0]![row]!;
    return Math.max(z, 0) - classes[row]! * z + Math.log1p(Math.exp(-Math.abs(z)));
  }
  const largest = largestOf(scores, row);
  let sum = 0;
  for (const score of scores) sum += Math.exp(score[row]! - largest);
  return Math.log(sum) + largest - scores[classes[row]!]![row]!;
}

/** σ(z), or softmax(z). */
export function probabilities({ kind }: Targets, scores: Scores): Scores {
  if (kind === 'sigmoid') return [scores[0]!.map((z) => 1 / (1 + Math.exp(-z)))];
  const found = scores.map((score) => new Float64Array(score.length));
  for (let row = 0; row < scores[0]!.length; row++) {
    const largest = largestOf(scores, row);
    let sum = 0;
    scores.forEach((score, index) => {
      const exponential = Math.exp(score[row]! - largest);
      found[index]![row] = exponential;
      sum += exponential;
    });
    for (const share of found) share[row]! /= sum;
  }
  return found;
}

function largestOf(scores: Scores, row: number): number {
  let largest = scores[0]![row]!;
  for (const score of scores) if (score[row]! > largest) largest = score[row]!;
  return largest;
}

/** Mean entropy of `share·p + (1 − share)·target` over the rows, in nats. */
export function mixedEntropy(targets: Targets, shares: Scores, share: number): number {
  const rows = shares[0]!.length;
  let sum = 0;
  shares.forEach((probability, score) => {
    for (let row = 0; row < rows; row++) {
      const q = share * probability[row]! + (1 - share) * isTarget(targets, score, row);
      sum += entropyOf(q) + (targets.kind === 'sigmoid' ? entropyOf(1 - q) : 0);
    }
  });
  return sum / rows;
}

const entropyOf = (q: number): number => (q > 0 ? -q * Math.log(q) : 0);

/** Scores whose probabilities are the shares of the classes, the best without columns; half a row of a class that has none. */
export function interceptsOf(targets: Targets, rows: number): Float64Array {
  const shares = Float64Array.from({ length: targets.scores }, (_, score) => {
    let count = 0;
    for (let row = 0; row < rows; row++) count += isTarget(targets, score, row);
    return Math.max(count, 0.5) / rows;
  });
  if (targets.kind === 'sigmoid')
    return shares.map((share) => Math.log(share / Math.max(1 - share, 0.5 / rows)));
  return shares.map(Math.log);
}
