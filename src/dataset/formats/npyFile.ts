/** A single array: NumPy's `.npy`. */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { Table } from '../table.ts';
import { goTogether, isInputName, isTargetName, roleOf } from './arrayRoles.ts';
import { bytesOf, type NamedArray } from './arrays.ts';
import { arrayTable } from './arrayTable.ts';
import { arrayHeader, HEADER_BYTES } from './npy.ts';
import { damaged } from './refusal.ts';
import { type DataSource, sha256Of, withParts } from './source.ts';

/** The name of an array whose file name says nothing of its role. */
const COLUMN = 'column';

/**
 * Reads a `.npy` file: a matrix gives the columns `column_1`, `column_2`, …, an array of images one column a pixel. When
 * its name is that of inputs or a target (`x_train.npy`, `labels.npy`), the arrays beside it whose names go with it
 * belong to the data, too.
 * @throws UserError `DATA_…` when a file is broken, holds no numbers or texts, or the arrays do not fit together
 */
export async function readNpy(source: DataSource): Promise<Table> {
  const files = await filesOf(source);
  const arrays = await Promise.all(files.map(({ path, file, name }) => openArray(path, file, name)));
  const { rows, columns, ...rest } = await arrayTable(source, arrays);
  const rowNumbers = rows.map((row) => row + 1);
  const sha256 = await sha256Of(...files.map(({ path }) => path));
  return {
    file: source.name,
    sha256,
    format: 'npy',
    columns,
    rows: rows.length,
    rowNumbers,
    blankLines: 0,
    leftOut: [],
    ...rest,
  };
}

async function filesOf({ path, name }: DataSource): Promise<{ path: string; file: string; name: string }[]> {
  if (!hasRole(name)) return [{ path, file: name, name: COLUMN }];
  const folder = dirname(path);
  const own = roleOf(stem(name));
  const beside = (await readdir(folder)).filter(
    (file) => /\.npy$/i.test(file) && goTogether(own, roleOf(stem(file))),
  );
  return beside.sort().map((file) => ({ path: join(folder, file), file, name: stem(file) }));
}

const stem = (file: string): string => file.slice(0, file.length - extname(file).length);

function hasRole(file: string): boolean {
  const { base } = roleOf(stem(file));
  return isInputName(base) || isTargetName(base);
}

async function openArray(path: string, file: string, name: string): Promise<NamedArray> {
  return withParts(path, async (parts) => {
    const header = arrayHeader(file, await parts.read(0, HEADER_BYTES));
    const array: NamedArray = {
      name,
      what: file,
      header,
      values: () => createReadStream(path, { start: header.start, highWaterMark: 2 ** 20 }),
    };
    const size = bytesOf(array);
    const last = await parts.read(header.start + size - 1, 2);
    if (size > 0 && last.length !== 1) {
      const found = last.length === 0 ? 'ends before that' : 'goes on behind them';
      throw damaged(
        file,
        `Its shape is (${header.shape.join(', ')}), ${size.toLocaleString('en-US')} bytes of values; the file ${found}.`,
      );
    }
    return array;
  });
}
