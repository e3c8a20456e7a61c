/** From a file and the experiment's settings to a dataset ready for training. */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { formatCount } from '../words.ts';
import { checkCells } from './cells.ts';
import { checkData } from './checks/checks.ts';
import type { Column } from './column.ts';
import type { Dataset, InputColumn, Part, Task } from './dataset.ts';
import { duplicatesOf } from './duplicates.ts';
import { checkExtremes, type Variable } from './extremes.ts';
import { describeInputs, type Feature, featuresOf, inputMatrix } from './features.ts';
import { isIndexName } from './formats/columnRules.ts';
import { profileOf } from './profile.ts';
import { assignRoles, type DataSettings } from './roles.ts';
import { sampleNote } from './rowSample.ts';
import { type ScaledTarget, scaleTarget } from './scale.ts';
import { type PartSizes, partSizes, type Split, splitBesideTest, splitRows } from './split.ts';
import { readTable, type Table } from './table.ts';
import { readTarget, type Target } from './target.ts';
import { usableRows } from './usable.ts';
import { checkVocabulary, vocabularyNotes } from './vocabulary.ts';
import { areOrIs, enumerate, quote, thousands } from './words.ts';

/** Raised when the same file and settings give other numbers than before: stored runs are then no longer valid. */
const FORMAT = 2;
/** The same for files that are not CSV. */
const OTHER_FORMAT = 2;

/**
 * Reads the file, finds the task, drops rows if asked to, splits, encodes and standardizes. The same file and
 * settings give the same dataset, bit for bit, on every machine.
 * @throws UserError `DATA_…` for everything that is wrong with the file or does not fit the settings
 */
export async function loadDataset(data: DataSettings): Promise<Dataset> {
  const { seed } = data.split;
  const table = await readTable(data.file, { seed, mayLeaveOut: (name) => data.exclude.includes(name) });
  const roles = assignRoles(table, data);
  checkCells(table, data, roles);
  const usable = usableRows(table, data, roles);
  const { rows } = usable;
  const target = readTarget(table.file, roles.target, rows, data.task);
  const { sizes, split, notes: testNotes } = partsOf(table, data, rows, target);
  const scaled = scaleTarget(table.file, data, target, split.training);
  const { features, notes: featureNotes } = featuresOf(roles.inputs, rows);
  const { columns, notes: inputNotes } = describeInputs(
    features,
    tableRows(rows, split.training),
    scalesInputs(data),
  );
  const used = [...split.training, ...split.validation, ...split.test];
  if (data.vocabulary !== undefined) {
    checkVocabulary(table, features, data.vocabulary, tableRows(rows, used));
  }
  const variables = variablesOf(features, columns, roles.target, scaled);
  checkExtremes(table, data, variables, tableRows(rows, used));
  const parts = await buildParts(data, features, columns, rows, split, scaled.values);
  return {
    file: table.file,
    digest: digestOf(table, data, target.task, sizes, usable.dropped > 0),
    target: data.target,
    task: target.task,
    ...(target.classes && { classes: target.classes }),
    columns,
    ...parts,
    trivialLoss: scaled.trivialLoss,
    notes: [
      ...(table.sample ? [sampleNote(table.sample, table.format === 'images' ? 'image' : 'row')] : []),
      ...testNotes,
      ...table.notes,
      ...leftOutNotes(table),
      ...target.notes,
      ...scaled.notes,
      ...vocabularyNotes(data.vocabulary, data.standardize),
      ...blankLineNotes(table),
      ...usable.notes,
      ...featureNotes,
      ...inputNotes,
      ...splitNotes(rows.length, target, split),
    ],
    duplicatesAcrossSplit: duplicatesOf(parts.training, [parts.validation, parts.test]),
    profile: await profileOf(table, roles, target.task, rows),
    checks: await checkData(parts, columns, target.classes?.length ?? 0),
  };
}

/** The split, around the test part that the file itself may set apart. */
function partsOf(table: Table, data: DataSettings, rows: Uint32Array, target: Target) {
  const { testFrom } = table;
  const classes = target.classes?.length ?? 0;
  const own = testFrom === undefined ? 0 : rows.filter((row) => row >= testFrom).length;
  const sizes = partSizes(table.file, data.split, rows.length, classes, own);
  if (own === 0) return { sizes, split: splitRows(rows.length, sizes, data.split.seed, target), notes: [] };
  const others = rows.length - own;
  checkTestClasses(table.file, target, others);
  const notes = [
    `${table.file} sets ${formatCount(own, 'row')} apart for test: they are the test part, and data.split divides the other ${thousands(others)}.`,
  ];
  return { sizes, split: splitBesideTest(rows.length, others, sizes, data.split.seed, target), notes };
}

/** @throws UserError for classes of which only the test part has rows: nothing could be learned about them */
function checkTestClasses(file: string, { classes = [], values }: Target, others: number): void {
  const known = new Set(values.subarray(0, others));
  const unknown = classes.filter((_, index) => !known.has(index));
  if (unknown.length === 0) return;
  throw new UserError({
    code: 'DATA_TEST_CLASSES',
    title: `The test part of ${file} has ${formatCount(unknown.length, 'class', 'classes')} of its own`,
    explanation: `No other row is of ${enumerate(unknown.map(quote), 5)}; the classes of the test part must be among those for training.`,
    remedy: 'Correct the targets of the test part, or leave it out of the file.',
  });
}

/** Numbers of words stay as they are. */
const scalesInputs = ({ standardize, vocabulary }: DataSettings): boolean =>
  standardize && vocabulary === undefined;

/** Rows of the table from positions among the usable rows. */
function tableRows(usable: Uint32Array, positions: number[]): Uint32Array {
  return Uint32Array.from(positions, (i) => usable[i]!);
}

/** Every input, and the target of a regression. */
function variablesOf(
  features: Feature[],
  columns: InputColumn[],
  { name, numbers }: Column,
  { moments }: ScaledTarget,
): Variable[] {
  const inputs = features.map(({ at }, i) => ({ ...columns[i]!, at }));
  return moments ? [...inputs, { name, ...moments, at: (row) => numbers[row]! }] : inputs;
}

/** The three matrices; in between other work of the process gets its turn. */
async function buildParts(
  data: DataSettings,
  features: Feature[],
  columns: InputColumn[],
  rows: Uint32Array,
  split: Split,
  targets: Float64Array,
) {
  const build = async (part: number[]): Promise<Part> => {
    await setImmediate();
    return {
      rows: part.length,
      inputs: inputMatrix(features, columns, tableRows(rows, part), scalesInputs(data)),
      targets: Float32Array.from(part, (i) => targets[i]!),
    };
  };
  const training = await build(split.training);
  const parts = { training, validation: await build(split.validation), test: await build(split.test) };
  await setImmediate();
  return parts;
}

/** Of what the parts are made from, each setting in the form in which it takes effect. */
function digestOf(
  table: Table,
  data: DataSettings,
  task: Task,
  sizes: PartSizes,
  dropNonFinite: boolean,
): string {
  const { target, exclude, standardize, vocabulary, split } = data;
  const settings = {
    format: FORMAT,
    content: table.sha256,
    delimiter: table.delimiter,
    ...(table.format !== 'csv' && { form: OTHER_FORMAT }),
    target,
    task,
    exclude: [...new Set(exclude)].sort(),
    dropNonFinite,
    standardize,
    ...(vocabulary !== undefined && { words: true }),
    sizes: [sizes.training, sizes.validation, sizes.test],
    seed: split.seed,
    ...(table.sample && { sample: table.sample.rows }),
    ...(table.testFrom !== undefined && { testFrom: table.testFrom }),
  };
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex');
}

function blankLineNotes({ blankLines }: Table): string[] {
  return blankLines === 0 ? [] : [`${formatCount(blankLines, 'blank line')} between the rows skipped.`];
}

function leftOutNotes({ leftOut }: Table): string[] {
  const unreadable = leftOut.filter((name) => !isIndexName(name));
  if (unreadable.length === 0) return [];
  return [`Excluded, and of a kind that cannot be read: ${enumerate(unreadable.map(quote), 5)}.`];
}

/** Rows in no part, and classes that a part lacks. */
function splitNotes(rows: number, { classes = [], values }: Target, split: Split): string[] {
  const used = split.training.length + split.validation.length + split.test.length;
  const unused = rows - used;
  const notes =
    unused === 0
      ? []
      : [
          `${formatCount(unused, 'row')} of ${thousands(rows)} ${areOrIs(unused)} in no part: the split asks for ${thousands(used)}.`,
        ];
  for (const part of ['validation', 'test'] as const) {
    const present = new Set(split[part].map((i) => values[i]));
    const absent = classes.filter((_, index) => !present.has(index));
    if (absent.length > 0) {
      notes.push(
        `No row of ${enumerate(absent.map(quote), 5)} in the ${part} part: too few rows of that class.`,
      );
    }
  }
  return notes;
}
