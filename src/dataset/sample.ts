/** Training on a part of the training rows, or on rows drawn from them again. */
import type { Part } from './dataset.ts';
import { randomWord, shuffledIndices } from './shuffle.ts';
import { countValues } from './target.ts';

/**
 * Which rows of the training part a run is trained on, and evaluated on as its training rows: the first `rows` of a
 * (stratified) order that the seed gives, so that smaller samples are parts of larger ones; or as many rows as the part
 * has, drawn with replacement.
 */
export type TrainingSample =
  | { kind: 'subset'; rows: number; seed: number }
  | { kind: 'bootstrap'; seed: number };

/**
 * The rows of a sample in the order of the part, so that the subset of all rows is the part itself.
 * @param classes how many; 0 for a regression, which is not stratified
 */
export function samplePart(part: Part, classes: number, sample: TrainingSample): Part {
  const rows = sampledRows(part, classes, sample).sort((a, b) => a - b);
  const width = part.inputs.length / part.rows;
  const inputs = new Float32Array(rows.length * width);
  rows.forEach((row, at) => {
    inputs.set(part.inputs.subarray(row * width, (row + 1) * width), at * width);
  });
  const targets = Float32Array.from(rows, (row) => part.targets[row]!);
  return { rows: rows.length, inputs, targets };
}

function sampledRows(part: Part, classes: number, sample: TrainingSample): Uint32Array {
  const { rows } = part;
  if (sample.kind === 'bootstrap') {
    return Uint32Array.from({ length: rows }, (_, draw) =>
      Math.floor((randomWord(sample.seed, draw) / 2 ** 32) * rows),
    );
  }
  const order = shuffledIndices(rows, sample.seed);
  const stratified = classes > 0 ? stratifiedOrder(order, part.targets, classes) : order;
  return stratified.slice(0, sample.rows);
}

/**
 * An order whose every beginning has the shares of the classes as nearly as whole rows allow: first a row of each class,
 * the frequent ones first, then always of the class that is furthest below its share.
 */
function stratifiedOrder(order: Uint32Array, labels: Float32Array, classes: number): Uint32Array {
  const counts = countValues(labels, classes);
  const left = counts.map((): number[] => []);
  for (const row of order) left[labels[row]!]!.push(row);
  const taken = counts.map(() => 0);
  const owed = (label: number, size: number) =>
    taken[label] === 0
      ? order.length + counts[label]!
      : (size * counts[label]!) / order.length - taken[label]!;
  return order.map((_, at) => {
    const open = [...counts.keys()].filter((label) => taken[label]! < counts[label]!);
    const label = open.reduce((most, next) => (owed(next, at + 1) > owed(most, at + 1) ? next : most));
    return left[label]![taken[label]!++]!;
  });
}
