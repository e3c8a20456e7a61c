import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openPytorch, openShardedPytorch } from '../../../src/weights/pytorch/open.ts';
import type { TensorEntry, WeightFile } from '../../../src/weights/weightFile.ts';

/** Made by PyTorch 1.13 (Debian): see make.py beside the files. */
const folder = fileURLToPath(new URL('../../fixtures/files/pytorch/', import.meta.url));

type Expected = Record<string, { dtype: string; shape: number[]; values: (number | string)[] }>;
const expected: Record<string, Expected> = JSON.parse(readFileSync(`${folder}expected.json`, 'utf8'));

const open = (name: string): Promise<WeightFile> =>
  (name.endsWith('.json') ? openShardedPytorch : openPytorch)(folder + name);

async function valuesOf(file: WeightFile, tensor: TensorEntry): Promise<number[]> {
  const values: number[] = [];
  for await (const piece of file.pieces(tensor)) values.push(...piece);
  return values;
}

/** JSON has no NaN and no infinities. */
const number = (value: number | string): number =>
  typeof value === 'number' ? value : Number(value.replace('inf', 'Infinity'));

describe.each(Object.keys(expected))('%s', (name) => {
  test('has the maker’s tensors, types, shapes and values', async () => {
    const file = await open(name);
    expect(file.tensors.map((tensor) => tensor.name).sort()).toEqual(Object.keys(expected[name]!).sort());
    for (const tensor of file.tensors) {
      const { dtype, shape, values } = expected[name]![tensor.name]!;
      expect([tensor.name, tensor.dtype]).toEqual([tensor.name, dtype.replace(/^q/, '')]);
      expect([tensor.name, tensor.shape]).toEqual([tensor.name, shape]);
      const found = await valuesOf(file, tensor);
      expect(found).toHaveLength(values.length);
      // Dequantized in float32 there, in float64 here.
      if (tensor.quantization)
        values.forEach((value, index) => {
          expect(found[index]).toBeCloseTo(number(value), 6);
        });
      else expect([tensor.name, found]).toEqual([tensor.name, values.map(number)]);
    }
    await file.close();
  });
});
