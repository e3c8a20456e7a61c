import { describe, expect, test } from 'vitest';
import { fillDropoutMask, normals, permutation, philox, uniforms } from '../../src/engine/random.ts';

describe('Philox4x32-10 gives the known answers of its authors (Random123, kat_vectors)', () => {
  test.each([
    ['zeros', [0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [
      'ones',
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      '408f276d 41c83b0e a20bc7c6 6d5451fd',
    ],
    [
      'digits of pi',
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    ],
  ])('%s', (_, counter, key, expected) => {
    const block = Uint32Array.from(counter);
    philox(block, key[0]!, key[1]!);
    expect([...block].map((word) => word.toString(16).padStart(8, '0')).join(' ')).toBe(expected);
  });
});

const address = { seed: 3, stream: 5, step: 1 };

test('a longer sequence begins with the shorter one; other addresses give other numbers', () => {
  expect([...uniforms(address, 10)].slice(0, 7)).toEqual([...uniforms(address, 7)]);
  for (const other of [
    { ...address, seed: 4 },
    { ...address, stream: 6 },
    { ...address, step: 2 },
  ]) {
    expect([...uniforms(other, 7)]).not.toEqual([...uniforms(address, 7)]);
  }
});

test('uniforms have mean 1/2 and variance 1/12, normals 0 and 1, within 5 standard errors', () => {
  const count = 40_000;
  const moments = (values: Float64Array) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count };
  };
  const uniform = moments(uniforms(address, count));
  expect(Math.abs(uniform.mean - 1 / 2)).toBeLessThan((5 * Math.sqrt(1 / 12)) / Math.sqrt(count));
  expect(Math.abs(uniform.variance - 1 / 12)).toBeLessThan((5 * Math.sqrt(1 / 180)) / Math.sqrt(count));
  const normal = moments(normals(address, count));
  expect(Math.abs(normal.mean)).toBeLessThan(5 / Math.sqrt(count));
  expect(Math.abs(normal.variance - 1)).toBeLessThan((5 * Math.sqrt(2)) / Math.sqrt(count));
});

test('a permutation holds every number once, and every place is equally likely', () => {
  expect([...permutation(address, 50)].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 50 }, (_, i) => i),
  );
  const counts = [0, 0, 0, 0];
  for (let step = 0; step < 4000; step++) counts[permutation({ ...address, step }, 4).indexOf(0)]!++;
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(4000 * 0.25 * 0.75));
});

test.each([0.2, 0.5, 0.8])('a dropout mask of rate %f drops that share and keeps the expectation', (rate) => {
  const count = 40_000;
  const mask = new Float32Array(count);
  fillDropoutMask(mask, 0, count, rate, address);
  const dropped = mask.filter((value) => value === 0).length;
  expect(Math.abs(dropped - rate * count)).toBeLessThan(5 * Math.sqrt(count * rate * (1 - rate)));
  expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / (1 - rate))]));
  expect(mask.reduce((sum, value) => sum + value, 0) / count).toBeCloseTo(1, 1);
});
