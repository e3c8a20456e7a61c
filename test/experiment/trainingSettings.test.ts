import { describe, expect, test } from 'vitest';
import { trainingFor, trainingSettings } from '../../src/experiment/trainingSettings.ts';

describe('defaults', () => {
  test('Adam as in Keras, inverted dropout, a constant rate', () => {
    expect(trainingSettings()).toEqual({
      optimizer: { kind: 'adam', convention: 'keras', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
      learningRate: 0.001,
      schedule: { kind: 'constant', warmupSteps: 0 },
      warmupEpochs: 0,
      batchSize: 32,
      epochs: 100,
      huberDelta: 1,
      dropoutForm: 'inverted',
    });
  });

  // keras/src/optimizers and torch/optim.
  test.each([
    ['adamw', 'keras', 0.001, { kind: 'adam', epsilon: 1e-7 }],
    ['adam', 'pytorch', 0.001, { kind: 'adam', epsilon: 1e-8 }],
    ['sgd', 'keras', 0.01, { kind: 'sgd', momentum: 0, nesterov: false }],
    ['rmsprop', 'keras', 0.001, { kind: 'rmsprop', decay: 0.9, epsilon: 1e-7 }],
    ['rmsprop', 'pytorch', 0.01, { kind: 'rmsprop', decay: 0.99, epsilon: 1e-8 }],
    ['adagrad', 'keras', 0.001, { kind: 'adagrad', initialAccumulator: 0.1 }],
  ] as const)('%s of %s', (optimizer, convention, learningRate, expected) => {
    const found = trainingSettings({ optimizer, convention });
    expect(found.learningRate).toBe(learningRate);
    expect(found.optimizer).toMatchObject({ convention, ...expected });
  });
});

test('successive halving is there when it is on', () => {
  expect(trainingSettings({ successiveHalving: true }).successiveHalving).toBe(true);
  expect(trainingSettings({ successiveHalving: false })).toEqual(trainingSettings());
});

test('everything written is taken', () => {
  const settings = trainingSettings({
    optimizer: 'rmsprop',
    learningRate: 0.1,
    momentum: 0.8,
    rho: 0.7,
    epsilon: 1e-4,
    earlyStopping: { patience: 4 },
    loss: 'huber',
    huberDelta: 2,
  });
  expect(settings).toMatchObject({
    optimizer: { kind: 'rmsprop', convention: 'keras', decay: 0.7, momentum: 0.8, epsilon: 1e-4 },
    learningRate: 0.1,
    earlyStopping: { patience: 4, minimumImprovement: 0 },
    loss: 'huber',
    huberDelta: 2,
  });
});

describe('schedules', () => {
  test.each([
    [{ schedule: 'constant' }, { kind: 'constant', warmupSteps: 0 }],
    [{ schedule: 'step' }, { kind: 'step', warmupSteps: 0, factor: 0.1, everyEpochs: 30 }],
    [
      { schedule: 'step', stepEpochs: 5, stepFactor: 0.5 },
      { kind: 'step', warmupSteps: 0, factor: 0.5, everyEpochs: 5 },
    ],
    [
      { schedule: 'cosine', finalFactor: 0.01 },
      { kind: 'cosine', warmupSteps: 0, final: 0.01 },
    ],
  ] as const)('%j', (document, expected) => {
    expect(trainingSettings(document).schedule).toEqual(expected);
  });

  test('warm-up in steps: 2.5 epochs of ⌈100/32⌉ = 4 steps are 10', () => {
    const training = trainingFor(trainingSettings({ warmupEpochs: 2.5 }), 100);
    expect(training.schedule).toEqual({ kind: 'constant', warmupSteps: 10 });
    expect(Object.keys(training).sort()).toEqual([
      'batchSize',
      'epochs',
      'learningRate',
      'optimizer',
      'schedule',
    ]);
  });
});
