import { expect, test } from 'vitest';
import { fitScores, fitShortfalls } from './cases/fitText.ts';

test('verdicts on simulated and trained cases with a known truth reach the aims on those held out', () => {
  const scores = fitScores();
  expect(scores.all.cases).toBeGreaterThanOrEqual(300);
  expect(scores.trained.cases).toBeGreaterThanOrEqual(100);
  expect(fitShortfalls(scores)).toEqual([]);
  // What was used while improving must not be better by much than what was held out.
  expect(scores.used.accuracy - scores.heldOut.accuracy).toBeLessThan(0.05);
});
