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
  /** The values are classes, numbers among them too. */
  classes?: true;
}

/** Numbers of a larger size mark missing values: GIS tools write the lowest 32-bit float, −3.4e38, for example. */
const LARGEST_NUMBER = 1e30;

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const WHOLE = /^[+-]?\d+$/;
const INFINITE = /^[+-]?inf(inity)?$/i;
const ABSENT = /^(nan|na|n\/a|#n\/a|<na>|null)?$/i;

/** A cell of a file whose cells have types. */
export type Cell = number | bigint | boolean | string | Date | null | undefined;

/** Collects the cells of one column. */
export class ColumnBuilder {
  readonly name: string;
  private numbers: Float64Array;
  private codes: Int32Array;
  private readonly codeOf = new Map<string, number>();
  private size = 0;
  private numberCells = 0;
  private textCells = 0;
  private roundedCells = 0;

  /** @param capacity how many cells are expected; more find their place, too */
  constructor(name: string, capacity = 256) {
    this.name = name;
    this.numbers = new Float64Array(Math.max(1, capacity));
    this.codes = new Int32Array(Math.max(1, capacity));
  }

  get length(): number {
    return this.size;
  }

  /** There were whole numbers beyond 2⁵³, which 64-bit floats cannot tell apart. */
  get rounded(): boolean {
    return this.roundedCells > 0;
  }

  push(cell: string): void {
    if (this.size === this.codes.length) this.resize(2 * this.size);
    const text = cell.trim();
    const value = numberOf(text);
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER && WHOLE.test(text)) this.roundedCells++;
    this.numbers[this.size] = value;
    this.codes[this.size++] = this.encode(text, value);
  }

  /**
   * A cell with a type: numbers and whole numbers of any size as the nearest 64-bit float, true and false as 1 and 0,
   * a date as its text in ISO 8601, text as in a CSV file, NaN and null as missing.
   */
  pushCell(cell: Cell): void {
    if (typeof cell === 'string') this.push(cell);
    else if (cell instanceof Date) this.push(isoText(cell));
    else this.pushNumber(cell === null || cell === undefined ? Number.NaN : Number(cell));
  }

  /** A text as it is: `01`, `nan` and blanks around it are kept. */
  pushText(text: string): void {
    if (this.size === this.codes.length) this.resize(2 * this.size);
    this.numbers[this.size] = Number.NaN;
    this.codes[this.size++] = this.codeFor(text);
  }

  /** NaN is missing. */
  pushNumber(value: number): void {
    if (this.size === this.codes.length) this.resize(2 * this.size);
    const missing = Number.isNaN(value);
    if (!missing) this.numberCells++;
    this.numbers[this.size] = value + 0;
    this.codes[this.size++] = missing ? MISSING : NUMBER;
  }

  /** As many missing cells as it takes until there are `rows`. */
  fillTo(rows: number): void {
    while (this.size < rows) this.pushNumber(Number.NaN);
  }

  finish(): Column {
    if (this.size !== this.codes.length) this.resize(this.size);
    const { name, numbers, codes, numberCells, textCells } = this;
    return { name, numbers, codes, texts: [...this.codeOf.keys()], numberCells, textCells };
  }

  private encode(text: string, value: number): number {
    if (!Number.isNaN(value)) {
      this.numberCells++;
      return NUMBER;
    }
    return ABSENT.test(text) ? MISSING : this.codeFor(text);
  }

  private codeFor(text: string): number {
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

/** Identifiers and codes, not numbers: `007`, `1e5`. */
const CODE = /^[+-]?0\d|^[+-]?\d+e\d+$/i;

/**
 * A column of texts as numbers, when each is one or missing, none looks like a code and no two are the same number (as
 * `1` and `1.0`); otherwise the texts as they are. Cells that say that the value is missing are so in both.
 */
export function readTexts({ name, codes, texts }: Column): Column {
  const values = texts.map((text) => numberOf(text.trim()));
  const absent = texts.map((text) => ABSENT.test(text.trim()));
  const isNumber = (code: number) => !Number.isNaN(values[code]) && !CODE.test(texts[code]!.trim());
  const known = [...texts.keys()].filter((code) => !absent[code]);
  const numeric = known.every(isNumber) && new Set(known.map((code) => values[code])).size === known.length;
  const builder = new ColumnBuilder(name, codes.length);
  for (const code of codes) {
    if (absent[code] || numeric) builder.pushNumber(values[code]!);
    else builder.pushText(texts[code]!);
  }
  return builder.finish();
}

/** A date without its time when that is midnight; what is no date is missing. */
function isoText(date: Date): string {
  if (Number.isNaN(date.getTime())) return '';
  return date.toISOString().replace(/(T00:00:00)?\.000Z$/, (_, midnight) => (midnight ? '' : 'Z'));
}

/** Makes columns of numbers that are known already; those without missing cells share their codes. */
export class NumberColumns {
  private readonly codes: Int32Array;

  constructor(rows: number) {
    this.codes = new Int32Array(rows).fill(NUMBER);
  }

  /** @param numbers as many as there are rows; kept. NaN is missing, minus zero becomes zero */
  column(name: string, numbers: Float64Array): Column {
    let missing = 0;
    for (let i = 0; i < numbers.length; i++) {
      const value = numbers[i]! + 0;
      numbers[i] = value;
      if (Number.isNaN(value)) missing++;
    }
    const codes =
      missing === 0
        ? this.codes
        : Int32Array.from(numbers, (value) => (Number.isNaN(value) ? MISSING : NUMBER));
    return { name, numbers, codes, texts: [], numberCells: numbers.length - missing, textCells: 0 };
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

/** The distinct values of the cells of these rows that are filled, in the order in which they appear. */
export function distinctValues(column: Column, rows: Iterable<number>): Set<number | string> {
  const values = new Set<number | string>();
  for (const row of rows) {
    const code = column.codes[row]!;
    if (code !== MISSING) values.add(code === NUMBER ? column.numbers[row]! : column.texts[code]!);
  }
  return values;
}

/** Beyond this many distinct numbers, sorting is faster than a set, and needs less memory. */
const MOST_IN_SET = 4096;

/** How many distinct values there are among the filled cells of these rows; by default of every row. */
export function countDistinct(
  column: Column,
  rows: Uint32Array = Uint32Array.from(column.codes, (_, row) => row),
): number {
  const values = new Set<number | string>();
  for (const row of rows) {
    const code = column.codes[row]!;
    if (code !== MISSING) values.add(code === NUMBER ? column.numbers[row]! : column.texts[code]!);
    if (values.size > MOST_IN_SET) return countSorted(column, rows);
  }
  return values.size;
}

function countSorted({ codes, numbers }: Column, rows: Uint32Array): number {
  const texts = new Set<number>();
  const cells = new Float64Array(rows.length);
  let filled = 0;
  for (const row of rows) {
    const code = codes[row]!;
    if (code === NUMBER) cells[filled++] = numbers[row]!;
    else if (code !== MISSING) texts.add(code);
  }
  const sorted = cells.subarray(0, filled).sort();
  let distinct = 0;
  for (let i = 0; i < filled; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) distinct++;
  return distinct + texts.size;
}

/** Every filled cell is a whole number. */
export function holdsWholeNumbers({ codes, numbers, textCells }: Column): boolean {
  return textCells === 0 && numbers.every((value, row) => codes[row] === MISSING || Number.isInteger(value));
}
