import { expect, test } from 'vitest';
import type { Dataset } from '../../src/dataset/dataset.ts';
import type { UserError } from '../../src/errors.ts';
import { inputShapeOf } from '../../src/experiment/inputShape.ts';
import { define } from './models.ts';

/** Images of 2 × 5 pixels in three colours. */
const names = [0, 1].flatMap((row) =>
  [0, 1, 2, 3, 4].flatMap((column) => [0, 1, 2].map((channel) => `pixel_${row}_${column}_${channel}`)),
);
const shapeOf = (shape: string, columns: string[]) => {
  const data = { file: 'data.npz', columns: columns.map((name) => ({ name })) } as Dataset;
  const definition = define(`Input(${shape}), Flatten(), Dense(2)`);
  return inputShapeOf(definition, data, { sourceFile: 'model.py', model: 'model' });
};

test('images have their channels last', () => {
  expect(shapeOf('(2, 5, 3)', names)).toEqual([2, 5, 3]);
  expect(shapeOf('(None, 5, 3)', names)).toEqual([2, 5, 3]);
  expect(shapeOf('(30,)', names)).toEqual([30]);
  // Columns of other names may have any order.
  const others = names.map((_, i) => `x${i}`);
  expect(shapeOf('(3, 2, 5)', others)).toEqual([3, 2, 5]);
});

test('a model with channels first is refused', () => {
  try {
    shapeOf('(3, 2, 5)', names);
    expect.unreachable();
  } catch (error) {
    expect((error as UserError).problem).toMatchObject({
      code: 'MODEL_INPUT_SHAPE',
      explanation: expect.stringContaining(
        'has the input shape (3, 2, 5); the images of data.npz are read as height, width and channels, (2, 5, 3).',
      ),
    });
  }
});
