import { describe } from 'vitest';
import { type Case, refused } from './refused.ts';
import { zipBytes } from './zipBytes.ts';

describe('NumPy refused:', () => {
  const npy = (
    header: string,
    data = 0,
    { version = 1, length }: { version?: number; length?: number } = {},
  ): Buffer => {
    const start = Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\0`, 'latin1');
    const size = Buffer.alloc(version === 1 ? 2 : 4);
    size.writeUIntLE(length ?? header.length, 0, size.length);
    return Buffer.concat([start, size, Buffer.from(header), Buffer.alloc(data)]);
  };
  const array = (descr: string, shape: string, data: number, order = 'False') =>
    npy(`{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`, data);
  const unsupported = (what: string, descr: string, explanation: string): Case => [
    what,
    'a.npy',
    () => array(descr, '(1,)', 64),
    'WEIGHTS_UNSUPPORTED',
    explanation,
  ];
  refused([
    [
      'no length',
      'a.npy',
      () => npy('').subarray(0, 9),
      'WEIGHTS_TRUNCATED',
      'The header of “a” needs at least 10 bytes and has 9.',
    ],
    [
      'half a length',
      'a.npy',
      () => npy('', 0, { version: 2 }).subarray(0, 11),
      'WEIGHTS_TRUNCATED',
      'The header of “a” lacks its length.',
    ],
    [
      'a header beyond the end',
      'a.npy',
      () => npy('{}', 0, { length: 100 }),
      'WEIGHTS_TRUNCATED',
      'The header of “a” needs 110 bytes and has 12.',
    ],
    [
      'a header of 4 GB',
      'a.npy',
      () => npy('{}', 0, { version: 2, length: 2 ** 32 - 1 }),
      'WEIGHTS_UNSUPPORTED',
      'The header of “a” has 4294967295 bytes: it describes records.',
    ],
    [
      'a later version',
      'a.npy',
      () => npy('{}', 0, { version: 4 }),
      'WEIGHTS_UNSUPPORTED',
      '“a” has version 4 of the format; 1 to 3 are read.',
    ],
    [
      'a header of something else',
      'a.npy',
      () => npy('__import__("os").system("ls")'),
      'WEIGHTS_DAMAGED',
      'The header of “a” is “__import__("os").system("ls")”. Expected descr, fortran_order and shape.',
    ],
    [
      'a shape that overflows',
      'a.npy',
      () => array("'<f4'", '(9007199254740993, 4096)', 0),
      'WEIGHTS_DAMAGED',
      "The header of “a” is “{'descr': '<f4', 'fortran_order': False, 'shape': (9007199254740993, 4096), }”. Expected descr, fortran_order and shape.",
    ],
    [
      'a negative shape',
      'a.npy',
      () => array("'<f4'", '(-1,)', 0),
      'WEIGHTS_DAMAGED',
      "The header of “a” is “{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }”. Expected descr, fortran_order and shape.",
    ],
    [
      'fewer numbers than announced',
      'a.npy',
      () => array("'<f8'", '(1000000, 1000000)', 80),
      'WEIGHTS_TRUNCATED',
      '“a” of shape [1000000, 1000000] needs 8000000000082 bytes and has 162.',
    ],
    unsupported(
      'Python objects',
      "'|O'",
      '“a” holds Python objects as a pickle; loading one can run code, so it is not loaded.',
    ),
    unsupported('records', "[('x', '<f4')]", '“a” is an array of records with several fields.'),
    unsupported(
      'unnamed bytes',
      "'<V2'",
      '“a” is stored as unnamed bytes (<V2), as bfloat16 of JAX is: numpy does not say what they mean.',
    ),
    unsupported('times', "'<M8[ns]'", '“a” has the type “<M8[ns]”, which is no number that is read.'),
    unsupported('long numbers', "'<f16'", '“a” has the type “<f16”, which is no number that is read.'),
    unsupported('a type that is none', "'zzz'", '“a” has the type “zzz”, which is no number that is read.'),
    [
      'only Python objects in an archive',
      'a.npz',
      () => zipBytes([{ name: 'config.npy', content: array("'|O'", '()', 5) }]),
      'WEIGHTS_UNSUPPORTED',
      '“config” holds Python objects as a pickle; loading one can run code, so it is not loaded.',
    ],
    [
      'a member that is no array',
      'a.npz',
      () => zipBytes([{ name: 'w.npy', content: 'not an array' }]),
      'WEIGHTS_DAMAGED',
      '“w” does not begin with \\x93NUMPY. Expected an array of numpy.',
    ],
    [
      'a member that is too short, compressed',
      'a.npz',
      () => zipBytes([{ name: 'w.npy', content: array("'<f4'", '(100,)', 8), deflate: true }]),
      'WEIGHTS_TRUNCATED',
      '“w” of shape [100] needs 470 bytes and has 78.',
    ],
  ]);
});
