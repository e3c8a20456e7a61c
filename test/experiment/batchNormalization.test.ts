import { afterEach, describe, expect, test } from 'vitest';
import { layoutOf } from '../../src/engine/layout.ts';
import { architectureFor, withBatchNormalization } from '../../src/experiment/batchNormalization.ts';
import { variantOf } from '../../src/experiment/plan.ts';
import { runSettings } from '../../src/experiment/runSpecs.ts';
import { variantFrom } from '../../src/experiment/variantDocument.ts';
import { beyondBasics } from '../../src/experiment/variantNames.ts';
import { build, settings } from './models.ts';
import { makeProject } from './project.ts';
import { numbersOf, run } from './running.ts';

const normalized = (layers: string, columns?: number) =>
  withBatchNormalization(build(layers, columns)).network;

describe('the model with batch normalization is the one that the source would have', () => {
  test.each([
    [
      'Dense with an activation, and one whose activation is a layer of its own',
      'Dense(16, activation="relu"), Dense(8), ReLU(), Dense(3, activation="softmax")',
      'Dense(16), BatchNormalization(), Activation("relu"), Dense(8), BatchNormalization(), ReLU(), Dense(3, activation="softmax")',
    ],
    [
      'dropout after the activation',
      'Dense(16, activation="relu"), Dropout(0.5), Dense(3, activation="softmax")',
      'Dense(16), BatchNormalization(), Activation("relu"), Dropout(0.5), Dense(3, activation="softmax")',
    ],
    [
      'a convolution',
      'Input((4, 4, 1)), Conv2D(2, 3, activation="relu"), Flatten(), Dense(3, activation="softmax")',
      'Input((4, 4, 1)), Conv2D(2, 3), BatchNormalization(), Activation("relu"), Flatten(), Dense(3, activation="softmax")',
    ],
    [
      'a layer that is normalized already is not again',
      'Dense(16), BatchNormalization(), Activation("relu"), Dense(8, activation="relu"), Dense(3)',
      'Dense(16), BatchNormalization(), Activation("relu"), Dense(8), BatchNormalization(), Activation("relu"), Dense(3)',
    ],
    [
      'nor is one that is normalized after its activation',
      'Dense(16, activation="relu"), BatchNormalization(), Dense(8, activation="relu"), Dense(3)',
      'Dense(16, activation="relu"), BatchNormalization(), Dense(8), BatchNormalization(), Activation("relu"), Dense(3)',
    ],
  ])('%s', (_, plain, written) => {
    const columns = plain.includes('Conv2D') ? 16 : 4;
    expect(normalized(plain, columns)).toEqual(build(written, columns).network);
  });

  test('and the model itself where nothing is to add', () => {
    const linear = build('Dense(3, activation="softmax")');
    expect(withBatchNormalization(linear)).toBe(linear);
  });
});

describe('a variant with it', () => {
  const model = build('Dense(16, activation="relu"), Dense(3, activation="softmax")');
  const variant = variantOf(settings({ l2: 1e-3, batchNormalization: true }));

  test('has its name, can be combined, and is nothing that an edit writes', () => {
    expect(variant).toMatchObject({
      id: 'l2-1e-3_batch-normalization',
      name: 'L2 1e-3 + Batch normalization',
      family: 'combination',
    });
    expect(variantOf(settings({ batchNormalization: true }))).toMatchObject({
      id: 'batch-normalization',
      name: 'Batch normalization',
      family: 'other',
    });
    expect(beyondBasics(variant.settings)).toEqual(['Batch normalization']);
    expect(variantFrom({ batchNormalization: true, l2: 1e-3 })).toEqual(variant);
    expect(variantFrom({ batchNormalization: false })).toEqual(variantOf(settings({})));
  });

  test('trains one network for the model, whatever else it has', () => {
    const other = variantOf(settings({ batchNormalization: true, dropout: 0.5 }));
    expect(architectureFor(model, variant)).toBe(architectureFor(model, other));
    expect(architectureFor(model, variantOf(settings({ l2: 1e-3 })))).toBe(model);
  });

  test('penalizes the kernels as ever, and not γ and β', () => {
    const { network } = architectureFor(model, variant);
    const roles = layoutOf(network).trainable.map(({ role }) => role);
    expect(roles).toEqual(['kernel', 'bias', 'gamma', 'beta', 'kernel', 'bias']);
    const { penalties } = runSettings(model, variant);
    expect(penalties.map(({ l2 }) => l2)).toEqual([1e-3, 0, 0, 0, 1e-3, 0]);
  });
});

const projects: { dispose(): Promise<void> }[] = [];
afterEach(async () => {
  for (const project of projects.splice(0)) await project.dispose();
});

const MODEL = (hidden: string) => `from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential([
    keras.Input(shape=(64,)),
    ${hidden}
    layers.Dense(10, activation="softmax"),
])
`;

test('it gives the numbers of the model with batch normalization written in the source, beside other networks', async () => {
  const training = { epochs: 4 };
  const plain = await makeProject({
    model: MODEL('layers.Dense(16, activation="relu"),'),
    variants: [{}, { batchNormalization: true }, { batchNormalization: true, dropout: 0.5 }],
    training,
  });
  const written = await makeProject({
    model: MODEL('layers.Dense(16), layers.BatchNormalization(), layers.Activation("relu"),'),
    variants: [{}, { dropout: 0.5 }],
    training,
  });
  projects.push(plain, written);
  const [beside, own] = [await plain.prepare(), await written.prepare()];
  expect(beside.groups.map(({ runs }) => runs.length)).toEqual([2, 4]);
  await run(beside, { workers: 2 });
  await run(own);
  const numbers = numbersOf(beside).filter(({ result }) => result.variant.includes('batch-normalization'));
  const nameless = ({ result: { variant: _, ...result }, ...rest }: (typeof numbers)[number]) => ({
    result,
    ...rest,
  });
  expect(numbers).toHaveLength(4);
  expect(numbers.map(nameless)).toEqual(numbersOf(own).map(nameless));

  // Without them the unregularized model gives the same, too.
  const alone = await plain.prepare('/x');
  const unnormalized = { ...alone, folder: `${plain.folder}/alone`, runs: alone.groups[0]!.runs };
  await run({ ...unnormalized, variants: alone.groups[0]!.variants, groups: alone.groups.slice(0, 1) });
  const none = numbersOf(beside).filter(({ result }) => result.variant === 'none');
  expect(numbersOf(unnormalized)).toEqual(none);
});
