/** Experiments in which every variant is as good as none: whatever is recommended is luck. */
import type { Candidate } from '../../../src/diagnosis/candidate.ts';
import { recommend } from '../../../src/diagnosis/recommend.ts';
import { estimate, mean, pairedDifference } from '../../../src/statistics/estimate.ts';
import { Draws } from './draws.ts';

/** Where luck comes from, in standard deviations of a row's loss. */
interface Luck {
  /** Between rows, alike in every seed; in part alike in all variants. */
  rows: number;
  /** Between seeds, alike in every row. */
  seeds: number;
}

const LUCK: Luck[] = [
  { rows: 1, seeds: 0 },
  { rows: 1, seeds: 0.05 },
  { rows: 1, seeds: 0.15 },
  { rows: 0.3, seeds: 0.3 },
  { rows: 0, seeds: 0.3 },
];
const VARIANTS = 9;
const ROWS = { validation: 60, test: 90 };
/** Share of the luck of a row that all variants have in common: regularizers help on the same rows. */
const COMMON = 0.5;

/** Recommendations, on which an aim is: at most 5 %. */
export function nullRecommendations(experiments: number): { experiments: number; recommended: number } {
  let recommended = 0;
  for (let i = 0; i < experiments; i++) {
    const random = new Draws(20_000 + i);
    const seeds = random.of([3, 5, 10]);
    const candidates = nullExperiment(random, seeds, LUCK[i % LUCK.length]!);
    const { variant } = recommend(candidates, VARIANTS, 1, seeds, ROWS, false);
    if (variant !== null) recommended++;
  }
  return { experiments, recommended };
}

function nullExperiment(random: Draws, seeds: number, luck: Luck): Candidate[] {
  const common = {
    validation: normals(random, ROWS.validation, Math.sqrt(COMMON)),
    test: normals(random, ROWS.test, Math.sqrt(COMMON)),
  };
  const none: Candidate = {
    id: 'none',
    name: 'No regularization',
    complexity: 0,
    validationLoss: { mean: 1, standardError: 0.05, seeds },
    testLoss: { mean: 1, standardError: 0.05, seeds },
  };
  return [none, ...Array.from({ length: VARIANTS }, (_, i) => variant(random, seeds, luck, common, i))];
}

function variant(
  random: Draws,
  seeds: number,
  luck: Luck,
  common: { validation: number[]; test: number[] },
  index: number,
): Candidate {
  const bySeed = normals(random, seeds, luck.seeds);
  const part = (rows: number[]) => {
    const own = rows.map((value) => luck.rows * (value + Math.sqrt(1 - COMMON) * random.normal()));
    const losses = bySeed.map((shift) => own.map((value) => value + shift + 0.3 * random.normal()));
    const byRow = own.map((_, row) => mean(losses.map((seed) => seed[row]!)));
    return pairedDifference(losses.map(mean), VARIANTS, byRow)!;
  };
  const [validationLoss, testLoss] = [part(common.validation), part(common.test)];
  return {
    id: `variant-${index}`,
    name: `Variant ${index}`,
    complexity: 1,
    validationLoss: estimate(bySeed.map((shift) => 1 + validationLoss.mean + shift)),
    testLoss: { mean: 1 + testLoss.mean, standardError: 0.05, seeds },
    difference: { trainLoss: validationLoss, validationLoss, testLoss },
  };
}

const normals = (random: Draws, count: number, spread: number): number[] =>
  Array.from({ length: count }, () => spread * random.normal());
