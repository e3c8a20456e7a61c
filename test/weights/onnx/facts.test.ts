import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openOnnx } from '../../../src/weights/onnx/open.ts';

/** Made by Debian's onnx 1.12 and PyTorch 1.13: see make.py beside the files. */
const folder = fileURLToPath(new URL('../../fixtures/files/onnx/', import.meta.url));

async function facts(name: string) {
  const file = await openOnnx(folder + name);
  await file.close();
  return file;
}

test('the heading and the producer', async () => {
  const { title, metadata } = await facts('exported.onnx');
  expect(title).toBe('ONNX model, opset 14');
  expect(metadata).toEqual({
    ir_version: '7',
    producer_name: 'pytorch',
    producer_version: '1.13.0',
    opset: '14',
  });
});

test.each([
  ['external.onnx', ['The values are in a file beside it.']],
  ['types-raw.onnx', ['Not read: “int4” is int4.']],
  ['quantized.onnx', []],
  ['layers.onnx', []],
])('notes of %s', async (name, notes) => {
  expect((await facts(name)).notes).toEqual(notes);
});

test('the size counts the file beside it', async () => {
  // 40·10 float32 and 30·20 float16 there.
  expect((await facts('external.onnx')).bytes).toBe(237 + 40 * 10 * 4 + 30 * 20 * 2);
});

test('kernels that PyTorch exported lie as in PyTorch, one that two nodes share by the node that computes with it', async () => {
  const { tensors } = await facts('exported.onnx');
  expect(tensors.map(({ name, role, order, layerClass }) => [name, role, order, layerClass])).toEqual([
    ['0.weight', 'weight', 'outputs-first', 'Conv'],
    ['0.bias', 'weight', 'outputs-first', 'Conv'],
    ['1.weight', 'weight', 'outputs-first', 'BatchNormalization'],
    ['1.bias', 'weight', 'outputs-first', 'BatchNormalization'],
    ['4.weight', 'weight', 'outputs-first', 'Dense'],
    ['4.bias', 'weight', 'outputs-first', 'Dense'],
  ]);
});

test('scale and zero point of a quantized kernel', async () => {
  const { tensors } = await facts('quantized.onnx');
  expect(tensors.filter(({ quantization }) => quantization)).toEqual([
    {
      name: 'by_tensor',
      dtype: 'int8',
      shape: [2, 3],
      role: 'weight',
      order: 'outputs-first',
      layerClass: 'Dense',
      quantization: { scale: 0.5, zeroPoint: 3 },
    },
    {
      name: 'by_channel',
      dtype: 'int8',
      shape: [2, 3],
      role: 'weight',
      order: 'outputs-first',
      layerClass: 'Dense',
      quantization: { scale: 0.5, zeroPoint: 0, channels: 2 },
    },
  ]);
});

describe('the graph as data', () => {
  test('inputs, outputs, attributes; small constants by their values, others by name', async () => {
    const { kind, config } = (await facts('layers.onnx')).architecture!;
    expect(kind).toBe('onnx');
    expect(config).toMatchObject({
      inputs: [{ name: 'x', dtype: 'float32', shape: [null, 3] }],
      outputs: [{ name: 'y', dtype: 'float32', shape: null }],
    });
    const { nodes } = config as { nodes: { op: string }[] };
    expect(nodes).toHaveLength(14);
    expect(nodes[1]).toEqual({
      op: 'Gemm',
      name: 'second',
      inputs: ['x', 'gemm_b', 'gemm_bias'],
      outputs: ['b'],
      attributes: { alpha: 0.5 },
    });
    expect(nodes[6]).toMatchObject({ op: 'Conv', attributes: { kernel_shape: [3], pads: [1, 1] } });
    expect(nodes.filter(({ op }) => op === 'Constant')).toMatchObject([
      { outputs: ['kernel'], attributes: { value: { tensor: 'kernel' } } },
      { outputs: ['shape'], attributes: { value: { dtype: 'int64', shape: [2], values: [-1, 2] } } },
    ]);
  });

  test('nodes of branches are not among those of the graph', async () => {
    const { nodes } = (await facts('branch.onnx')).architecture!.config as { nodes: { op: string }[] };
    expect(nodes.map(({ op }) => op)).toEqual(['If']);
  });
});
