import { describe, expect, test } from 'vitest';
import { tensorSpectrum, weightsReport } from '../../../src/report/weightFiles/build.ts';
import { damaged } from '../../../src/weights/refusal.ts';
import { type MemoryTensor, memoryFile } from './memoryFile.ts';

const kernel: MemoryTensor = { name: 'fc.weight', shape: [2, 3], values: [3, 0, -4, 0, 0, 5e-4] };
const bias: MemoryTensor = { name: 'fc.bias', shape: [2], values: [12, 0] };

describe('the report of a file', () => {
  test('each tensor, the kinds and the total of the weights', async () => {
    const buffer: MemoryTensor = { name: 'bn.running_mean', shape: [1], values: [7] };
    const state: MemoryTensor = { name: 'state.0', shape: [1], values: [9], role: 'optimizer' };
    const report = await weightsReport(memoryFile([kernel, bias, buffer, state]));
    expect(report.tensors.map(({ name, kind }) => [name, kind])).toEqual([
      ['fc.weight', 'kernel'],
      ['fc.bias', 'bias'],
      ['bn.running_mean', 'buffer'],
      ['state.0', 'optimizer'],
    ]);
    expect(report.tensors[0]).toMatchObject({ count: 6, exactZeros: 3, nearZeros: 4, max: 4 });
    expect(report.kinds.kernel).toMatchObject({ tensors: 1, count: 6, exactZeros: 3, bytes: 24 });
    expect(report.kinds.optimizer).toMatchObject({ count: 1, max: 9 });
    expect(report.total).toMatchObject({
      tensors: 2,
      count: 8,
      exactZeros: 4,
      max: 12,
      bytes: 32,
      l2: expect.closeTo(Math.hypot(5, 12), 6),
    });
    expect(report.likeness).toBeNull();
  });

  test('a unit whose incoming weights are all small is dead, by its row in PyTorch and its column in Keras', async () => {
    const turned: MemoryTensor = {
      name: 'dense/kernel',
      shape: [3, 2],
      order: 'inputs-first',
      values: [3, 0, 0, 0, -4, 5e-4],
    };
    const { tensors } = await weightsReport(memoryFile([kernel, turned]));
    for (const { structure } of tensors)
      expect(structure).toMatchObject({
        outputs: 2,
        inputs: 3,
        deadOutputs: { exact: 0, near: 1 },
        deadInputs: { exact: 1, near: 1 },
        outputMaxima: [4, Math.fround(5e-4)],
        inputMaxima: [3, 0, 4],
      });
  });

  test('where the bias says so, inputs come first in PyTorch too (GPT-2’s Conv1D)', async () => {
    const turned: MemoryTensor = { name: 'c.weight', shape: [2, 3], values: [1, 0, 2, 3, 0, 4] };
    const its: MemoryTensor = { name: 'c.bias', shape: [3], values: [0, 0, 0] };
    const { tensors } = await weightsReport(memoryFile([turned, its]));
    expect(tensors[0]!.structure).toMatchObject({ outputs: 3, deadOutputs: { exact: 1, near: 1 } });
  });

  test('of an embedding the rows are the inputs, whatever the framework', async () => {
    const table: MemoryTensor = { name: 'embed.weight', shape: [3, 2], values: [0, 0, 1, 2, 0, 0] };
    const { tensors, findings } = await weightsReport(memoryFile([table]));
    expect(tensors[0]!.structure).toMatchObject({ inputs: 3, deadInputs: { exact: 2, near: 2 } });
    expect(findings.map(({ id, title }) => [id, title])).toEqual([
      ['embedding-rows', '2 embedding rows are exactly 0'],
    ]);
  });

  test('heads of Keras’ attention and channels of a depthwise convolution', async () => {
    // Two heads of two: the second one, columns 2 and 3, is 0.
    const query: MemoryTensor = {
      name: 'mha/query/kernel',
      shape: [2, 2, 2],
      order: 'inputs-first',
      values: [1, 2, 0, 0, 3, 4, 0, 0],
    };
    const depthwise: MemoryTensor = {
      name: 'dw/depthwise_kernel',
      shape: [1, 2, 3, 1],
      order: 'inputs-first',
      values: [1, 0, 2, 3, 0, 4],
    };
    const { tensors } = await weightsReport(memoryFile([query, depthwise]));
    expect(tensors[0]!.structure!.deadHeads).toEqual({ exact: 1, near: 1, heads: 2 });
    expect(tensors[1]!.structure).toMatchObject({
      outputs: 3,
      inputs: 2,
      deadOutputs: { exact: 1, near: 1 },
    });
  });

  test('averages of the weights are told, and not in the totals', async () => {
    const average: MemoryTensor = { ...kernel, name: 'ema.fc.weight' };
    const { total, notes, likeness } = await weightsReport(memoryFile([kernel, average]));
    expect(total).toMatchObject({ tensors: 1, count: 6 });
    expect(notes).toEqual([
      '1 tensor is the average (EMA, SWA) of others: among the buffers, not in the totals.',
    ]);
    expect(likeness).toBeNull();
  });

  test('what PyTorch prunes is its parameter times the mask', async () => {
    const pruned: MemoryTensor = {
      name: 'fc.weight_orig',
      shape: [2, 5],
      values: [1, -2, 3, 4, 5, 6, 7, 8, 9, 12],
    };
    const mask: MemoryTensor = {
      name: 'fc.weight_mask',
      shape: [2, 5],
      values: [1, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    };
    const file = memoryFile([pruned, mask], {}, 3);
    const { tensors, total, notes } = await weightsReport(file);
    expect(tensors[0]).toMatchObject({
      kind: 'kernel',
      exactZeros: 8,
      max: 12,
      l1: 13,
      spectrum: { spectralNorm: 12 },
    });
    expect(total).toMatchObject({ tensors: 1, count: 10, exactZeros: 8 });
    expect(notes[0]).toContain('shown times the mask, as the model computes: “fc.weight_orig”');
  });

  test('tied weights are listed, and counted once in the totals', async () => {
    const tied: MemoryTensor = { ...kernel, name: 'head.weight', sharedWith: 'fc.weight' };
    const { tensors, total } = await weightsReport(memoryFile([kernel, tied]));
    expect(tensors.map(({ sharedWith }) => sharedWith)).toEqual([undefined, 'fc.weight']);
    expect(total).toMatchObject({ tensors: 1, count: 6 });
  });

  test('a tensor that cannot be read is told with its reason, and the others go on', async () => {
    const report = await weightsReport(
      memoryFile([
        { name: 'a', shape: [5], fault: damaged('m.pt', 'PyTorch', 'Its bytes end at 3.', 'Expected 20.') },
        { name: 'b', shape: [5], fault: new RangeError('bytes 0 to 9 lie outside') },
        { name: 'short', shape: [5], values: [1, 2] },
        { name: 'long', shape: [1], values: [1, 2] },
        bias,
      ]),
    );
    expect(report.tensors.map(({ name }) => name)).toEqual(['fc.bias']);
    expect(report.unread).toEqual([
      { name: 'a', reason: 'm.pt is damaged. Its bytes end at 3. Expected 20.' },
      { name: 'b', reason: 'bytes 0 to 9 lie outside' },
      { name: 'short', reason: 'model.safetensors is damaged. “short” has 2 values. Expected 5.' },
      {
        name: 'long',
        reason: 'model.safetensors is damaged. “long” has more values than its shape says. Expected 1.',
      },
    ]);
  });

  test.each<[string, MemoryTensor, object]>([
    ['a scalar', { name: 's', shape: [], values: [2] }, { count: 1, max: 2, hoyer: 0, gini: 0 }],
    ['no value', { name: 'e.weight', shape: [0, 4], values: [] }, { count: 0, max: 0, structure: null }],
    ['text', { name: 't', shape: [3], dtype: 'string', values: [] }, { count: 0, kind: 'buffer' }],
    [
      'nothing finite',
      { name: 'n.weight', shape: [1, 2], values: [Number.NaN, Number.NEGATIVE_INFINITY] },
      { nan: 1, inf: 1, max: 0, mean: 0, spectrum: null },
    ],
    [
      'numbers whose squares are beyond float64',
      { name: 'h', shape: [2], values: Float64Array.of(1e300, -1e300) },
      {
        max: 1e300,
        l1: 2e300,
        l2: expect.closeTo(Math.SQRT2 * 1e300, -286),
        mean: 0,
        excessKurtosis: expect.closeTo(-2, 9),
        gini: 0,
      },
    ],
  ])('%s has an answer that JSON can hold', async (_, tensor, expected) => {
    const { tensors, unread } = await weightsReport(memoryFile([tensor]));
    expect(unread).toEqual([]);
    expect(tensors[0]).toMatchObject(expected);
    const numbers: unknown[] = [];
    JSON.stringify(tensors[0], (_key, value) => {
      if (typeof value === 'number') numbers.push(value);
      return value;
    });
    expect(numbers.filter((value) => !Number.isFinite(value))).toEqual([]);
  });

  test('small kernels come with their spectrum, large ones without; that is made on request', async () => {
    const side = 130;
    const large: MemoryTensor = {
      name: 'large.weight',
      shape: [side, side],
      values: Float32Array.from({ length: side * side }, (_, i) => (i % (side + 1) === 0 ? 2 : 0)),
    };
    const file = memoryFile([kernel, large, bias], {}, 1000);
    const { tensors } = await weightsReport(file);
    expect(tensors.map(({ spectrum }) => (spectrum === null ? null : spectrum?.method))).toEqual([
      'exact',
      undefined,
      null,
    ]);
    expect(await tensorSpectrum(file, 'large.weight')).toMatchObject({
      method: 'exact',
      spectralNorm: expect.closeTo(2, 9),
      stableRank: expect.closeTo(side, 6),
      effectiveRank: expect.closeTo(side, 6),
    });
    expect(await tensorSpectrum(file, 'fc.bias')).toBeNull();
  });

  test('ends when it is cancelled', async () => {
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    await expect(weightsReport(memoryFile([kernel]), undefined, controller.signal)).rejects.toThrow('enough');
  });

  test('tells how far it is', async () => {
    const told: unknown[] = [];
    await weightsReport(memoryFile([kernel]), (progress) => told.push(progress));
    expect(told).toEqual([{ text: 'Reading fc.weight, tensor 1 of 1', share: 1 }]);
  });
});
