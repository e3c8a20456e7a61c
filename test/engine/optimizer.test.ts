import { describe, expect, test } from 'vitest';
import type { Convention, Optimizer, Training } from '../../src/engine/network.ts';
import { ADAMW_DECAY, defaultsOf, slotsOf, stepScalars } from '../../src/engine/optimizer.ts';

const training = (optimizer: Optimizer, settings: Partial<Training> = {}): Training => ({
  optimizer,
  learningRate: 0.1,
  schedule: { kind: 'constant', warmupSteps: 0 },
  batchSize: 8,
  epochs: 10,
  ...settings,
});

const sgd = (momentum: number, nesterov: boolean): Optimizer => ({
  kind: 'sgd',
  convention: 'keras',
  momentum,
  nesterov,
});

const adam = (convention: Convention): Optimizer => ({
  kind: 'adam',
  convention,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-3,
});

test.each<[string, Optimizer, string]>([
  ['SGD', sgd(0, false), ''],
  ['SGD with momentum', sgd(0.9, false), 'velocity 0'],
  [
    'RMSprop',
    { kind: 'rmsprop', convention: 'keras', decay: 0.9, momentum: 0, epsilon: 1e-7 },
    'meanSquare 0',
  ],
  [
    'RMSprop with momentum',
    { kind: 'rmsprop', convention: 'keras', decay: 0.9, momentum: 0.5, epsilon: 1e-7 },
    'meanSquare 0, velocity 0',
  ],
  ['Adam', adam('keras'), 'firstMoment 0, secondMoment 0'],
  [
    'Adagrad',
    { kind: 'adagrad', convention: 'keras', initialAccumulator: 0.1, epsilon: 1e-7 },
    'accumulator 0.1',
  ],
])('%s keeps its slots', (_name, optimizer, expected) => {
  const slots = slotsOf(optimizer).map(({ name, initial }) => `${name} ${initial}`);
  expect(slots.join(', ')).toBe(expected);
});

describe('the numbers of a step', () => {
  test('Adam in Keras: the corrections are in the rate, ε stands as it is', () => {
    const { rate, epsilon } = stepScalars(training(adam('keras')), [1, 3], 4);
    expect(rate[0]).toBeCloseTo((0.1 * Math.sqrt(1 - 0.99)) / (1 - 0.9), 12);
    expect(rate[1]).toBeCloseTo((0.1 * Math.sqrt(1 - 0.99 ** 3)) / (1 - 0.9 ** 3), 12);
    expect(epsilon).toEqual([1e-3, 1e-3]);
  });

  test.each(['pytorch', 'tfjs'] as const)(
    'Adam in %s: ε beside √v̂ is ε·√(1 − β₂ᵗ) beside √v',
    (convention) => {
      const { epsilon } = stepScalars(training(adam(convention)), [1, 3], 4);
      expect(epsilon[0]).toBeCloseTo(1e-3 * Math.sqrt(1 - 0.99), 12);
      expect(epsilon[1]).toBeCloseTo(1e-3 * Math.sqrt(1 - 0.99 ** 3), 12);
    },
  );

  test('decoupled decay takes the schedule’s rate without Adam’s corrections, each run that of its own step', () => {
    const schedule = { kind: 'step', factor: 0.5, everyEpochs: 2, warmupSteps: 0 } as const;
    const { learningRate } = stepScalars(training(adam('keras'), { schedule }), [1, 8, 9, 17], 4);
    // Steps 1–8 are epochs 0 and 1, steps 9–16 epochs 2 and 3.
    expect(learningRate).toEqual([0.1, 0.1, 0.05, 0.025]);
  });

  test.each<[string, Optimizer, number]>([
    ['SGD: η', sgd(0, false), 0.1],
    ['momentum: η·(1 + μ + μ²)', sgd(0.9, false), 0.1 * (1 + 0.9 + 0.81)],
    ['Nesterov: η·(1 + μ + μ² + μ³)', sgd(0.9, true), 0.1 * (1 + 0.9 + 0.81 + 0.729)],
    ['Adam: η·√(1 − β₂³)', adam('keras'), 0.1 * Math.sqrt(1 - 0.99 ** 3)],
    ['Adagrad: η', { kind: 'adagrad', convention: 'keras', initialAccumulator: 0, epsilon: 1e-7 }, 0.1],
  ])('the proximal rate in step 3 is that of a constant gradient. %s', (_name, optimizer, expected) => {
    expect(stepScalars(training(optimizer), [3], 4).proximalRate[0]).toBeCloseTo(expected, 12);
  });
});

/** Learning rate, then the numbers of the optimizer, as the frameworks' documentation has them. */
test.each<[Optimizer['kind'], Convention, string]>([
  ['sgd', 'keras', '0.01 {"momentum":0,"nesterov":false}'],
  ['sgd', 'pytorch', '0.001 {"momentum":0,"nesterov":false}'],
  ['sgd', 'tfjs', '0.01 {"momentum":0,"nesterov":false}'],
  ['rmsprop', 'keras', '0.001 {"decay":0.9,"momentum":0,"epsilon":1e-7}'],
  ['rmsprop', 'pytorch', '0.01 {"decay":0.99,"momentum":0,"epsilon":1e-8}'],
  ['rmsprop', 'tfjs', '0.001 {"decay":0.9,"momentum":0,"epsilon":1e-7}'],
  ['adam', 'keras', '0.001 {"beta1":0.9,"beta2":0.999,"epsilon":1e-7}'],
  ['adam', 'pytorch', '0.001 {"beta1":0.9,"beta2":0.999,"epsilon":1e-8}'],
  ['adagrad', 'keras', '0.001 {"initialAccumulator":0.1,"epsilon":1e-7}'],
  ['adagrad', 'pytorch', '0.01 {"initialAccumulator":0,"epsilon":1e-10}'],
  ['adagrad', 'tfjs', '0.01 {"initialAccumulator":0.1,"epsilon":1e-7}'],
])('defaults of %s in %s', (kind, convention, expected) => {
  const { optimizer, learningRate } = defaultsOf(kind, convention);
  const { kind: foundKind, convention: foundConvention, ...numbers } = optimizer;
  expect([foundKind, foundConvention]).toEqual([kind, convention]);
  expect(`${learningRate} ${JSON.stringify(numbers)}`).toBe(expected);
});

test('AdamW decays by 0.004 in Keras and 0.01 in PyTorch when no weight_decay is given', () => {
  expect(ADAMW_DECAY).toEqual({ keras: 0.004, pytorch: 0.01 });
});
