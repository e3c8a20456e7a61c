import { createHash } from 'node:crypto';
import { mkdir, truncate } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { cellText } from '../../src/dataset/column.ts';
import { readTable, type Table } from '../../src/dataset/table.ts';
import { problemFrom, temporaryFolder } from './temporary.ts';

const folder = temporaryFolder();

function cells(table: Table): Record<string, string[]> {
  const rows = Array.from({ length: table.rows }, (_, row) => row);
  return Object.fromEntries(
    table.columns.map((column) => [column.name, rows.map((row) => cellText(column, row))]),
  );
}

const AB = { a: ['1', '3'], b: ['2', 'x'] };

describe('tables', () => {
  test.each<[string, string, Record<string, string[]>, string]>([
    ['commas', 'a,b\n1,2\n3,x\n', AB, ','],
    ['semicolons', 'a;b\n1;2\n3;x\n', AB, ';'],
    ['tabs', 'a\tb\n1\t2\n3\tx\n', AB, '\t'],
    ['bars', 'a|b\n1|2\n3|x\n', AB, '|'],
    ['no line end at the end', 'a,b\n1,2\n3,x', AB, ','],
    ['Windows line ends', 'a,b\r\n1,2\r\n3,x\r\n', AB, ','],
    ['old Macintosh line ends', 'a,b\r1,2\r3,x\r', AB, ','],
    ['mixed line ends', 'a,b\r\n1,2\n3,x\r\n', AB, ','],
    ['byte order mark', '\uFEFFa,b\n1,2\n3,x\n', AB, ','],
    ['blank lines at the end', 'a,b\n1,2\n3,x\n\n  \n\n', AB, ','],
    ['spaces around names and cells', ' a , b \n 1 , 2 \n 3 , x \n', AB, ','],
    ['quoted cells', '"a","b"\n"1","2"\n"3","x"\n', AB, ','],
    [
      'delimiter, quote and line end inside quotes',
      'a,b\n"1,5","say ""hi"""\n2,"x\ny"\n',
      { a: ['1,5', '2'], b: ['say "hi"', 'x\ny'] },
      ',',
    ],
    ['one column', 'a\n1\n2\n', { a: ['1', '2'] }, ','],
    ['number forms', 'a,b\n+1.50,-.5\n1e3,2.\n', { a: ['1.5', '1000'], b: ['-0.5', '2'] }, ','],
    ['what is missing', 'a,b\n,NaN\nnull,N/A\n', { a: ['', ''], b: ['', ''] }, ','],
    ['infinity', 'a,b\ninf,-Infinity\n', { a: ['Infinity'], b: ['-Infinity'] }, ','],
    ['text that looks like a number', 'a,b\n0x10,1_000\n', { a: ['0x10'], b: ['1_000'] }, ','],
  ])('%s', async (_, text, expected, delimiter) => {
    const table = await readTable(await folder.write(text));
    expect(cells(table)).toEqual(expected);
    expect(table.delimiter).toBe(delimiter);
  });

  test('a .tsv file has tabs, whatever its first rows look like', async () => {
    const table = await readTable(await folder.write('a,b\n1,2\n', 'data.tsv'));
    expect(table.columns.map(({ name }) => name)).toEqual(['a,b']);
  });

  test('rows are numbered as a spreadsheet does: header 1, blank lines counted, a quoted line end not', async () => {
    const table = await readTable(await folder.write('a,b\n1,"x\ny"\n\n\n2,z\n'));
    expect(table.rowNumbers).toEqual([2, 5]);
    expect(table.blankLines).toBe(2);
  });

  test('a file of several slices, with a two-character line end across their border', async () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => `${i},${2 * i}`);
    const text = `a,b\r\n${rows.join('\r\n')}\r\n`;
    // Shifts the line ends until one lies on the border of the first slice of 2¹⁹ characters.
    const shift = 2 ** 19 - 1 - text.lastIndexOf('\r', 2 ** 19 - 1);
    const table = await readTable(await folder.write(text.replace('a,b', `a,b${' '.repeat(shift)}`)));
    expect(table.rows).toBe(100_000);
    expect(table.blankLines).toBe(0);
    expect(table.columns[0]!.numbers.reduce((sum, x) => sum + x, 0)).toBe((99_999 * 100_000) / 2);
    expect(table.columns[1]!.numbers[99_999]).toBe(2 * 99_999);
  });

  test('the digest is the SHA-256 of the file', async () => {
    const text = 'a,b\n1,2\n';
    const table = await readTable(await folder.write(text));
    expect(table.sha256).toBe(createHash('sha256').update(text).digest('hex'));
  });
});

describe('errors', () => {
  test.each<[string, string | Uint8Array, string, string, string]>([
    [
      'no content',
      '',
      'DATA_EMPTY',
      'data.csv is empty',
      'The file has no content; expected a header row with the names of the columns and one row for each sample.',
    ],
    [
      'white space',
      ' \n\n',
      'DATA_EMPTY',
      'data.csv is empty',
      'The file has nothing but white space; expected a header row with the names of the columns and one row for each sample.',
    ],
    [
      'header only',
      'a,b\n',
      'DATA_NO_ROWS',
      'data.csv has a header but no rows',
      'The first row names 2 columns, and nothing follows it; expected one row for each sample.',
    ],
    [
      'one ragged row',
      'a,b\n1,2\n1\n3,4\n',
      'DATA_RAGGED',
      'data.csv has 1 row with a wrong number of cells',
      'The header names 2 columns; row 3 has 1. The header is row 1.',
    ],
    [
      'a ragged row between semicolons',
      'a;b\n1;2\n1\n3;4\n',
      'DATA_RAGGED',
      'data.csv has 1 row with a wrong number of cells',
      'The header names 2 columns; row 3 has 1. The header is row 1.',
    ],
    [
      'many ragged rows',
      `a,b\n1,2\n${'1,2,3\n'.repeat(1200)}`,
      'DATA_RAGGED',
      'data.csv has 1,200 rows with a wrong number of cells',
      'The header names 2 columns; row 3 has 3, row 4 has 3, row 5 has 3, row 6 has 3, row 7 has 3 and 1,195 more. The header is row 1.',
    ],
    [
      'same name twice',
      'a,b,a\n1,2,3\n',
      'DATA_COLUMN_DUPLICATE',
      'data.csv has columns with the same name',
      'In the header row, “a” is the name of columns 1 and 3; names must be unique.',
    ],
    [
      'no name',
      ',a\n0,1\n',
      'DATA_COLUMN_UNNAMED',
      'data.csv has 1 column without a name',
      'In the header row, column 1 of 2 is empty; every column needs a name.',
    ],
    [
      'no names',
      'a,,b, \n0,1,2,3\n',
      'DATA_COLUMN_UNNAMED',
      'data.csv has 2 columns without a name',
      'In the header row, columns 2 and 4 of 4 are empty; every column needs a name.',
    ],
    [
      'open quote',
      'a,b\n1,2\n1,"2\n3,4\n',
      'DATA_QUOTE',
      'data.csv has a broken quotation in row 3',
      'A cell in it begins with a double quote (") that is never closed. A quoted cell ends with a quote, and quotes inside it are doubled ("").',
    ],
    [
      'text after a quote',
      'a,b\n1,"2"x\n3,4\n',
      'DATA_QUOTE',
      'data.csv has a broken quotation in row 2',
      'A cell in it begins with a double quote ("), and text follows the closing one. A quoted cell ends with a quote, and quotes inside it are doubled ("").',
    ],
    [
      'Latin-1',
      Buffer.from('stadt,b\nK\xf6ln,1\n', 'latin1'),
      'DATA_NOT_UTF8',
      'data.csv is not UTF-8 text',
      'Line 2 has the byte 0xF6, which is not valid there; the file may be in Latin-1 or Windows-1252.',
    ],
    [
      'UTF-16',
      Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'),
      'DATA_NOT_UTF8',
      'data.csv is not UTF-8 text',
      'It looks like UTF-16 text.',
    ],
    [
      'a workbook',
      Buffer.from('PK\x03\x04...'),
      'DATA_NOT_UTF8',
      'data.csv is not UTF-8 text',
      'It looks like a zip archive, as Excel’s .xlsx files are.',
    ],
    [
      'binary',
      Buffer.from([97, 10, 0, 98]),
      'DATA_NOT_UTF8',
      'data.csv is not UTF-8 text',
      'Line 2 has a zero byte, which text files do not have.',
    ],
  ])('%s', async (_, content, code, title, explanation) => {
    const problem = await problemFrom(readTable(await folder.write(content)));
    expect(problem).toMatchObject({ code, title, explanation });
    expect(problem.remedy).toMatch(/^[A-Z].*\.$/);
  });

  test('missing file', async () => {
    const file = folder.path('absent.csv');
    expect(await problemFrom(readTable(file))).toMatchObject({
      code: 'DATA_FILE_MISSING',
      title: 'There is no file absent.csv',
      explanation: `The experiment names ${file} as its data, and nothing is there.`,
    });
  });

  test('a folder', async () => {
    await mkdir(folder.path('folder'));
    expect(await problemFrom(readTable(folder.path('folder')))).toMatchObject({
      code: 'DATA_IS_FOLDER',
      title: 'folder is a folder',
    });
  });

  test('too large to be read whole, and not text', async () => {
    const file = await folder.write('a,b\n', 'large.csv');
    await truncate(file, 128 * 1024 * 1024 + 1);
    expect(await problemFrom(readTable(file))).toMatchObject({
      code: 'DATA_NOT_UTF8',
      title: 'large.csv is not UTF-8 text',
      explanation: 'Line 2 has a zero byte, which text files do not have.',
    });
  });
});
