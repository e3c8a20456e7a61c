/** Changes of text: JSON, CSV, the headers of binary files. */
import { type Change, replaced } from './bytes.ts';

const PIECES = [
  ...['"', "'", '{', '}', '[', ']', ',', ':', ';', '\t', '\n', '\r\n', '\\', '\\u0000', '(', ')', '/', '../'],
  ...['null', 'true', 'NaN', '-Infinity', '1e999', '-1', '0', '1e9', '0.5', '""', '[]', '{}', '__proto__'],
  ...[
    '9007199254740993',
    '18446744073709551616',
    '-9223372036854775809',
    '\u{1f600}',
    '\ufeff',
    '\0',
    '\xff',
  ],
];
const NUMBERS = [
  '0',
  '-1',
  '1e999',
  '1.5',
  'null',
  '""',
  '[]',
  '4294967296',
  '1000000000',
  '9223372036854775807',
];

const insertPiece: Change = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  const piece = random.pick(PIECES);
  const length = random.pick([0, 0, 1, 5]);
  return {
    bytes: replaced(bytes, at, length, Buffer.from(piece)),
    what: `${JSON.stringify(piece)} at ${at}`,
  };
};

const nest: Change = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  const depth = random.pick([10, 300, 5000]);
  const piece = random.pick(['[', '{"a":', '(', '"']).repeat(depth);
  return { bytes: replaced(bytes, at, 0, Buffer.from(piece)), what: `${depth} levels opened at ${at}` };
};

/** A number among the letters becomes another one. */
const changeNumber: Change = (bytes, random) => {
  const numbers = [...bytes.toString('latin1').matchAll(/-?\d+(\.\d+)?/g)];
  if (numbers.length === 0) return insertPiece(bytes, random, bytes);
  const found = random.pick(numbers);
  const by = random.pick(NUMBERS);
  return {
    bytes: replaced(bytes, found.index, found[0].length, Buffer.from(by)),
    what: `${found[0]} at ${found.index} became ${by}`,
  };
};

/** A quoted word becomes another one of the file, so that names are there twice or are of the wrong kind. */
const changeWord: Change = (bytes, random) => {
  const words = [...bytes.toString('latin1').matchAll(/"[^"\n]{0,60}"|\b[A-Za-z_]\w+/g)];
  if (words.length === 0) return insertPiece(bytes, random, bytes);
  const found = random.pick(words);
  const by = random.pick(words)[0];
  return {
    bytes: replaced(bytes, found.index, found[0].length, Buffer.from(by, 'latin1')),
    what: `${found[0]} at ${found.index} became ${by}`,
  };
};

/** A line is repeated, removed or moved. */
const changeLine: Change = (bytes, random) => {
  const lines = bytes.toString('latin1').split('\n');
  const [line] = lines.splice(random.below(lines.length), random.below(3));
  const times = random.pick([0, 1, 2, 100]);
  lines.splice(random.below(lines.length + 1), 0, ...Array.from({ length: times }, () => line ?? ''));
  return { bytes: Buffer.from(lines.join('\n'), 'latin1'), what: `a line moved, ${times} times` };
};

export const TEXT_CHANGES: readonly Change[] = [
  insertPiece,
  nest,
  changeNumber,
  changeNumber,
  changeWord,
  changeLine,
];
