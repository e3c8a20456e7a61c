import { describe, expect, test } from 'vitest';
import { loadDataset } from '../../src/dataset/load.ts';
import { settings, temporaryFolder } from './temporary.ts';

const folder = temporaryFolder();

/** 10 rows, one of them with an empty cell. */
const CSV = `size,city,id,label
${Array.from({ length: 9 }, (_, i) => `${i},${i % 3 === 0 ? 'Rome' : 'Oslo'},${100 + i},${i % 2 ? 'yes' : 'no'}`).join('\n')}
,Oslo,109,yes
`;

async function profile(csv: string, changes: Parameters<typeof settings>[2] = {}) {
  const file = await folder.write(csv);
  return loadDataset(settings(file, 'label', { dropNonFinite: true, ...changes }));
}

describe('the profile of a file', async () => {
  test('every column with its role, in the order of the file', async () => {
    const { profile: columns } = await profile(CSV, { exclude: ['id'] });
    expect(columns.map(({ name, role, kind }) => [name, role, kind])).toEqual([
      ['size', 'input', 'number'],
      ['city', 'input', 'text'],
      ['id', 'excluded', 'number'],
      ['label', 'target', 'text'],
    ]);
  });

  test('numbers over the usable rows, missing cells over all', async () => {
    const [size] = (await profile(CSV, { exclude: ['id'] })).profile;
    expect(size).toMatchObject({ missing: 1, distinct: 9 });
    // 0 … 8: mean 4, population standard deviation √(60/9).
    expect(size!.numbers).toMatchObject({ minimum: 0, maximum: 8, mean: 4 });
    expect(size!.numbers!.standardDeviation).toBeCloseTo(Math.sqrt(60 / 9), 12);
    // Bins of 0.4: 0 → 0, 1 → 2, 2 → 5, … and 8, the maximum, in the last one.
    expect(size!.histogram).toEqual([1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1]);
    expect(size).not.toHaveProperty('values');
  });

  test('distinct numbers are counted, however many', async () => {
    // 6,000 values, each twice, a sixth of them below zero.
    const rows = Array.from({ length: 12000 }, (_, i) => `${(i % 6000) - 1000},${i % 2 ? 'yes' : 'no'}`);
    const [size] = (await profile(`size,label\n${rows.join('\n')}\n`)).profile;
    expect(size).toMatchObject({ distinct: 6000, missing: 0 });
  });

  test('text and classes by how often they occur', async () => {
    const [, city, , label] = (await profile(CSV, { exclude: ['id'] })).profile;
    expect(city!.values).toEqual([
      { value: 'Oslo', count: 6 },
      { value: 'Rome', count: 3 },
    ]);
    expect(city).not.toHaveProperty('numbers');
    expect(label!.values).toEqual([
      { value: 'no', count: 5 },
      { value: 'yes', count: 4 },
    ]);
  });

  test('classes written as numbers have both; a constant column one bin; an excluded one may miss cells', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => `${i % 4},7,${i === 3 ? 'NaN' : i},${i % 2}`);
    const { profile: columns } = await profile(`x,same,holes,label\n${rows.join('\n')}\n`, {
      exclude: ['holes'],
    });
    expect(columns[1]).toMatchObject({ distinct: 1, histogram: [12] });
    expect(columns[2]).toMatchObject({ missing: 1, distinct: 11, numbers: { minimum: 0, maximum: 11 } });
    expect(columns[3]).toMatchObject({ kind: 'number', numbers: { mean: 0.5 } });
    expect(columns[3]!.values).toHaveLength(2);
  });

  test('the digest is that of the data alone: what is computed about them does not change it', async () => {
    const split = { training: 300, validation: 400, test: 1097, seed: 0 };
    const { digest } = await loadDataset(settings('examples/digits/digits.csv', 'digit', { split }));
    expect(digest).toBe('d8a240185b4c403c8394fb42fd89a20986c395cf184c5cfeb6fb0d2b7679acac');
  });
});
