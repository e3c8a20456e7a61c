/** A data file of any form as a table of columns. */
import { open, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { UserError } from '../errors.ts';
import { fileError, noFile } from './bytes.ts';
import type { Column } from './column.ts';
import { readArrow } from './formats/arrow.ts';
import { readCsv } from './formats/csv.ts';
import { readIdx } from './formats/idx.ts';
import { readImageFolder } from './formats/imageFolder.ts';
import { readJsonLines } from './formats/jsonLines.ts';
import { readNpy } from './formats/npyFile.ts';
import { readNpz } from './formats/npz.ts';
import { readParquet } from './formats/parquet.ts';
import { type DataForm, formOf } from './formats/sniff.ts';
import type { DataSource } from './formats/source.ts';
import { LIMITS, type Limits, type RowSample } from './rowSample.ts';

export interface Table {
  /** Base name of the file or folder. */
  file: string;
  /** SHA-256 of the bytes that were read: of the file, or of all files that belong to the data. */
  sha256: string;
  format: DataForm;
  /** Of CSV and TSV files. */
  delimiter?: string;
  columns: Column[];
  rows: number;
  /** For each row its number in the file: in a CSV file that in a spreadsheet, where the header is row 1 and blank lines count. */
  rowNumbers: ArrayLike<number>;
  /** Blank lines between the rows, which are skipped. */
  blankLines: number;
  /** When not all rows of the file fit into memory. */
  sample?: RowSample;
  /** From this row on, the rows are a test part that the file itself sets apart. */
  testFrom?: number;
  /** Columns that cannot be read and that the experiment excludes, and row numbers of pandas. */
  leftOut: string[];
  /** What in the file was found, taken or left, for the user. */
  notes: string[];
}

export interface ReadOptions {
  /** Draws the rows when the file has more than fit into memory; by default 0. */
  seed?: number;
  limits?: Limits;
  /** Which columns are not needed, should they be of a kind that cannot be read; by default none. */
  mayLeaveOut?: (column: string) => boolean;
}

const READERS: Record<DataForm, (source: DataSource) => Promise<Table>> = {
  csv: readCsv,
  jsonl: readJsonLines,
  parquet: readParquet,
  arrow: readArrow,
  npy: readNpy,
  npz: readNpz,
  idx: readIdx,
  images: readImageFolder,
};

/** Enough for every signature, and for the first line of most text files. */
const HEAD_BYTES = 4096;

/**
 * Reads CSV and TSV, JSON Lines, Parquet, Arrow and Feather (version 2), NumPy's `.npy` and `.npz`, IDX (also gzipped)
 * and a folder of images by class. The content decides which it is, then the name.
 * @throws UserError `DATA_…` when the file cannot be read or is not a table
 */
export async function readTable(file: string, options: ReadOptions = {}): Promise<Table> {
  const source = await sourceOf(file, options);
  return READERS[formOf(source)](source);
}

async function sourceOf(path: string, options: ReadOptions): Promise<DataSource> {
  const { seed = 0, limits = LIMITS, mayLeaveOut = () => false } = options;
  const name = basename(path);
  const named = { path, name, extension: extname(path).toLowerCase(), seed, limits, mayLeaveOut };
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { ...named, size: 0, head: undefined };
    // Opening a pipe would wait until somebody writes into it.
    if (!found.isFile()) throw noFile(path);
    return { ...named, size: found.size, head: await headOf(path) };
  } catch (error) {
    throw error instanceof UserError ? error : fileError(path, error as NodeJS.ErrnoException);
  }
}

async function headOf(path: string): Promise<Buffer> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
