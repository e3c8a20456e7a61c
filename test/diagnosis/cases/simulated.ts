/** Curves drawn from a law that is known: true loss, noise of epochs, of seeds, and of the rows of each part. */
import { standardError } from '../../../src/statistics/estimate.ts';
import { Draws } from './draws.ts';
import type { FitCase, RunNumbers } from './fitCase.ts';
import { truthOf } from './truth.ts';

/** True loss and training loss at an epoch (1-based). */
interface Shape {
  risk: (epoch: number) => number;
  training: (epoch: number) => number;
  /** True accuracy; a regression without. */
  accuracy?: (epoch: number) => number;
  trivialLoss: number;
  overConfidence?: number;
}

interface Noise {
  epochs: number;
  seeds: number;
  /** From epoch to epoch within a run, and between runs, as shares of the loss. */
  jitter: number;
  between: number;
  /** Spread of a row's change over the whole training, as a share of the loss. */
  row: number;
  rows: FitCase['rows'];
}

type Generator = (random: Draws) => { shape: Shape; noise?: Partial<Noise> };

const falling =
  (floor: number, time: number, start = 2) =>
  (epoch: number) =>
    floor + (start - floor) * Math.exp(-epoch / time);

/** Falls, then rises along a straight line, or bending upwards. */
function turning(random: Draws, epochs: number): Shape {
  const floor = random.between(0.1, 0.8);
  const turn = epochs * random.between(0.2, 0.7);
  const rise = floor * random.between(0.06, 1);
  const bend = random.of([1, 1.6]);
  const down = falling(floor, turn / 5);
  const up = (epoch: number) => rise * (Math.max(0, epoch - turn) / (epochs - turn)) ** bend;
  return {
    risk: (epoch) => down(epoch) + up(epoch),
    training: falling(0.02 * floor, epochs / 5),
    trivialLoss: 2,
  };
}

function level(random: Draws, epochs: number): Shape {
  const floor = random.between(0.1, 0.8);
  const time = epochs * random.between(0.03, 0.1);
  return {
    risk: falling(floor, time),
    training: falling(floor * random.between(0.3, 0.95), time),
    trivialLoss: 2,
  };
}

const EPOCHS = 60;

/** Used while the diagnosis is improved. */
const GENERATORS: Record<string, Generator> = {
  'good fit': (random) => ({ shape: level(random, EPOCHS) }),
  'good fit, few rows': (random) => ({ shape: level(random, EPOCHS), noise: { rows: fewRows(random) } }),
  overfitting: (random) => ({ shape: turning(random, EPOCHS) }),
  underfitting: (random) => {
    const floor = random.between(1.75, 1.95);
    return {
      shape: {
        risk: falling(floor + 0.02, 6),
        training: falling(floor, 6),
        trivialLoss: 2,
      },
    };
  },
  'ended too early': (random) => {
    const slope = random.between(0.008, 0.012);
    const line = (epoch: number) => 1.3 - slope * epoch;
    return { shape: { risk: line, training: (epoch) => line(epoch) - 0.1, trivialLoss: 2 } };
  },
  'over-confidence': (random) => {
    const shape = turning(random, EPOCHS);
    const gain = random.between(0.01, 0.04);
    return {
      shape: {
        ...shape,
        accuracy: (epoch) => 0.9 - 0.4 * Math.exp(-epoch / 8) + gain * (epoch / EPOCHS),
        overConfidence: random.between(0.03, 0.1),
      },
    };
  },
  'one seed': (random) => ({
    shape: random.uniform() < 0.5 ? turning(random, EPOCHS) : level(random, EPOCHS),
    noise: { seeds: 1 },
  }),
  diverging: (random) => ({ shape: level(random, EPOCHS), noise: { seeds: 0 } }),
};

/** Held out: other shapes, other noise. */
const HELD_OUT: Record<string, Generator> = {
  'good fit, slow': (random) => {
    const floor = random.between(0.2, 1);
    const risk = (epoch: number) => floor * (1 + 3 / (1 + epoch) ** 1.5);
    return { shape: { risk, training: (epoch) => 0.8 * risk(epoch), trivialLoss: 2.3 } };
  },
  'good fit, noisy training': (random) => ({
    shape: level(random, EPOCHS),
    noise: { jitter: random.between(0.05, 0.15), between: 0.1 },
  }),
  'overfitting, saturating': (random) => {
    const floor = random.between(0.1, 0.8);
    const turn = random.between(8, 25);
    const rise = floor * random.between(0.06, 0.8);
    const up = (epoch: number) => rise * (1 - Math.exp(-Math.max(0, epoch - turn) / 10));
    const down = falling(floor, turn / 4);
    return {
      shape: {
        risk: (epoch) => down(epoch) + up(epoch),
        training: falling(0.1 * floor, 15),
        trivialLoss: 2,
      },
    };
  },
  'overfitting, few rows': (random) => ({
    shape: turning(random, EPOCHS),
    noise: { rows: fewRows(random) },
  }),
  'underfitting, noisy': (random) => ({
    shape: { risk: falling(1.05, 4), training: falling(0.95, 4), trivialLoss: 1 },
    noise: { jitter: random.between(0.01, 0.04) },
  }),
};

function fewRows(random: Draws): FitCase['rows'] {
  const validation = random.of([8, 12, 20, 40]);
  return { training: 100, validation, test: validation };
}

const EACH = 24;

/** {@link EACH} cases of every generator. */
export function simulatedCases(): FitCase[] {
  const all = [
    ...Object.entries(GENERATORS).map(([name, generator]) => ({ name, generator, heldOut: false })),
    ...Object.entries(HELD_OUT).map(([name, generator]) => ({ name, generator, heldOut: true })),
  ];
  return all.flatMap(({ name, generator, heldOut }, at) =>
    Array.from({ length: EACH }, (_, i) => {
      const random = new Draws(9000 + 100 * at + i);
      const { shape, noise } = generator(random);
      const observed = observe(random, shape, noiseOf(random, noise));
      // Of the first generators, too, the second half is held out.
      const fitCase = { name: `${name} ${i + 1}`, generator: name, heldOut: heldOut || i >= EACH / 2 };
      return { ...fitCase, ...observed };
    }),
  );
}

function noiseOf(random: Draws, given: Partial<Noise> = {}): Noise {
  const validation = random.of([100, 200, 400, 1000]);
  return {
    epochs: EPOCHS,
    seeds: random.of([3, 5, 8]),
    jitter: random.between(0.003, 0.03),
    between: random.between(0, 0.05),
    row: random.between(0.2, 1.5),
    rows: { training: 300, validation, test: validation * random.of([1, 2]) },
    ...given,
  };
}

type Observed = Pick<FitCase, 'truth' | 'rows' | 'trivialLoss' | 'variants'>;

function observe(random: Draws, shape: Shape, noise: Noise): Observed {
  const { epochs, seeds, rows } = noise;
  const true_ = (of: (epoch: number) => number) => Array.from({ length: epochs }, (_, i) => of(i + 1));
  const risk = true_(shape.risk);
  const truth =
    seeds > 1 ? truthOf({ risk: [risk], trainLoss: [true_(shape.training)] }, shape.trivialLoss) : undefined;
  const floor = Math.min(...risk);
  // What these rows make of the loss drifts while the model changes, alike in every seed.
  const drift = walk(random, epochs, (noise.row * floor) / Math.sqrt(rows.validation));
  const testDrift = walk(random, epochs, (noise.row * floor) / Math.sqrt(rows.test));
  const runs = Array.from({ length: seeds }, () => oneRun(random, shape, noise, { risk, drift, testDrift }));
  // A row's change from the best epoch to the end: what is seen of it in a sample of these rows.
  const best = runs.map(({ validationLoss }) => validationLoss.indexOf(Math.min(...validationLoss)));
  const passed = epochs - 1 - best.reduce((sum, epoch) => sum + epoch, 0) / best.length;
  const change = noise.row * floor * Math.sqrt(passed / epochs);
  const changes = Array.from({ length: rows.validation }, () => change * random.normal());
  return {
    truth: truth ?? { kind: seeds === 0 ? 'diverged' : 'cannot-tell', rise: 0 },
    rows,
    trivialLoss: shape.trivialLoss,
    variants: seeds === 0 ? [] : [{ l2: 0, runs, rowError: standardError(changes) }],
  };
}

function oneRun(
  random: Draws,
  shape: Shape,
  { epochs, jitter, between, rows }: Noise,
  { risk, drift, testDrift }: { risk: number[]; drift: number[]; testDrift: number[] },
): RunNumbers {
  const offset = between * random.normal();
  // The weights' noise shows on every part alike.
  const own = risk.map((loss) => loss * (1 + offset + jitter * random.normal()));
  const validationLoss = own.map((loss, i) => Math.max(1e-3, loss + drift[i]!));
  const best = validationLoss.indexOf(Math.min(...validationLoss));
  const test = (epoch: number) => own[epoch]! + testDrift[epoch]!;
  return {
    trainLoss: risk.map((_, i) =>
      Math.max(1e-4, shape.training(i + 1) * (1 + offset + jitter * random.normal())),
    ),
    validationLoss,
    testLoss: test(epochs - 1),
    bestTestLoss: test(best),
    ...(shape.accuracy && {
      validationAccuracy: risk.map(
        (_, i) => shape.accuracy!(i + 1) + (0.05 * random.normal()) / Math.sqrt(rows.validation),
      ),
      overConfidence: shape.overConfidence! + 0.005 * random.normal(),
    }),
  };
}

/** Brownian motion that has this standard deviation at its end. */
function walk(random: Draws, steps: number, end: number): number[] {
  let at = 0;
  return Array.from({ length: steps }, () => {
    at += (end / Math.sqrt(steps)) * random.normal();
    return at;
  });
}
