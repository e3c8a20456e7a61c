/** Changes that know the language of a binary file: operations of a pickle, fields of a protocol buffer. */
import { BYTE_CHANGES, type Change, type Changed, flip, replaced } from './bytes.ts';
import type { Random } from './random.ts';

/** Operations of pickles, and calls that must never be made. */
const OPERATIONS = [
  ...[
    '(',
    ')',
    '.',
    '0',
    '1',
    '2',
    'R',
    'b',
    'o',
    'e',
    'a',
    's',
    'u',
    't',
    'l',
    'd',
    'p0\n',
    'g0\n',
    'h\x00',
  ],
  ...[
    '\x81',
    '\x85',
    '\x86',
    '\x87',
    '\x92',
    '\x93',
    '\x94',
    'Q',
    ']',
    '}',
    'N',
    '\x8f',
    '\x90',
    '\x91',
    '\x98',
  ],
  ...['q\x01', 'h\x01', 'r\xff\xff\xff\xff', 'j\xff\xff\xff\xff', 'J\xff\xff\xff\x7f', 'J\xff\xff\xff\xff'],
  ...[
    'X\xff\xff\xff\x7f',
    'T\xff\xff\xff\xff',
    '\x8d\xff\xff\xff\xff\xff\xff\xff\x7f',
    '\x95\xff\xff\xff\xff\xff\xff\xff\xff',
  ],
  ...[
    '\x8a\xff',
    '\x8b\xff\xff\xff\x7f',
    '\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f',
    'I999999999999\n',
    'L1L\n',
    'F1e999\n',
  ],
  ...[
    'cos\nsystem\n(Vls\ntR',
    'cbuiltins\neval\n',
    'ctorch._utils\n_rebuild_tensor_v2\n',
    'ctorch\nFloatStorage\n',
  ],
  ...[
    '}q\x02h\x02h\x02h\x02s',
    ']q\x03h\x03a',
    'K\xff',
    'M\xff\xff',
    'G\x7f\xf0\0\0\0\0\0\0',
    '\x82\x01',
    '\x80\x05',
  ],
];

const changeOperation: Change = (bytes, random) => {
  const at = random.below(bytes.length);
  const length = random.pick([0, 0, 1, 1, 2]);
  const by = random.pick(OPERATIONS);
  const times = random.below(12) === 0 ? 2000 : 1;
  return {
    bytes: replaced(bytes, at, length, Buffer.from(by.repeat(times), 'latin1')),
    what: `operation ${JSON.stringify(by)}${times > 1 ? ` ${times} times` : ''} at ${at}`,
  };
};

const LENGTHS = [
  0n,
  1n,
  127n,
  128n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n,
  10n ** 9n,
  2n ** 63n,
  2n ** 64n - 1n,
];

/** A varint that is there, a tag or a length perhaps, becomes another one; one of too many bytes, too. */
const changeVarint: Change = (bytes, random) => {
  const at = random.below(bytes.length);
  const length = 1 + (bytes[at]! > 127 ? 1 : 0);
  const by = random.below(8) === 0 ? Buffer.alloc(12, 0xff) : varint(random.pick(LENGTHS));
  return { bytes: replaced(bytes, at, length, by), what: `varint ${by.toString('hex')} at ${at}` };
};

/** A message inside of itself, many times: depth that a reader must not follow for ever. */
const nestMessage: Change = (bytes, random) => {
  let inner = bytes.subarray(0, 40);
  const tag = random.pick([0x0a, 0x12, 0x32, 0x3a, 0x2a, ...bytes.subarray(0, 8)]);
  const depth = random.pick([5, 200]);
  for (let level = 0; level < depth; level++)
    inner = Buffer.concat([Buffer.from([tag]), varint(BigInt(inner.length)), inner]);
  return { bytes: Buffer.concat([bytes, inner]), what: `${depth} messages in one another (tag ${tag})` };
};

/** Behind one of the marks that begin the parts of HDF5, a small number or an address becomes another one. */
const changeNearMark: Change = (bytes, random, other) => {
  const marks = [
    ...bytes
      .toString('latin1')
      .matchAll(/TREE|SNOD|HEAP|GCOL|OHDR|OCHK|FRHP|FHDB|FHIB|BTHD|BTLF|BTIN|HDF\r/g),
  ];
  return marks.length === 0
    ? flip(bytes, random, other)
    : within(random.pick(marks).index, 96, bytes, random, other);
};

/** In the part at the end that says where everything is: the footers of Parquet and Arrow, the directory of a zip. */
const changeAtEnd: Change = (bytes, random, other) =>
  within(Math.max(0, bytes.length - 1500), 1500, bytes, random, other);

/** A change of bytes that does not leave a part. */
function within(start: number, length: number, bytes: Buffer, random: Random, other: Buffer): Changed {
  const part = bytes.subarray(start, start + length);
  const changed = random.pick(BYTE_CHANGES)(part, random, other);
  return {
    bytes: replaced(bytes, start, part.length, changed.bytes),
    what: `from ${start}: ${changed.what}`,
  };
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

/** Which of these suit a file. */
export function structuralChanges(name: string, bytes: Buffer): readonly Change[] {
  if (/\.(pkl|pt|bin|ckpt)$/.test(name) || (bytes[0] === 0x80 && bytes[1]! <= 5)) return [changeOperation];
  if (/\.(onnx|pb|index)$|tfevents|record$/.test(name)) return [changeVarint, changeVarint, nestMessage];
  if (/\.(h5|keras)$/.test(name)) return [changeNearMark];
  return /\.(parquet|arrow|arrows|feather)$/.test(name) ? [changeVarint, changeAtEnd, changeAtEnd] : [];
}
