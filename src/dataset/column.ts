/** Columns of a table: every cell as a number, a text or missing, 12 bytes each. */

/** In {@link Column.codes}: the cell is a number, finite or infinite. */
const NUMBER = -1;
/** In {@link Column.codes}: the cell is empty or says that the value is missing (`NaN`, `NA`, `N/A`, `null`). */
export const MISSING = -2;

export interface Column {
  name: string;
  /** Values of the cells; NaN where the cell is text or missing. */
  numbers: Float64Array;
  /** NUMBER, MISSING, or an index into `texts`. */
  codes: Int32Array;
  /** The distinct texts of the column. */
  texts: string[];
  numberCells: number;
  textCells: number;
}

/** Numbers of a larger size mark missing values: GIS tools write the lowest 32-bit float, −3.4e38, for example. */
const LARGEST_NUMBER = 1e30;

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const INFINITE = /^[+-]?inf(inity)?$/i;
const ABSENT = /^(nan|na|n\/a|#n\/a|<na>|null)?$/i;

/** Collects the cells of one column. */
export class ColumnBuilder {
  private readonly name: string;
  private numbers = new Float64Array(256);
  private codes = new Int32Array(256);
  private readonly codeOf = new Map<string, number>();
  private size = 0;
  private numberCells = 0;
  private textCells = 0;

  constructor(name: string) {
    this.name = name;
  }

  push(cell: string): void {
    if (this.size === this.codes.length) this.resize(2 * this.size);
    const text = cell.trim();
    const value = numberOf(text);
    this.numbers[this.size] = value;
    this.codes[this.size++] = this.encode(text, value);
  }

  finish(): Column {
    this.resize(this.size);
    const { name, numbers, codes, numberCells, textCells } = this;
    return { name, numbers, codes, texts: [...this.codeOf.keys()], numberCells, textCells };
  }

  private encode(text: string, value: number): number {
    if (!Number.isNaN(value)) {
      this.numberCells++;
      return NUMBER;
    }
    if (ABSENT.test(text)) return MISSING;
    this.textCells++;
    let code = this.codeOf.get(text);
    if (code === undefined) {
      code = this.codeOf.size;
      this.codeOf.set(text, code);
    }
    return code;
  }

  private resize(length: number): void {
    const numbers = new Float64Array(length);
    const codes = new Int32Array(length);
    numbers.set(this.numbers.subarray(0, this.size));
    codes.set(this.codes.subarray(0, this.size));
    this.numbers = numbers;
    this.codes = codes;
  }
}

/** The number a cell holds, `inf` included; NaN when it holds none. Minus zero becomes zero. */
function numberOf(text: string): number {
  if (DECIMAL.test(text)) return Number(text) + 0;
  if (INFINITE.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number.NaN;
}

/** The column holds categories: texts, with fewer than half of the filled cells being numbers. */
export function isTextColumn(column: Column): boolean {
  return column.textCells > column.numberCells;
}

/** The cell as text: what stands in the file, numbers in their shortest form. */
export function cellText(column: Column, row: number): string {
  const code = column.codes[row]!;
  if (code === MISSING) return '';
  return code === NUMBER ? String(column.numbers[row]) : column.texts[code]!;
}

/** The value can be trained on: a text, or a number of at most {@link LARGEST_NUMBER} in size. */
export function isUsable(column: Column, row: number): boolean {
  const code = column.codes[row]!;
  return code === NUMBER ? Math.abs(column.numbers[row]!) <= LARGEST_NUMBER : code !== MISSING;
}

/** The distinct values of the cells that are filled, in the order in which they appear; by default of every row. */
export function distinctValues(
  column: Column,
  rows: Iterable<number> = column.codes.keys(),
): Set<number | string> {
  const values = new Set<number | string>();
  for (const row of rows) {
    const code = column.codes[row]!;
    if (code !== MISSING) values.add(code === NUMBER ? column.numbers[row]! : column.texts[code]!);
  }
  return values;
}
