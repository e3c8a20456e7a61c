import { describe, expect, test } from 'vitest';
import { openWeights } from '../../../src/weights/open.ts';
import { encodeTensors } from '../../../src/weights/safetensors/runTensors.ts';
import { EXPECTED, expectMade, fixture, valuesOf, written } from './reading.ts';

describe('values, types and shapes are those of the maker:', () => {
  test.each(Object.keys(EXPECTED))('%s', async (key) => {
    const file = await openWeights(fixture(key));
    await expectMade(file, key);
    await file.close();
  });
});

const facts = async (key: string) => {
  const file = await openWeights(fixture(key));
  await file.close();
  return file;
};
const roles = (file: Awaited<ReturnType<typeof facts>>) =>
  Object.fromEntries(file.tensors.map(({ name, role }) => [name, role]));

describe('safetensors', () => {
  test('the metadata is kept, and its format says the order of the axes', async () => {
    const file = await facts('safetensors/every.safetensors');
    expect(file).toMatchObject({ format: 'safetensors', title: 'safetensors', notes: [] });
    expect(file.metadata).toEqual({ format: 'pt', note: '“λ”' });
    expect(new Set(file.tensors.map(({ order }) => order))).toEqual(new Set(['outputs-first']));
  });

  test('without metadata the names say the order: Keras has kernels, inputs first', async () => {
    const file = await facts('safetensors/keras.safetensors');
    expect(file.tensors[0]).toMatchObject({ name: 'dense/kernel', order: 'inputs-first', role: 'weight' });
  });

  test('weights of a run of this extension: the best epoch is not counted with the last', async () => {
    const tensors = ['dense/kernel', 'best/dense/kernel'].map((name) => ({
      name,
      shape: [1, 2],
      values: Float32Array.of(1, 2),
    }));
    const metadata = { format: 'regularization-lens', bestEpoch: '7' };
    const file = await openWeights(written('run.safetensors', encodeTensors({ tensors, metadata })));
    await file.close();
    expect(roles(file)).toEqual({ 'dense/kernel': 'weight', 'best/dense/kernel': 'other' });
    expect(file.tensors[0]!.order).toBe('inputs-first');
    expect(file.notes).toEqual(['The weights of the best epoch, 7, are beside the last ones, as best/….']);
  });

  test('weights packed into few bits are named as such', async () => {
    const tensors = ['layers.0.qweight', 'layers.0.norm'].map((name) => ({
      name,
      shape: [1],
      values: Float32Array.of(1),
    }));
    const file = await openWeights(written('gptq.safetensors', encodeTensors({ tensors, metadata: {} })));
    await file.close();
    expect(roles(file)).toEqual({ 'layers.0.qweight': 'other', 'layers.0.norm': 'weight' });
    expect(file.notes).toEqual([
      '1 tensor of weights packed into few bits (GPTQ, AWQ or bitsandbytes): not unpacked.',
    ]);
  });

  test('an index opens all its shards, and so does its folder', async () => {
    const file = await facts('sharded/model.safetensors.index.json');
    expect(file.title).toBe('safetensors, 2 shards');
    expect((await facts('sharded')).tensors).toEqual(file.tensors);
  });
});

describe('NumPy', () => {
  test('text is named and not read', async () => {
    const file = await openWeights(fixture('npy/text.npy'));
    expect(file.tensors).toMatchObject([{ name: 'text', dtype: 'string', shape: [2], role: 'other' }]);
    expect(await valuesOf(file, 'text')).toEqual([]);
    await file.close();
  });

  test('what follows the array is said', async () => {
    expect((await facts('npy/two.npy')).notes).toEqual([
      'After the array there are 136 B more, which are not read.',
    ]);
  });

  test('an archive tells weights from buffers, counters and data', async () => {
    const file = await facts('npz/compressed.npz');
    expect(file).toMatchObject({ format: 'npz', title: 'NumPy archive of 6 arrays' });
    expect(roles(file)).toEqual({
      'params/Dense_0/kernel': 'weight',
      'params/Dense_0/bias': 'weight',
      'batch_stats/BatchNorm_0/moving_mean': 'buffer',
      step: 'other',
      x_train: 'other',
      half: 'weight',
    });
    expect(file.tensors[0]!.order).toBe('inputs-first');
    expect((await facts('npz/torch_names.npz')).tensors[0]!.order).toBe('outputs-first');
  });

  test('Python objects in an archive are left out and said', async () => {
    expect((await facts('npz/objects.npz')).notes).toEqual([
      '“config” holds Python objects as a pickle; loading one can run code, so it is not loaded.',
    ]);
  });
});

describe('TensorFlow.js', () => {
  test('layers, optimizer and metadata come from the document', async () => {
    const file = await facts('tfjs/model.json');
    expect(file).toMatchObject({ format: 'tfjs', title: 'TensorFlow.js model' });
    expect(file.architecture).toMatchObject({ kind: 'keras', config: { class_name: 'Sequential' } });
    expect(file.optimizer).toEqual({
      name: 'Adam',
      groups: [{ parameters: null, settings: { learning_rate: 0.002, amsgrad: false } }],
      step: null,
      training: {},
    });
    expect(file.metadata).toMatchObject({ generatedBy: 'keras v2.11.0', keras_version: '2.11.0' });
    expect(file.notes).toEqual([
      '2 weights quantized to whole numbers: values are the restored ones.',
      '1 weight with text is named and not read.',
    ]);
  });

  test('each weight knows the class of its layer, nested models included, and its role', async () => {
    const file = await facts('tfjs');
    const classOf = Object.fromEntries(file.tensors.map(({ name, layerClass }) => [name, layerClass]));
    expect(classOf).toMatchObject({
      'dense_1/kernel': 'Dense',
      'norm/moving_mean': 'BatchNormalization',
      'inner/dense_2/kernel': 'Dense',
    });
    expect(roles(file)).toMatchObject({
      'dense_1/kernel': 'weight',
      'norm/moving_mean': 'buffer',
      counts: 'buffer',
      vocabulary: 'other',
      'dense_1/kernel/momentum': 'optimizer',
    });
  });

  test('a quantized zero comes back as exactly 0, whatever float32 made of its minimum', async () => {
    const file = await openWeights(fixture('tfjs/model.json'));
    expect((await valuesOf(file, 'inner/dense_2/kernel'))[1]).toBe(0);
    expect(file.tensors.find(({ name }) => name === 'inner/dense_2/kernel')!.quantization!.zeroPoint).toBe(
      127,
    );
  });
});
