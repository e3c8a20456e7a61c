import { describe, expect, test } from 'vitest';
import { compareWeights } from '../../../src/report/weightFiles/compare.ts';
import { matchTensors } from '../../../src/report/weightFiles/matching.ts';
import { damaged } from '../../../src/weights/refusal.ts';
import type { TensorEntry } from '../../../src/weights/weightFile.ts';
import golden from '../../fixtures/files/statistics/expected.json' with { type: 'json' };
import { orderOf, type Recipe, tensorOf } from '../../statistics/tensor/recipe.ts';
import { type MemoryTensor, memoryFile } from './memoryFile.ts';

const fileOf = (recipe: Recipe, piece: number) =>
  memoryFile(
    [{ name: 'fc.weight', shape: recipe.shape, order: orderOf(recipe), values: tensorOf(recipe) }],
    {},
    piece,
  );

describe('distances as NumPy has them', () => {
  test.each(golden.changes)('$name', async ({ before, after, change }) => {
    // Pieces of different lengths: 100 and 33 values.
    const files = [fileOf(before as Recipe, 100), fileOf(after as Recipe, 33)];
    const { steps, whole } = await compareWeights(files);
    expect(whole).toBeNull();
    const { distance, relativeDistance, cosine, l2, ...counts } = change;
    expect(steps[0]!.tensors[0]).toMatchObject({
      ...counts,
      name: 'fc.weight',
      distance: expect.closeTo(distance, 9),
      relativeDistance: expect.closeTo(relativeDistance, 9),
      cosine: expect.closeTo(cosine, 9),
      l2: { before: expect.closeTo(l2.before, 9), after: expect.closeTo(l2.after, 9) },
    });
  });
});

const kernel = (name: string, values: number[], rest: Partial<MemoryTensor> = {}): MemoryTensor =>
  ({ name, shape: [2, 2], values, ...rest }) as MemoryTensor;

describe('a comparison', () => {
  test('of three files: each step, and the whole way', async () => {
    const files = [1, 2, 4].map((scale) =>
      memoryFile([kernel('w', [scale, 0, 0, 0])], { path: `${scale}.pt` }),
    );
    const { steps, whole, files: paths } = await compareWeights(files);
    expect(paths).toEqual(['1.pt', '2.pt', '4.pt']);
    expect(steps.map(({ total }) => total.distance)).toEqual([1, 2]);
    expect(whole).toMatchObject({
      before: '1.pt',
      after: '4.pt',
      total: { distance: 3, relativeDistance: 3 },
    });
  });

  test('the total is that of all weights as one vector, without buffers and tied weights', async () => {
    const tensors = (shift: number): MemoryTensor[] => [
      kernel('a.weight', [3 + shift, 0, 0, 0]),
      kernel('b.weight', [4, shift, 0, 0]),
      kernel('tied.weight', [4, shift, 0, 0], { sharedWith: 'b.weight' }),
      { name: 'bn.running_mean', shape: [1], values: [100 * shift] },
    ];
    const { steps } = await compareWeights([memoryFile(tensors(0)), memoryFile(tensors(2))]);
    expect(steps[0]!.tensors).toHaveLength(4);
    expect(steps[0]!.total).toMatchObject({
      count: 8,
      l2: { before: 5, after: expect.closeTo(Math.sqrt(5 ** 2 + 4 ** 2 + 2 ** 2), 9) },
      distance: expect.closeTo(Math.sqrt(2 ** 2 + 2 ** 2), 9),
      revived: 1,
      died: 0,
    });
  });

  test('says what shrank, moved, died and stayed', async () => {
    const before = [kernel('a', [3, 4, 1, 1]), kernel('c', [1, 1, 1, 1])];
    const after = [kernel('a', [0, 0, 1, 1]), kernel('c', [1, 1, 1, 1])];
    const { steps } = await compareWeights([memoryFile(before), memoryFile(after)]);
    const share = (value: number) => `${(100 * value).toFixed(1)}\u202f%`;
    const shrank = 1 - Math.sqrt(2 / 27);
    expect(steps[0]!.findings).toEqual([
      `The weights shrank by ${share(1 - Math.sqrt(6 / 31))} in length (‖w‖₂); 1 of 2 kernels shrank, “a” most, by ${share(shrank)}.`,
      `They moved by ${share(5 / Math.sqrt(31))} of their length, “a” most, by ${share(5 / Math.sqrt(27))} of its own.`,
      '1 tensor did not change: “c”. Frozen, or not in use.',
      'Exact zeros: 0 before, 2 after (25\u202f% of the weights).',
      '2 weights became at most 1e-3 in size, 0 no longer are.',
      '1 unit died or nearly so, all incoming weights at most 1e-3 and a hundredth of the largest, in “a”.',
    ]);
  });

  test('of equal files', async () => {
    const same = () => memoryFile([kernel('a', [1, 2, 3, 4])]);
    expect((await compareWeights([same(), same()])).steps[0]!.findings).toEqual([
      'The only tensor is the same in both files.',
    ]);
  });

  test('of weights that diverged: counted, and never called the same', async () => {
    const before = () => memoryFile([kernel('a', [3, 4, 0, 0]), kernel('b', [1, 2, 3, 4])]);
    const after = memoryFile([
      kernel('a', [3, Number.NaN, Number.POSITIVE_INFINITY, Number.NaN]),
      kernel('b', [1, 2, 3, 4]),
    ]);
    const { steps } = await compareWeights([before(), after]);
    expect(steps[0]!.findings).toEqual([
      '3 of 4 values in “a” are NaN or infinite after, 0 before: the training diverged, or a number was too large for its format. What follows leaves this tensor out.',
      'The other tensor is the same in both files.',
    ]);
    expect(steps[0]!.tensors.map(({ notFinite }) => notFinite)).toEqual([{ before: 0, after: 3 }, undefined]);
    expect(steps[0]!.total).toMatchObject({ notFinite: { before: 0, after: 3 }, relativeDistance: null });
  });

  test('from zero: no length is kept', async () => {
    const files = [memoryFile([kernel('a', [0, 0, 0, 0])]), memoryFile([kernel('a', [3, 0, 0, 4])])];
    const { steps } = await compareWeights(files);
    expect(steps[0]!.findings[0]).toBe('The weights were all 0 and no longer are; no kernel shrank.');
    expect(steps[0]!.total).toMatchObject({ distance: 5, relativeDistance: null });
  });

  test('says what was matched without a common name', async () => {
    const [here, there] = [[kernel('h.0.w', [1, 0, 0, 0])], [kernel('blocks.0.w', [1, 0, 0, 1])]];
    const { steps } = await compareWeights([memoryFile(here), memoryFile(there)]);
    expect(steps[0]!.findings.at(-1)).toBe(
      '1 tensor of another name was matched by shape and number: “h.0.w” is taken for “blocks.0.w”. What is said of it is right if this is.',
    );
  });

  test('goes on after a tensor that cannot be read', async () => {
    const fault = damaged('m.pt', 'PyTorch', 'Its bytes end at 3.', 'Expected 20.');
    const broken = memoryFile([{ name: 'a', shape: [2, 2], fault }, kernel('b', [1, 1, 1, 1])]);
    const sound = memoryFile([kernel('a', [1, 2, 3, 4]), kernel('b', [1, 1, 1, 2])]);
    const { steps } = await compareWeights([sound, broken]);
    expect(steps[0]!.tensors.map(({ name }) => name)).toEqual(['b']);
    expect(steps[0]!.findings.at(-1)).toBe('“a” is left out: Its bytes end at 3. Expected 20.');
  });
});

describe('names', () => {
  const entry = (name: string, shape = [4, 2], rest: Partial<TensorEntry> = {}): TensorEntry => ({
    name,
    shape,
    dtype: 'float32',
    role: 'weight',
    order: 'outputs-first',
    ...rest,
  });
  type Row = [what: string, before: TensorEntry[], after: TensorEntry[], pairs: [string, string][]];

  test.each<Row>([
    ['the same', [entry('a.weight')], [entry('a.weight')], [['a.weight', 'a.weight']]],
    [
      'of DataParallel',
      [entry('fc.weight')],
      [entry('module.fc.weight')],
      [['fc.weight', 'module.fc.weight']],
    ],
    [
      'of torch.compile and Lightning',
      [entry('_orig_mod.fc.weight')],
      [entry('model.fc.weight')],
      [['_orig_mod.fc.weight', 'model.fc.weight']],
    ],
    ['with and without :0', [entry('d/kernel:0')], [entry('d/kernel')], [['d/kernel:0', 'd/kernel']]],
    [
      'in a scope',
      [entry('encoder.layer.0.weight'), entry('encoder.layer.1.weight')],
      [entry('bert.encoder.layer.0.weight'), entry('bert.encoder.layer.1.weight')],
      [
        ['encoder.layer.0.weight', 'bert.encoder.layer.0.weight'],
        ['encoder.layer.1.weight', 'bert.encoder.layer.1.weight'],
      ],
    ],
    [
      'numbered anew, by their shapes in order',
      [entry('dense/kernel'), entry('dense_1/kernel', [2, 2]), entry('dense_2/kernel', [2, 2])],
      [entry('dense_7/kernel'), entry('dense_8/kernel', [2, 2]), entry('dense_9/kernel', [2, 2])],
      [
        ['dense/kernel', 'dense_7/kernel'],
        ['dense_1/kernel', 'dense_8/kernel'],
        ['dense_2/kernel', 'dense_9/kernel'],
      ],
    ],
    [
      'numbered, in another order in the file',
      [entry('h.2.w'), entry('h.10.w')],
      [entry('blocks.10.w'), entry('blocks.2.w')],
      [
        ['h.2.w', 'blocks.2.w'],
        ['h.10.w', 'blocks.10.w'],
      ],
    ],
    [
      'of one shape that could be either',
      [entry('q.weight'), entry('k.weight')],
      [entry('key.weight'), entry('query.weight')],
      [],
    ],
    ['of the only one of its shape', [entry('out.w')], [entry('head.kernel')], [['out.w', 'head.kernel']]],
    ['of shapes that differ in number', [entry('x.weight'), entry('y.weight')], [entry('z.weight')], []],
    [
      'the same, square, with the axes the other way round',
      [entry('a.weight', [2, 2])],
      [entry('a.weight', [2, 2], { order: 'inputs-first' })],
      [],
    ],
    [
      'of an optimizer',
      [entry('s', [4], { role: 'optimizer' })],
      [entry('s', [4], { role: 'optimizer' })],
      [],
    ],
  ])('%s', (_, before, after, pairs) => {
    const found = matchTensors(before, after).pairs;
    expect(found.map((pair) => [pair.before.name, pair.after.name])).toEqual(pairs);
  });

  test('the same with another shape are reshaped; what is left is in one file only', () => {
    const found = matchTensors(
      [entry('fc.weight', [10, 8]), entry('old.bias', [3])],
      [entry('fc.weight', [12, 8]), entry('new.bias', [5])],
    );
    expect(found.reshaped.map(({ before, after }) => [before.shape, after.shape])).toEqual([
      [
        [10, 8],
        [12, 8],
      ],
    ]);
    expect(found.onlyBefore.map(({ name }) => name)).toEqual(['old.bias']);
    expect(found.onlyAfter.map(({ name }) => name)).toEqual(['new.bias']);
  });
});
