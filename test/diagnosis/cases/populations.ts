/** Populations with a known law, from which training, validation, test and truth rows are drawn. */
import type { Part } from '../../../src/dataset/dataset.ts';
import { Draws } from './draws.ts';

export interface Population {
  columns: number;
  /** 0: a regression. */
  classes: number;
  /** One row: its inputs are written to the array, its target is returned. */
  draw(random: Draws, inputs: Float32Array): number;
}

/** What the populations have in common: how hard they are. */
export interface Difficulty {
  /** Of the target, or of what decides the class. */
  noise: number;
  /** Inputs that have no effect. */
  idle: number;
  /** Fixes the law itself. */
  seed: number;
}

type Law = (difficulty: Difficulty) => Population;

const idleInputs = (random: Draws, inputs: Float32Array, from: number) => {
  for (let i = from; i < inputs.length; i++) inputs[i] = random.normal();
};

/** y = sin(3x) + noise, given the powers of x. */
const polynomial: Law = ({ noise, idle }) => ({
  columns: 3 + idle,
  classes: 0,
  draw(random, inputs) {
    const x = random.between(-1, 1);
    for (let power = 0; power < inputs.length; power++) inputs[power] = 1.5 * x ** (power + 1);
    return Math.sin(3 * x) + noise * random.normal();
  },
});

/** A linear target of three inputs. */
const linear: Law = ({ noise, idle }) => ({
  columns: 3 + idle,
  classes: 0,
  draw(random, inputs) {
    idleInputs(random, inputs, 0);
    return 0.8 * inputs[0]! - 0.5 * inputs[1]! + 0.3 * inputs[2]! + noise * random.normal();
  },
});

/** Two half circles, one around the end of the other. */
const moons: Law = ({ noise, idle }) => ({
  columns: 2 + idle,
  classes: 2,
  draw(random, inputs) {
    const side = random.uniform() < 0.5 ? 0 : 1;
    const angle = Math.PI * random.uniform();
    inputs[0] = (side ? 1 - Math.cos(angle) : Math.cos(angle)) + 0.4 * noise * random.normal() - 0.5;
    inputs[1] = (side ? 0.5 - Math.sin(angle) : Math.sin(angle)) + 0.4 * noise * random.normal() - 0.25;
    idleInputs(random, inputs, 2);
    return side;
  },
});

/** The side of a plane through three inputs; noise moves rows across. */
const halves: Law = ({ noise, idle }) => ({
  columns: 3 + idle,
  classes: 2,
  draw(random, inputs) {
    idleInputs(random, inputs, 0);
    return inputs[0]! + inputs[1]! - inputs[2]! + 2 * noise * random.normal() > 0 ? 1 : 0;
  },
});

/** One class around the other: a linear model learns nothing. */
const rings: Law = ({ noise, idle }) => ({
  columns: 2 + idle,
  classes: 2,
  draw(random, inputs) {
    const side = random.uniform() < 0.5 ? 0 : 1;
    const angle = 2 * Math.PI * random.uniform();
    const radius = 0.5 + side + 0.3 * noise * random.normal();
    inputs[0] = radius * Math.cos(angle);
    inputs[1] = radius * Math.sin(angle);
    idleInputs(random, inputs, 2);
    return side;
  },
});

/** Four normal clouds; a share of the labels is another one's. */
const clouds: Law = ({ noise, idle, seed }) => {
  const centers = new Draws(seed, 1);
  const places = Array.from({ length: 4 }, () => [centers.normal(), centers.normal(), centers.normal()]);
  return {
    columns: 3 + idle,
    classes: 4,
    draw(random, inputs) {
      const cloud = Math.floor(4 * random.uniform());
      for (let i = 0; i < 3; i++) inputs[i] = 1.5 * places[cloud]![i]! + 0.7 * random.normal();
      idleInputs(random, inputs, 3);
      return random.uniform() < 0.3 * noise ? Math.floor(4 * random.uniform()) : cloud;
    },
  };
};

/** A product of a wave and a line. */
const waves: Law = ({ noise, idle }) => ({
  columns: 2 + idle,
  classes: 0,
  draw(random, inputs) {
    idleInputs(random, inputs, 0);
    return Math.sin(2 * inputs[0]!) * inputs[1]! + noise * random.normal();
  },
});

export const LAWS = { polynomial, linear, moons, halves, rings, clouds, waves } satisfies Record<string, Law>;
export type LawName = keyof typeof LAWS;

export function drawPart(population: Population, rows: number, random: Draws): Part {
  const inputs = new Float32Array(rows * population.columns);
  const targets = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const from = row * population.columns;
    targets[row] = population.draw(random, inputs.subarray(from, from + population.columns));
  }
  return { rows, inputs, targets };
}

/** Loss of the best constant prediction. */
export function trivialLossOf({ targets, rows }: Part, classes: number): number {
  const average = targets.reduce((sum, y) => sum + y, 0) / rows;
  if (classes === 0) return targets.reduce((sum, y) => sum + (y - average) ** 2, 0) / rows;
  const counts = new Array<number>(classes).fill(0);
  for (const label of targets) counts[label]!++;
  return counts.reduce((sum, n) => (n === 0 ? sum : sum - (n / rows) * Math.log(n / rows)), 0);
}
