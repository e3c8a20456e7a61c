/** Which tick labels fit beside one another. */

export interface TickLabel {
  /** Pixels from the start of the axis. */
  at: number;
  width: number;
}

const APART = 8;

/**
 * Indices of the labels to keep: the first and the last, and of the others those that touch no kept one.
 * @param inner the first label begins, and the last one ends, at its tick; otherwise all are centred
 */
export function keptLabels(labels: readonly TickLabel[], inner: boolean): number[] {
  const last = labels.length - 1;
  const span = ({ at, width }: TickLabel, index: number): [number, number] => {
    if (inner && index === 0) return [at, at + width];
    if (inner && index === last) return [at - width, at];
    return [at - width / 2, at + width / 2];
  };
  const spans = labels.map(span);
  if (last < 1) return spans.map((_, index) => index);
  const end = spans[last] as [number, number];
  const kept = [0];
  let edge = (spans[0] as [number, number])[1];
  for (let index = 1; index < last; index++) {
    const [from, to] = spans[index] as [number, number];
    if (from < edge + APART || to > end[0] - APART) continue;
    kept.push(index);
    edge = to;
  }
  return end[0] < edge + APART ? kept : [...kept, last];
}
