import { describe, expect, test } from 'vitest';
import { weightsReport } from '../../../src/report/weightFiles/build.ts';
import { compareWeights } from '../../../src/report/weightFiles/compare.ts';
import { viewOf } from '../../../src/report/weightFiles/views.ts';
import type { KernelOrder, TensorEntry } from '../../../src/weights/weightFile.ts';
import cases from '../../fixtures/files/axes/expected.json' with { type: 'json' };
import { type MemoryTensor, memoryFile } from './memoryFile.ts';

type Case = (typeof cases)[number];

function tensorsOf({ name, shape, order, values, bias, layerClass }: Case): MemoryTensor[] {
  const kernel: MemoryTensor = {
    name,
    shape,
    order: order as KernelOrder,
    values,
    ...(layerClass && { layerClass }),
  };
  const start = name.replace(/(weight|kernel)$/, '');
  const block = name.includes('c_proj')
    ? [{ name: name.replace('c_proj', 'c_attn'), shape: [5, 15], values: new Float32Array(75) }]
    : [];
  const biases =
    bias === null ? [] : [{ name: `${start}bias`, shape: [bias], values: new Float32Array(bias) }];
  const ofBlock = block.map((each) => ({
    name: each.name.replace('weight', 'bias'),
    shape: [15],
    values: new Float32Array(15),
  }));
  return [kernel, ...biases, ...block, ...ofBlock];
}

describe.each(cases.map((each) => [`${each.name} ${each.layerClass ?? ''}`, each] as const))(
  '%s',
  (_, each) => {
    test('units and inputs as PyTorch finds them by running the layer', async () => {
      const { tensors } = await weightsReport(memoryFile(tensorsOf(each)));
      const { outputs, inputs, deadOutputs, deadInputs, outputMaxima } = tensors[0]!.structure!;
      expect({ outputs, inputs, deadOutputs: deadOutputs.exact, deadInputs: deadInputs.exact }).toEqual({
        outputs: each.outputs,
        inputs: each.inputs,
        deadOutputs: each.deadOutputs,
        deadInputs: each.deadInputs,
      });
      expect(outputMaxima.filter((size) => size === 0)).toHaveLength(each.deadOutputs);
    });

    test('singular values as NumPy’s', async () => {
      const { tensors } = await weightsReport(memoryFile(tensorsOf(each)));
      const found = tensors[0]!.spectrum!.singularValues;
      expect(found).toHaveLength(each.singular.length);
      expect(found).toEqual(each.singular.map((value) => expect.closeTo(value, 5)));
    });
  },
);

const entry = (name: string, shape: number[], order: KernelOrder, layerClass?: string): TensorEntry => ({
  name,
  shape,
  order,
  dtype: 'float32',
  role: 'weight',
  ...(layerClass && { layerClass }),
});

test('a comparison counts the units of a transposed convolution, not their positions', async () => {
  const each = cases.find(({ layerClass }) => layerClass === 'ConvTranspose2d')!;
  const none = { ...each, values: each.values.map(() => 0) };
  const { steps } = await compareWeights([memoryFile(tensorsOf(each)), memoryFile(tensorsOf(none))]);
  expect(steps[0]!.tensors[0]!.deadUnits).toEqual({ before: each.deadOutputs, after: each.outputs });
});

test('singular values of complex numbers are those of their magnitudes, and say so', async () => {
  // The reader hands magnitudes on.
  const kernel: MemoryTensor = { name: 'a.weight', shape: [2, 2], dtype: 'complex64', values: [3, 0, 0, 4] };
  const { tensors } = await weightsReport(memoryFile([kernel]));
  expect(tensors[0]!.spectrum!.note).toContain('They are those of the magnitudes |w|');
});

describe('what is not told apart wrongly', () => {
  const view = (kernel: TensorEntry, ...others: TensorEntry[]) =>
    viewOf(kernel, 'kernel', new Map([kernel, ...others].map((each) => [each.name, each])));

  test('a convolution that increases the channels', () => {
    const kernel = entry('up.conv.weight', [8, 4, 3, 3], 'outputs-first');
    expect(view(kernel, entry('up.conv.bias', [8], 'outputs-first'))).toMatchObject({
      rows: 8,
      outputs: 'rows',
    });
  });

  test('groups of a transposed convolution are not kept apart', () => {
    const kernel = entry('up.weight', [8, 3, 3, 3], 'outputs-first');
    expect(view(kernel, entry('up.bias', [6], 'outputs-first'))).toBeNull();
    expect(view(entry('w', [8, 3, 3, 3], 'outputs-first', 'GroupedConvTranspose'))).toBeNull();
  });

  test('the pointwise kernel of a separable convolution', () => {
    const kernel = entry('depthwise_1/pointwise_kernel:0', [1, 1, 6, 5], 'inputs-first');
    expect(view(kernel)).toMatchObject({ rows: 6, columns: 5, outputs: 'columns' });
  });

  test('nanoGPT’s linear layers with GPT-2’s names', () => {
    const kernel = entry('h.0.attn.c_proj.weight', [5, 5], 'outputs-first');
    const others = [
      entry('h.0.attn.c_attn.weight', [15, 5], 'outputs-first'),
      entry('h.0.attn.c_attn.bias', [15], 'outputs-first'),
    ];
    expect(view(kernel, ...others)).toMatchObject({ outputs: 'rows' });
  });
});
