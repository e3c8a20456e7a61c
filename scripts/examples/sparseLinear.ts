/** A linear target of 6 among 50 columns: which ones is known, so that a selection of columns can be judged. */
import { csv, randomOf } from './random.ts';

const ROWS = 200;
const COLUMNS = 50;
/** Place of each signal among the columns, counted from 0. */
const SIGNALS = [
  { at: 3, name: 'signal_a', coefficient: 2 },
  { at: 11, name: 'signal_b', coefficient: -1.5 },
  { at: 18, name: 'signal_c', coefficient: 1.2 },
  { at: 27, name: 'signal_d', coefficient: -1 },
  { at: 36, name: 'signal_e', coefficient: 0.9 },
  { at: 44, name: 'signal_f', coefficient: 0.8 },
];
const INTERCEPT = 3;
/** Standard deviation of what no column explains. */
const NOISE = 0.7;

/** By their path in the examples' folder. */
export function sparseLinear(): Record<string, string> {
  const random = randomOf(2);
  const rows = Array.from({ length: ROWS }, () => {
    // Rounded first: the target is made of the numbers in the file.
    const inputs = Array.from(random.normals(COLUMNS), (value) => Number(value.toFixed(2)));
    const signal = SIGNALS.reduce((sum, { at, coefficient }) => sum + coefficient * inputs[at]!, 0);
    const y = INTERCEPT + signal + NOISE * random.normals(1)[0]!;
    return [...inputs, y.toFixed(2)];
  });
  const truth = {
    intercept: INTERCEPT,
    coefficients: Object.fromEntries(SIGNALS.map(({ name, coefficient }) => [name, coefficient])),
    noise: NOISE,
  };
  return {
    'sparse-linear/sparse-linear.csv': csv([...columnNames(), 'y'], rows),
    'sparse-linear/truth.json': `${JSON.stringify(truth, null, 2)}\n`,
  };
}

function columnNames(): string[] {
  let others = 0;
  return Array.from({ length: COLUMNS }, (_, column) => {
    const signal = SIGNALS.find(({ at }) => at === column);
    return signal?.name ?? `noise_${String(++others).padStart(2, '0')}`;
  });
}
