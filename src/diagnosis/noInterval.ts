/** Why two settings cannot be compared seed by seed. */
import { formatCount } from '../words.ts';

/** Runs of the settings that are compared. */
export interface Outcome {
  finished: number;
  diverged: number;
}

/** For a sentence after a colon: fewer than two seeds have both runs, as one was planned or as runs diverged. */
export function noInterval(outcomes: Outcome[]): string {
  const sum = (key: keyof Outcome) => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  const [finished, diverged] = [sum('finished'), sum('diverged')];
  if (diverged === 0) return 'one seed gives no interval. Use 3 seeds or more.';
  const mend = 'A lower learning rate may help.';
  if (finished === 0) return `all of its ${formatCount(diverged, 'run')} diverged. ${mend}`;
  return `${diverged} of ${formatCount(finished + diverged, 'run')} diverged, and fewer than two seeds are left to compare. ${mend}`;
}
