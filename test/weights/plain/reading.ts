import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import type { WeightFile } from '../../../src/weights/weightFile.ts';

/** Files that Python made, and what it says is in them: see make.py there. */
const FIXTURES = fileURLToPath(new URL('../../fixtures/files/plain/', import.meta.url));

interface ExpectedTensor {
  dtype: string;
  shape: number[];
  values: (number | string)[];
}

export const EXPECTED: Record<string, Record<string, ExpectedTensor>> = JSON.parse(
  readFileSync(join(FIXTURES, 'expected.json'), 'utf8'),
);

export const fixture = (name: string): string => join(FIXTURES, name);

/** All values of a tensor, `NaN` and infinities as Python prints them. */
export async function valuesOf(file: WeightFile, name: string): Promise<(number | string)[]> {
  const tensor = file.tensors.find((each) => each.name === name)!;
  const values: (number | string)[] = [];
  for await (const piece of file.pieces(tensor))
    for (const value of piece) values.push(Number.isFinite(value) ? value : PYTHON[String(value)]!);
  return values;
}

const PYTHON: Record<string, string> = { NaN: 'nan', Infinity: 'inf', '-Infinity': '-inf' };

/** Types whose values are computed, not only widened: they may differ in the last bits. */
const ROUNDED = new Set(['complex64', 'complex128', 'uint8', 'uint16']);

/** The tensors that the file's maker lists, with their types, shapes and values. */
export async function expectMade(file: WeightFile, key: string): Promise<void> {
  const made = EXPECTED[key]!;
  const numbers = file.tensors.filter(({ dtype }) => dtype !== 'string');
  expect(numbers.map(({ name }) => name).sort()).toEqual(Object.keys(made).sort());
  for (const [name, { dtype, shape, values }] of Object.entries(made)) {
    const tensor = file.tensors.find((each) => each.name === name)!;
    expect({ name, dtype: tensor.dtype, shape: tensor.shape }).toEqual({ name, dtype, shape });
    const read = await valuesOf(file, name);
    const same = (value: number | string | undefined, index: number): boolean => {
      const right = values[index]!;
      if (typeof value !== 'number' || typeof right !== 'number' || !ROUNDED.has(dtype))
        return Object.is(value, right) || value === right;
      return Math.abs(value - right) <= 1e-6 * Math.abs(right) + 1e-9;
    };
    expect({ name, read: read.length === values.length && read.every(same) ? values : read }).toEqual({
      name,
      read: values,
    });
  }
}

/** What was refused, and how: code, title, explanation. */
export async function refusalOf(opening: Promise<unknown>): Promise<[string, string, string]> {
  const error = await opening.then(
    () => undefined,
    (thrown) => thrown,
  );
  if (!(error instanceof UserError)) throw error ?? new Error('nothing was refused');
  const { code, title, explanation } = error.problem;
  return [code, title, explanation];
}

const scratch = mkdtempSync(join(tmpdir(), 'reglens-weights-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A new file with this content. */
export function written(name: string, content: Uint8Array | string): string {
  const path = join(scratch, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** All pieces, to see what reading throws. */
export async function readAll(file: WeightFile): Promise<void> {
  for (const tensor of file.tensors) for await (const _ of file.pieces(tensor));
}
