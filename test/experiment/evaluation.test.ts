import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { UserError } from '../../src/errors.ts';
import { type EvaluatedModel, evaluateModel } from '../../src/experiment/evaluation/evaluate.ts';
import { openWeights } from '../../src/weights/open.ts';
import expected from '../fixtures/files/evaluation/expected.json' with { type: 'json' };
import { workerBundle } from './workerBundle.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const fixtures = join(root, 'test/fixtures/files');
const digits = { file: join(root, 'examples/digits/digits.csv'), target: 'digit' };

async function evaluated(path: string, data = digits): Promise<EvaluatedModel> {
  const file = await openWeights(join(fixtures, path));
  const backend = { choice: 'auto' as const, nativeFolders: [] };
  try {
    return await evaluateModel(file, data, { workerPath: await workerBundle(), backend });
  } finally {
    await file.close();
  }
}

test('a Keras model on all rows has the loss, accuracy and pruned losses that PyTorch computes', async () => {
  const { measured, preparation, otherLoss, dataset } = await evaluated('evaluation/digits.h5');
  expect(dataset.test.rows).toBe(expected.rows);
  expect(measured.loss).toBeCloseTo(expected.loss, 5);
  expect(measured.accuracy).toBeCloseTo(expected.accuracy, 9);
  for (const [share, loss] of Object.entries(expected.pruned)) {
    const point = measured.pruning.find((each) => each.share === Number(share));
    expect(point?.testLoss).toBeCloseTo(loss, 4);
  }
  // It was trained on the values of the file.
  expect(preparation).toBe('as they are');
  expect(otherLoss).toBeGreaterThan(measured.loss);
});

test('with dropout on the mean over the passes is that of PyTorch, but for chance', async () => {
  const { measured } = await evaluated('evaluation/digits.h5');
  const { on, off, passes, ensemble } = measured.dropout!;
  expect(off.testLoss).toBeCloseTo(expected.loss, 5);
  const { mean, standardError, passes: reference } = expected.dropoutOn;
  const spread = standardError * Math.sqrt(reference);
  const chance = 4 * Math.hypot(standardError, spread / Math.sqrt(passes));
  expect(Math.abs(on.testLoss - mean)).toBeLessThan(chance);
  // Averaged predictions have a lower loss than single passes (Jensen).
  expect(ensemble.at(-1)!.testLoss).toBeLessThan(on.testLoss);
});

test('the same model as ONNX, exported without its dropout, has the same loss', async () => {
  const { measured } = await evaluated('evaluation/digits.onnx');
  expect(measured.loss).toBeCloseTo(expected.loss, 5);
  expect(measured.dropout).toBeUndefined();
});

test.each([
  ['pytorch/state-dict.pt', digits, 'EVALUATION_LAYERS', 'state-dict.pt cannot be evaluated here'],
  ['onnx/branch.onnx', digits, 'ARCHITECTURE_UNREADABLE', 'branch.onnx cannot be evaluated here'],
  [
    'evaluation/digits.h5',
    { file: join(root, 'examples/diabetes/diabetes.csv'), target: 'progression' },
    'MODEL_INPUT_WIDTH',
    'The model takes 64 inputs, diabetes.csv gives 10',
  ],
])('%s on %j is refused: %s', async (path, data, code, title) => {
  const error = (await evaluated(path, data).catch((thrown) => thrown)) as UserError;
  expect(error.problem.code).toBe(code);
  expect(error.problem.title).toMatch(title);
});
