import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openOnnx } from '../../../src/weights/onnx/open.ts';
import type { TensorEntry, WeightFile } from '../../../src/weights/weightFile.ts';

/** Made by Debian's onnx 1.12 and PyTorch 1.13: see make.py beside the files. */
const folder = fileURLToPath(new URL('../../fixtures/files/onnx/', import.meta.url));

interface Expected extends Partial<TensorEntry> {
  shape: number[];
  values: (number | string)[];
}
const expected: Record<string, Record<string, Expected>> = JSON.parse(
  readFileSync(`${folder}expected.json`, 'utf8'),
);

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
    const file = await openOnnx(folder + name);
    expect(file.tensors.map((tensor) => tensor.name).sort()).toEqual(Object.keys(expected[name]!).sort());
    for (const tensor of file.tensors) {
      const { values, ...rest } = expected[name]![tensor.name]!;
      expect(tensor).toMatchObject(rest);
      expect([tensor.name, await valuesOf(file, tensor)]).toEqual([tensor.name, values.map(number)]);
    }
    await file.close();
  });
});
