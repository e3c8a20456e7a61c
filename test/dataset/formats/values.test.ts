import { describe, expect, test } from 'vitest';
import { readTable } from '../../../src/dataset/table.ts';
import { type Cells, cellsOf, EXPECTED, FILES } from './reading.ts';

const files = Object.keys(EXPECTED).filter((file) => file !== 'photos');

describe('every file has the cells that its maker wrote', () => {
  test.each(files)('%s', async (file) => {
    const { as, testFrom } = EXPECTED[file]!;
    const columns = EXPECTED[as ?? file]!.columns!;
    const table = await readTable(FILES + file);
    const cells = cellsOf(table);
    const wanted = as ? first(columns, Object.keys(cells)) : columns;
    expect(Object.keys(cells)).toEqual(Object.keys(wanted));
    for (const [name, values] of Object.entries(wanted)) expect([name, cells[name]]).toEqual([name, values]);
    expect(table.testFrom).toBe(testFrom);
    expect(table.rows).toBe(Object.values(wanted)[0]!.length);
    expect(table.rowNumbers.length).toBe(table.rows);
  });
});

/** A Parquet file has no durations: it has the columns up to them. */
function first(columns: Cells, names: string[]): Cells {
  expect(names.length).toBeGreaterThan(15);
  return Object.fromEntries(Object.entries(columns).slice(0, names.length));
}

test('JPEG images are those of another decoder, up to rounding', async () => {
  const table = await readTable(`${FILES}photos`);
  const cells = cellsOf(table);
  const wanted = EXPECTED.photos!.columns!;
  expect(Object.keys(cells)).toEqual(Object.keys(wanted));
  expect(cells.class).toEqual(wanted.class);
  for (const name of Object.keys(wanted).filter((each) => each !== 'class')) {
    for (const [row, value] of wanted[name]!.entries()) {
      expect(Math.abs((cells[name]![row] as number) - (value as number))).toBeLessThanOrEqual(2);
    }
  }
  expect(table.notes).toEqual(['1 of 3 images is grey: read as red, green and blue of the same value.']);
});
