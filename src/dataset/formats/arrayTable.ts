/** Arrays that belong together as one table: each is one column or, flattened, many. */
import { UserError } from '../../errors.ts';
import { formatCount } from '../../words.ts';
import type { Column } from '../column.ts';
import { type ChosenRows, chooseRows } from '../rowSample.ts';
import { enumerate, quote, thousands } from '../words.ts';
import {
  type ArrayPart,
  type ArrayRole,
  columnNames,
  isInputName,
  isTargetLike,
  isTargetName,
  roleOf,
} from './arrayRoles.ts';
import { ArrayValues, isText, type NamedArray, rowsOf, widthOf } from './arrays.ts';
import { checkNames } from './columnRules.ts';
import { oneHotColumn } from './oneHot.ts';
import { checkColumnCount, MOST_ROWS, noRows, unsupported } from './refusal.ts';
import type { DataSource } from './source.ts';

type Entry = ArrayRole & { array: NamedArray };
type Parts = Partial<Record<ArrayPart, Entry[]>>;

export interface ArrayTable extends ChosenRows {
  columns: Column[];
  testFrom?: number;
  notes: string[];
}

/**
 * Rows are those of the training arrays (or of arrays without a part in their name), then of the validation arrays, then
 * of the test arrays.
 * @param names of the columns of a matrix, when the file has them
 * @throws UserError when the arrays do not fit together
 */
export async function arrayTable(
  source: DataSource,
  arrays: NamedArray[],
  names?: string[],
): Promise<ArrayTable> {
  const notes: string[] = [];
  const parts = partsOf(source.name, arrays, notes);
  const main = parts.training!;
  const used = [main, parts.validation ?? [], parts.test ?? []].filter((part) => part.length > 0);
  const width = main.reduce((sum, { array }) => sum + widthOf(array), 0);
  checkColumnCount(source.name, width);
  const sizes = used.map(([first]) => rowsOf(first!.array));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total === 0 || width === 0 || total > MOST_ROWS)
    throw noRows(source.name, `The arrays are ${shapes(arrays)}`);
  const chosen = chooseRows(total, width, source.seed, source.limits);
  const wanted = divide(chosen.rows, sizes);
  const columns: Column[] = [];
  const targets: Column[] = [];
  for (const [at, { base, array }] of main.entries()) {
    const values = new ArrayValues(array, chosen.rows.length);
    for (const [i, part] of used.entries()) await values.add(part[at]!.array, wanted[i]!);
    const own = columnsOf({ base, array }, values, chosen.rows.length, main, names, notes);
    if (isTargetLike(base)) targets.push(...own);
    columns.push(...own);
  }
  checkColumns(source, columns, targets);
  notes.push(...validationNote(parts));
  const testFrom = parts.test && chosen.rows.length - wanted.at(-1)!.length;
  return { ...chosen, columns, notes, ...(testFrom !== undefined && { testFrom }) };
}

function columnsOf(
  { array, base }: Entry,
  values: ArrayValues,
  rows: number,
  all: Entry[],
  given: string[] | undefined,
  notes: string[],
): Column[] {
  const { shape, type } = array.header;
  if (values.rounded)
    notes.push(`${quote(array.name)} has whole numbers beyond 2^53: rounded to 64-bit floats.`);
  if (isTargetLike(base) && widthOf(array) > 1 && shape.length === 2) {
    const classes = values.numbers && oneHotColumn(values.numbers, base);
    if (classes) {
      notes.push(`${quote(array.name)} is one-hot: read as ${thousands(widthOf(array))} classes.`);
      return [classes];
    }
  }
  const pictures = isChannelsFirst(shape);
  if (pictures) {
    values.channelsLast(shape[1]!);
    notes.push(`${quote(array.name)} ${shapeText(shape)} has its channels first: they were moved behind.`);
  }
  const alone = all.filter((other) => other.array.header.shape.length > 2).length === 1;
  const named = shape.length === 2 && given?.length === shape[1] && !isTargetLike(base) ? given : undefined;
  // A column vector is a column.
  const column = shape.length === 2 && shape[1] === 1;
  const plain = column ? shape.slice(0, 1) : pictures ? [shape[0]!, shape[2]!, shape[3]!, shape[1]!] : shape;
  return values.columns(named ?? columnNames(base, plain, type.name, alone), rows);
}

/** Channels of images that are grey, in colours, or in colours with transparency. */
const CHANNELS = [1, 3, 4];

/** Images as PyTorch writes them, rows × channels × height × width; (4 × 4 × 512) is the output of a convolution. */
const isChannelsFirst = (shape: number[]): boolean =>
  shape.length === 4 && CHANNELS.includes(shape[1]!) && shape[3]! > 4 && shape[1] !== shape[2];

/**
 * @param targets columns of arrays whose names are those of targets
 * @throws UserError for repeated names; and for several targets, as all but one would be among the inputs that predict it
 */
function checkColumns({ name, mayLeaveOut }: DataSource, columns: Column[], targets: Column[]): void {
  checkNames(
    name,
    columns.map((column) => column.name),
  );
  const kept = targets.filter((column) => !mayLeaveOut(column.name));
  if (kept.length < 2) return;
  const names = enumerate(
    kept.map((column) => quote(column.name)),
    5,
  );
  throw unsupported(
    `${name} has several targets`,
    `Of its targets ${names} one can be trained at a time, and the others would be among the inputs that predict it.`,
    'Set data.target to one of these columns and list the others in data.exclude; write classes as one whole number a row, or one-hot with zeros and a single one.',
  );
}

/** The arrays by part; what belongs to none is left out, with a note. */
function partsOf(name: string, arrays: NamedArray[], notes: string[]): Parts {
  const entries = arrays.map((array) => ({ ...roleOf(array.name), array }));
  const first = (['training', undefined, 'validation', 'test'] as const).find((part) =>
    entries.some((entry) => entry.part === part && entry.array.header.shape.length > 0),
  );
  if (!entries.some(({ array }) => array.header.shape.length > 0))
    throw noRows(name, `The arrays are ${shapes(arrays)}`);
  const training = sameRows(
    name,
    entries.filter(({ part }) => part === first),
  );
  const parts: Parts = { training };
  const rest = entries.filter(({ part }) => part !== first);
  for (const part of ['validation', 'test'] as const) {
    const own = rest.filter((entry) => entry.part === part);
    const matching = training.flatMap(({ base }) => sameBase(own, base));
    const distinct = new Set(matching).size;
    if (own.length > 0 && matching.length === training.length && distinct === training.length) {
      for (const [i, entry] of matching.entries()) checkAxes(name, training[i]!.array, entry.array);
      const fitting = sameRows(name, matching);
      if (fitting.length === training.length) parts[part] = fitting;
    }
  }
  const used = new Set(
    [...training, ...(parts.validation ?? []), ...(parts.test ?? [])].map(({ array }) => array),
  );
  const unused = arrays.filter((array) => !used.has(array));
  if (unused.length > 0) {
    notes.push(
      `Not used: ${enumerate(
        unused.map(({ name: other, header }) => `${quote(other)} ${shapeText(header.shape)}`),
        5,
      )}.`,
    );
  }
  return parts;
}

/** The entries of this name; those in other capitals where there are none. */
function sameBase(entries: Entry[], base: string): Entry[] {
  const exact = entries.filter((entry) => entry.base === base);
  const lower = base.toLowerCase();
  return exact.length > 0 ? exact : entries.filter((entry) => entry.base.toLowerCase() === lower);
}

/** Those with as many rows as the largest; inputs must have as many, and one target. */
function sameRows(name: string, entries: Entry[]): Entry[] {
  const size = ({ array }: Entry) => rowsOf(array) * widthOf(array);
  const largest = entries.reduce((a, b) => (size(b) > size(a) ? b : a));
  const rows = rowsOf(largest.array);
  const fitting = entries.filter(({ array }) => array.header.shape.length > 0 && rowsOf(array) === rows);
  const target = fitting.some(({ base }) => isTargetName(base));
  const wrong = entries.find(
    (entry) => !fitting.includes(entry) && ((!target && isTargetName(entry.base)) || isInputName(entry.base)),
  );
  if (!wrong) return fitting;
  throw new UserError({
    code: 'DATA_ARRAYS',
    title: `${name} has arrays of different lengths`,
    explanation: `${quote(largest.array.name)} has ${formatCount(rows, 'row')}, ${quote(wrong.array.name)} ${thousands(rowsOf(wrong.array))}; inputs and targets of the same rows must have as many.`,
    remedy: 'Write arrays whose first axes are equally long.',
    technical: entries.map(({ array }) => `${array.name}: ${shapeText(array.header.shape)}`),
  });
}

function checkAxes(name: string, a: NamedArray, b: NamedArray): void {
  const [left, right] = [a, b].map(({ header }) => header.shape.slice(1).join());
  if (left === right && isText(a) === isText(b)) return;
  throw new UserError({
    code: 'DATA_ARRAYS',
    title: `${name} has parts whose rows differ`,
    explanation: `${quote(a.name)} is ${shapeText(a.header.shape)}, ${quote(b.name)} ${shapeText(b.header.shape)}; beyond the first axis they must agree, and both be numbers or both texts.`,
    remedy: 'Write the parts with rows of one shape.',
  });
}

const shapeText = (shape: number[]): string => `(${shape.join(' × ')})`;
const shapes = (arrays: NamedArray[]): string =>
  arrays.length === 0
    ? 'none'
    : enumerate(
        arrays.map(({ name, header }) => `${quote(name)} ${shapeText(header.shape)}`),
        5,
      );

/** The rows that fall into each part, counted from its own first one. */
function divide(rows: Uint32Array, sizes: number[]): Uint32Array[] {
  let begin = 0;
  return sizes.map((size) => {
    const [from, to] = [begin, begin + size];
    begin = to;
    return rows.filter((row) => row >= from && row < to).map((row) => row - from);
  });
}

/** A test part is told of where it is used, by the split. */
function validationNote({ training, validation }: Parts): string[] {
  if (!validation) return [];
  const [own, main] = [validation, training!].map((part) =>
    enumerate(part.map(({ array }) => quote(array.name))),
  );
  const rows = formatCount(rowsOf(validation[0]!.array), 'row');
  return [`${own} (${rows}) joined to ${main}: the split draws the validation part anew.`];
}
