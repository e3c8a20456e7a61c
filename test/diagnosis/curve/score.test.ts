import { expect, test } from 'vitest';
import { curveScores, curveShortfalls } from './curveText.ts';

test('verdicts on single curves with a known truth reach the aims on those held out', () => {
  const scores = curveScores();
  expect(scores.heldOut.curves).toBeGreaterThanOrEqual(1000);
  expect(scores.trained.curves).toBeGreaterThanOrEqual(200);
  expect(curveShortfalls(scores)).toEqual([]);
  // What is silent is never wrong: most overfitting must be found all the same.
  expect(scores.heldOut.found).toBeGreaterThan(0.65);
  expect(scores.heldOut.confusion.diverged).toMatchObject({ 'cannot-tell': 0, good: 0 });
});
