import { describe, expect, test } from 'vitest';
import { chooseRows, LIMITS, sampleNote } from '../../../src/dataset/rowSample.ts';
import { readTable } from '../../../src/dataset/table.ts';
import { temporaryFolder } from '../temporary.ts';
import { cellsOf, FILES } from './reading.ts';

const folder = temporaryFolder();

/** Room for 40 rows of two columns: a row counts as three cells more. */
const SMALL = { cells: 40 * (2 + 3), textBytes: 100 };

describe('which rows are read', () => {
  test('all of them when they fit', () => {
    expect(chooseRows(40, 2, 1, SMALL)).toEqual({ rows: Uint32Array.from({ length: 40 }, (_, i) => i) });
  });

  test('a sample otherwise, in rising order, the same for the same seed', () => {
    const { rows, sample } = chooseRows(1000, 2, 1, SMALL);
    expect(rows.length).toBe(40);
    expect([...rows].every((row, i) => i === 0 || row > rows[i - 1]!)).toBe(true);
    expect(sample).toEqual({ rows: 40, of: 1000, seed: 1, bytes: 1000 * 5 * 12 });
    expect(chooseRows(1000, 2, 1, SMALL).rows).toEqual(rows);
    expect(chooseRows(1000, 2, 2, SMALL).rows).not.toEqual(rows);
  });

  test('every row and every pair of rows equally often', () => {
    const [seeds, total, taken] = [4000, 30, 6];
    const limits = { ...SMALL, cells: taken * 5 };
    const counts = new Array<number>(total).fill(0);
    let neighbours = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const { rows } = chooseRows(total, 2, seed, limits);
      for (const row of rows) counts[row]!++;
      for (let i = 1; i < taken; i++) if (rows[i] === rows[i - 1]! + 1) neighbours++;
    }
    const expected = (seeds * taken) / total;
    // Without replacement: Σ(n − e)²/e · (total − 1)/(total − taken) is χ² with total − 1 = 29; 58.3 is exceeded once in 1,000.
    const square = counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect((square * (total - 1)) / (total - taken)).toBeLessThan(58.3);
    // Each of the 29 pairs of neighbours has both of its rows in 6·5/(30·29) of the samples.
    const pairs = (seeds * (total - 1) * taken * (taken - 1)) / (total * (total - 1));
    expect(Math.abs(neighbours - pairs)).toBeLessThan(4 * Math.sqrt(pairs));
  });

  test('the sample of a table is independent of the order in which its split deals rows out', () => {
    // With one stream for both, rows taken would be those with small words, which the shuffle puts in front.
    const ranks = Array.from(
      { length: 500 },
      (_, seed) => chooseRows(100, 2, seed, { ...SMALL, cells: 50 }).rows,
    );
    const mean = ranks.flatMap((rows) => [...rows]).reduce((sum, row) => sum + row, 0) / 5000;
    // Uniform on 0 … 99: mean 49.5, standard error 28.9/√5000.
    expect(Math.abs(mean - 49.5)).toBeLessThan((4 * 28.9) / Math.sqrt(5000));
  });

  test('all of MNIST fits, and what a CSV file that is read whole may hold', () => {
    expect(chooseRows(70_000, 785, 0, LIMITS).sample).toBeUndefined();
    expect(chooseRows(100_000, 785, 0, LIMITS).rows.length).toBe(Math.floor(2 ** 26 / 788));
    // A digit and a delimiter a cell.
    expect(LIMITS.textBytes / 2).toBe(LIMITS.cells);
  });

  test('the note', () => {
    const sample = { rows: 120_000, of: 2_400_000, seed: 1, bytes: 3.1e9 };
    expect(sampleNote(sample)).toBe(
      'A random sample of 120,000 of 2,400,000 rows (seed 1): the whole needs 3.1 GB.',
    );
    expect(sampleNote({ ...sample, rows: 1, of: 2 }, 'image')).toContain('1 of 2 images');
  });
});

const wanted = chooseRows(1000, 2, 1, SMALL).rows;
const table1000 = (line: (i: number) => string) => Array.from({ length: 1000 }, (_, i) => line(i)).join('\n');

/** 1,000 rows with x = 0 … 999 and y = x mod 2. */
const forms: [name: string, file: () => Promise<string>][] = [
  ['CSV', () => folder.write(`x,y\n${table1000((i) => `${i},${i % 2}`)}\n`)],
  [
    'CSV with Windows line ends, quotes and a mark',
    () => folder.write(`\ufeff"x","y"\r\n${table1000((i) => `"${i}",${i % 2}\r`)}`),
  ],
  ['TSV', () => folder.write(`x\ty\n${table1000((i) => `${i}\t${i % 2}`)}`, 'data.tsv')],
  [
    'JSON Lines',
    () =>
      folder.write(
        table1000((i) => `{"x": ${i}, "y": ${i % 2}}`),
        'data.jsonl',
      ),
  ],
  ['Parquet', async () => `${FILES}rows.parquet`],
];

describe('a sample', () => {
  test.each(forms)('of %s has the chosen rows of the file', async (_, file) => {
    const table = await readTable(await file(), { seed: 1, limits: SMALL });
    const { x, y } = cellsOf(table);
    expect(x).toEqual([...wanted]);
    expect(y).toEqual([...wanted].map((row) => row % 2));
    expect(table.sample).toEqual({ rows: 40, of: 1000, seed: 1, bytes: 1000 * 5 * 12 });
    const first = table.format === 'csv' ? 2 : 1;
    expect([...Array.from(table.rowNumbers)]).toEqual([...wanted].map((row) => row + first));
  });

  test.each(forms)('of %s that is all rows is no sample', async (_, file) => {
    const table = await readTable(await file(), { seed: 1, limits: { cells: 5000, textBytes: 100 } });
    expect(cellsOf(table).x).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(table.sample).toBeUndefined();
  });

  test('of arrays keeps the parts of the file', async () => {
    const all = cellsOf(await readTable(`${FILES}digits.npz`));
    const table = await readTable(`${FILES}digits.npz`, {
      seed: 3,
      limits: { cells: 9 * (13 + 3), textBytes: 0 },
    });
    const { rows } = chooseRows(18, 13, 3, { cells: 9 * 16, textBytes: 0 });
    expect(table.testFrom).toBe(rows.filter((row) => row < 12).length);
    for (const [name, values] of Object.entries(cellsOf(table))) {
      expect(values).toEqual(Array.from(rows, (row) => all[name]![row]));
    }
  });

  test.each([
    'fortran.npy',
    'idx-gz/train-images-idx3-ubyte.gz',
    'grey',
    'types-zstd.feather',
    'types.arrows',
  ])('of %s is its rows', async (file) => {
    const whole = await readTable(FILES + file);
    const columns = whole.columns.length;
    const limits = { cells: 3 * (columns + 3), textBytes: 0 };
    const { rows } = chooseRows(whole.rows, columns - (file === 'grey' ? 1 : 0), 5, limits);
    const table = await readTable(FILES + file, { seed: 5, limits });
    const all = cellsOf(whole);
    expect(table.sample!.of).toBe(whole.rows);
    for (const [name, values] of Object.entries(cellsOf(table))) {
      expect(values).toEqual(Array.from(rows, (row) => all[name]![row]));
    }
  });
});

describe('text files that are too large to be read whole', () => {
  const read = async (text: string, cells = 50_000) =>
    readTable(await folder.write(text), { limits: { cells, textBytes: 0 } });

  test.each([
    ['line ends and delimiters within quotes', 'a,b\n"x\ny,\r\nz",1\n"say ""hi""",2\n'],
    ['blank lines', '\na,b\n\n1,2\n  \n3,4\n\n'],
    ['quotes within a cell', 'a,b\n5" pipe,1\nx"y"z,2\n'],
    ['no line end at the end', 'a,b\n1,2\n3,"4"'],
    ['old Macintosh line ends', 'a,b\r1,2\r3,4\r'],
    ['empty cells', 'a,b\n,\n"",1\n'],
  ])('%s: as when they are read whole', async (_, text) => {
    const whole = await readTable(await folder.write(text));
    expect(await read(text)).toEqual(whole);
  });

  test('records across the borders of the pieces that are read', async () => {
    const row = (i: number) => `${i},"${'é\n'.repeat(i % 700)}"`;
    const text = `a,b\n${Array.from({ length: 4000 }, (_, i) => row(i)).join('\r\n')}\n`;
    expect(text.length).toBeGreaterThan(2 ** 21);
    expect(await read(text)).toEqual(await readTable(await folder.write(text)));
  });

  test('the digest of the bytes does not depend on how they are read', async () => {
    expect((await read('a,b\n1,2\n')).sha256).toBe(
      (await readTable(await folder.write('a,b\n1,2\n'))).sha256,
    );
  });
});
