import { expect, test } from 'vitest';
import { openPytorch } from '../../../src/weights/pytorch/open.ts';
import { archive, int, stateDict, tensor, tuple } from './pickleBytes.ts';

const view = (offset: number, shape: number[], strides: number[]) =>
  tensor({
    offset: int(offset),
    shape: tuple(...shape.map(int)),
    strides: tuple(...strides.map(int)),
  });

/** Of six values: all, parts of them, and what is no part of a matrix. */
test.each<[string, Buffer, Buffer, string | undefined]>([
  ['the first rows', view(0, [3, 2], [2, 1]), view(0, [2, 2], [2, 1]), 'whole'],
  ['a column', view(0, [3, 2], [2, 1]), view(1, [3, 1], [2, 1]), 'whole'],
  ['the same transposed', view(0, [3, 2], [2, 1]), view(0, [2, 3], [1, 2]), 'whole'],
  ['rows beside it', view(0, [2, 2], [2, 1]), view(4, [1, 2], [2, 1]), undefined],
  ['rows that reach beyond it', view(0, [2, 2], [2, 1]), view(2, [2, 2], [2, 1]), undefined],
  ['between the columns of it', view(0, [3, 1], [2, 1]), view(1, [2, 1], [2, 1]), undefined],
  ['a matrix in a vector of all parameters', view(0, [6], [1]), view(0, [3, 2], [2, 1]), undefined],
])('%s', async (_, whole, part, sharedWith) => {
  const file = await openPytorch(archive('model.pt', stateDict(['whole', whole], ['part', part])));
  await file.close();
  expect(file.tensors.map((each) => each.sharedWith)).toEqual([undefined, sharedWith]);
});
