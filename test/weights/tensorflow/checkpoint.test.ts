import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCheckpoint, openSavedModel } from '../../../src/weights/tensorflow/open.ts';
import { fixture, written } from '../plain/reading.ts';

const open = (name: string) => openCheckpoint(fixture(`tensorflow/${name}.index`));

describe('a checkpoint of TensorFlow 2', () => {
  test('names variables as the graph of objects does, and by their place where two have one name', async () => {
    const { tensors } = await open('named');
    expect(Object.fromEntries(tensors.map(({ name, role }) => [name, role]))).toEqual({
      'dense/kernel': 'weight',
      'dense/bias': 'weight',
      'norm/moving_mean': 'buffer',
      'head/kernel': 'weight',
      'Adam/dense/kernel/m': 'optimizer',
      'keras_api/metrics/0/total': 'other',
      'keras_api/metrics/1/total': 'other',
      'Adam/iter': 'optimizer',
      'Adam/learning_rate': 'optimizer',
      'Adam/beta_1': 'optimizer',
      save_counter: 'other',
      words: 'other',
    });
  });

  test('says its optimizer, the steps and the settings', async () => {
    const optimizer = {
      groups: [
        { parameters: null, settings: { beta_1: Math.fround(0.9), learning_rate: Math.fround(0.001) } },
      ],
      step: 2080,
      training: {},
    };
    expect((await open('named')).optimizer).toEqual({ name: 'Adam', ...optimizer });
    expect((await open('unnamed')).optimizer).toEqual({ name: null, ...optimizer });
  });

  test('says what was left out', async () => {
    const { title, notes } = await open('named');
    expect(title).toBe('TensorFlow checkpoint, 2 shards');
    expect(notes).toEqual([
      '1 variable with text is named and not read.',
      '1 variable of the types 20 of TensorFlow was left out.',
    ]);
  });
});

test('a checkpoint of TensorFlow 1 tells slots of the optimizer by their names, and its step', async () => {
  const { tensors, optimizer } = await open('model.ckpt');
  expect(tensors.filter(({ role }) => role === 'optimizer').map(({ name }) => name)).toEqual([
    'beta1_power',
    'conv/weights/Adam_1',
    'conv/weights/Momentum',
    'global_step',
  ]);
  expect(optimizer).toEqual({ name: null, groups: [], step: null, training: { global_step: 500 } });
});

test('a SavedModel of Keras knows its layers, and is read without them when their file is broken', async () => {
  const file = await openSavedModel(fixture('saved_model'));
  expect(file).toMatchObject({ format: 'tensorflow', title: 'TensorFlow SavedModel' });
  expect(file.architecture).toMatchObject({ kind: 'keras', config: { class_name: 'Sequential' } });
  expect(file.tensors).toMatchObject([{ name: 'dense/kernel', role: 'weight', layerClass: 'Dense' }]);
  const folder = dirname(written('broken/keras_metadata.pb', Uint8Array.of(0x0a, 0xff)));
  cpSync(fixture('saved_model/variables'), join(folder, 'variables'), { recursive: true });
  const broken = await openSavedModel(folder);
  expect(broken.architecture).toBeUndefined();
  expect(broken.tensors[0]!.layerClass).toBeUndefined();
});
