/** Sentences about the plane through two weights. */
import type { LossPlane } from '../../src/protocol/lab.ts';
import type { VariantReport } from '../../src/report/report.ts';
import { formatCount, formatStrength } from '../../src/words.ts';
import type { PlaneSolution } from '../measures/plane.ts';
import { weightText } from './weightNumbers.ts';

/** What λ does now: where L1 has put the weights, and what L2 only shrinks. */
export function planeSentence({ lambda, l1, l2 }: PlaneSolution): string {
  if (lambda === 0) {
    return `Without a penalty the loss on this plane is lowest at w₁ = ${weightText(l1.x)}, w₂ = ${weightText(l1.y)}.`;
  }
  const at = `At λ ${formatStrength(lambda)}`;
  const zeros = [l1.x === 0, l1.y === 0];
  if (zeros.every(Boolean)) {
    return `${at} L1 puts both weights at exactly 0; L2 has them at ${weightText(l2.x)} and ${weightText(l2.y)}.`;
  }
  if (!zeros.includes(true)) {
    return `${at} neither penalty puts a weight at 0: L1 has them at ${weightText(l1.x)} and ${weightText(l1.y)}, L2 at ${weightText(l2.x)} and ${weightText(l2.y)}.`;
  }
  const [name, left] = zeros[0] ? ['w₁', l2.x] : ['w₂', l2.y];
  return left === 0
    ? `${at} both penalties have ${name} at exactly 0: the loss alone has it there.`
    : `${at} L1 puts ${name} at exactly 0; L2 only shrinks it to ${weightText(left)}.`;
}

/** What is drawn, and what is held fixed. */
export function planeLegend({ rows }: LossPlane, variant: VariantReport, seed: number): string {
  return `Contours: training loss (${formatCount(rows, 'row')}) of ${variant.name}, seed ${seed}, all other weights as trained. Diamond: |w₁| + |w₂|, disc: w₁² + w₂², through the solutions`;
}

/** Said where a solution may lie outside of what is drawn. */
export function edgeNote({ l1, l2 }: PlaneSolution): string {
  const names = [...(l1.atEdge ? ['L1'] : []), ...(l2.atEdge ? ['L2'] : [])];
  if (names.length === 0) return '';
  return `The solution of ${names.join(' and ')} is at the edge of what was evaluated: it may lie further out.`;
}

export const PLANE_TITLE = 'Why L1 makes zeros and L2 does not: two weights of this model';
