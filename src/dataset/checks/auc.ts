/** The area under the ROC curve, and how sure it is. */

/**
 * Probability that a row labelled 1 has a higher score than one labelled 0, ties counted half (Mann & Whitney 1947),
 * from the ranks of the scores. Both labels must occur.
 */
export function areaUnderCurve(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  let positives = 0;
  let rankSum = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to++;
    // Equal scores share the mean of their ranks from + 1 … to.
    const rank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) {
      if (!labels[order[i]!]) continue;
      positives++;
      rankSum += rank;
    }
    from = to;
  }
  const negatives = scores.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/**
 * Standard error of an area A from m and n rows of the two kinds (Hanley & McNeil 1982):
 * √((A(1 − A) + (m − 1)(Q₁ − A²) + (n − 1)(Q₂ − A²))/(m·n)) with Q₁ = A/(2 − A), Q₂ = 2A²/(1 + A).
 */
export function areaStandardError(area: number, positives: number, negatives: number): number {
  const first = area / (2 - area) - area ** 2;
  const second = (2 * area ** 2) / (1 + area) - area ** 2;
  const sum = area * (1 - area) + (positives - 1) * first + (negatives - 1) * second;
  return Math.sqrt(Math.max(0, sum) / (positives * negatives));
}
