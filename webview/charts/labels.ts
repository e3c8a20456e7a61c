/** Placing direct labels so that they do not overlap. */

export interface EndLabel {
  text: string;
  /** Centre of the text. */
  y: number;
}

/**
 * Moves labels by as little as possible (least squares) so that neighbours are `gap` pixels apart and
 * all lie in [top, bottom]; order is kept. Without room for that they share what there is evenly.
 * With zᵢ = yᵢ − i·gap this is isotonic regression, solved by pooling adjacent violators.
 */
export function spread<T extends EndLabel>(labels: readonly T[], top: number, bottom: number, gap = 14): T[] {
  const sorted = [...labels].sort((a, b) => a.y - b.y);
  const steps = Math.max(1, sorted.length - 1);
  const room = Math.min(gap, (bottom - top) / steps);
  const pools: { sum: number; size: number }[] = [];
  sorted.forEach((label, index) => {
    let pool = { sum: label.y - index * room, size: 1 };
    for (let above = pools.at(-1); above && above.sum / above.size > pool.sum / pool.size; ) {
      pool = { sum: pool.sum + above.sum, size: pool.size + above.size };
      pools.pop();
      above = pools.at(-1);
    }
    pools.push(pool);
  });
  const lowest = bottom - (sorted.length - 1) * room;
  const offsets = pools.flatMap(({ sum, size }) => Array<number>(size).fill(sum / size));
  return sorted.map((label, index) => ({
    ...label,
    y: Math.max(top, Math.min(lowest, offsets[index] as number)) + index * room,
  }));
}
