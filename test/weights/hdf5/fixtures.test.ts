import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openHdf5, openKeras } from '../../../src/weights/hdf5/open.ts';
import type { WeightFile } from '../../../src/weights/weightFile.ts';

const folder = join(import.meta.dirname, '../../fixtures/files/keras');

interface Expected {
  title: string;
  notes?: string[];
  metadata?: Record<string, string>;
  optimizer?: unknown;
  /** Names of the layers in the stored description. */
  layers?: string[];
  tensors: { name: string; values: number[] }[];
}

const expected: Record<string, Expected> = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));

const open = (path: string): Promise<WeightFile> => (path.endsWith('.keras') ? openKeras : openHdf5)(path);

async function contentOf(file: WeightFile): Promise<unknown[]> {
  const tensors: unknown[] = [];
  for (const tensor of file.tensors) {
    const values: number[] = [];
    for await (const piece of file.pieces(tensor)) values.push(...piece);
    const { order: _, ...entry } = tensor;
    tensors.push({ ...entry, values });
  }
  return tensors;
}

describe.each(Object.entries(expected))('%s', (name, { tensors, title, ...facts }) => {
  test('has the names, types and values that its maker gave it', async () => {
    const file = await open(join(folder, name));
    expect(file.title).toBe(title);
    expect(await contentOf(file)).toEqual(tensors);
    await file.close();
  });

  test('tells what its maker wrote beside them', async () => {
    const file = await open(join(folder, name));
    expect(file.notes).toEqual(facts.notes ?? []);
    expect(file.metadata).toEqual(facts.metadata ?? {});
    expect(file.optimizer).toEqual(facts.optimizer);
    const config = file.architecture?.config as
      | { config: { layers: { config: { name: string } }[] } }
      | undefined;
    expect(config?.config.layers.map((layer) => layer.config.name)).toEqual(facts.layers);
    await file.close();
  });
});

test('kernels of Keras have the inputs first, whatever wrote the rest of the file', async () => {
  const keras = await open(join(folder, 'keras2.h5'));
  const plain = await open(join(folder, 'plain.h5'));
  expect(new Set(keras.tensors.map(({ order }) => order))).toEqual(new Set(['inputs-first']));
  expect(new Set(plain.tensors.map(({ order }) => order))).toEqual(new Set(['outputs-first']));
  await keras.close();
  await plain.close();
});

test('a bare NaN of Python becomes null in the description', async () => {
  const file = await open(join(folder, 'keras2.h5'));
  expect(JSON.stringify(file.architecture?.config)).toContain('"mask_value":null');
  await file.close();
});
