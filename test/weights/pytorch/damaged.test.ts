import { describe, expect, test } from 'vitest';
import { call, global, join, pickle, refused, tensor, text, uint32, uint64 } from './pickleBytes.ts';

describe('a pickle that lies or is broken', () => {
  const laughs = (levels: number) =>
    pickle(
      2,
      ']',
      ...Array.from({ length: levels }, (_, i) =>
        join(`q${String.fromCharCode(i)}0]`, '(', `h${String.fromCharCode(i)}`.repeat(10), 'e'),
      ),
    );

  test.each<[string, Buffer, [string, string, string]]>([
    [
      'a whole number of 2^31 bytes',
      pickle(2, '\x8b', uint32(2 ** 31 - 1)),
      [
        'WEIGHTS_LIMIT',
        'announces more than a model has',
        'Its pickle has a whole number of 2,147,483,647 bytes. Expected at most 2,000.',
      ],
    ],
    [
      'a whole number of a negative length',
      pickle(2, '\x8b', uint32(2 ** 32 - 1)),
      [
        'WEIGHTS_LIMIT',
        'announces more than a model has',
        'Its pickle has a whole number of -1 bytes. Expected at most 2,000.',
      ],
    ],
    [
      'text that is longer than the file',
      pickle(4, '\x8d', uint64(2n ** 40n), 'abc'),
      [
        'WEIGHTS_TRUNCATED',
        'ends too early',
        'Its pickle takes 1,099,511,627,776 bytes from byte 11 on, and has 4.',
      ],
    ],
    [
      'text that is longer than numbers are',
      pickle(4, '\x8d', uint64(2n ** 64n - 1n)),
      [
        'WEIGHTS_TRUNCATED',
        'ends too early',
        'Its pickle takes 9,007,199,254,740,991 bytes from byte 11 on, and has 1.',
      ],
    ],
    [
      'bytes that are longer than the file',
      pickle(5, '\x96', uint64(1000n)),
      ['WEIGHTS_TRUNCATED', 'ends too early', 'Its pickle takes 1,000 bytes from byte 11 on, and has 1.'],
    ],
    [
      'text of a negative length',
      pickle(2, 'T', uint32(2 ** 32 - 1)),
      ['WEIGHTS_DAMAGED', 'is damaged', 'At byte 7 of its pickle stands a length of -1. Expected 0 or more.'],
    ],
    [
      'an empty stack',
      pickle(2, 'R'),
      [
        'WEIGHTS_DAMAGED',
        'is damaged',
        'At byte 3 of its pickle nothing is left to take. Expected a value before it.',
      ],
    ],
    [
      'a group that never began',
      pickle(2, 't'),
      ['WEIGHTS_DAMAGED', 'is damaged', 'At byte 3 of its pickle a group ends. Expected it to have begun.'],
    ],
    [
      'a value that was never stored',
      pickle(2, 'h\x07'),
      [
        'WEIGHTS_DAMAGED',
        'is damaged',
        'At byte 4 of its pickle the value 7 is asked for. Expected one that was stored before.',
      ],
    ],
    [
      'no end',
      join('\x80\x02}'),
      ['WEIGHTS_TRUNCATED', 'ends too early', 'Its pickle takes 1 byte from byte 3 on, and has 0.'],
    ],
    [
      'a line without an end',
      join('cos'),
      ['WEIGHTS_DAMAGED', 'is damaged', 'The line at byte 1 of its pickle has no end. Expected a line feed.'],
    ],
    [
      'an unknown operation',
      pickle(2, '\xff'),
      [
        'WEIGHTS_DAMAGED',
        'is damaged',
        'Byte 2 of its pickle is 0xff, which is no operation. Expected one of the protocols 0 to 5.',
      ],
    ],
    [
      'a protocol to come',
      pickle(9, 'N'),
      ['WEIGHTS_DAMAGED', 'is damaged', 'At byte 2 of its pickle stands protocol 9. Expected 5 at most.'],
    ],
    [
      'a number of letters',
      pickle(0, 'Itwelve\n'),
      ['WEIGHTS_DAMAGED', 'is damaged', 'Its pickle has “twelve” for a number. Expected decimal digits.'],
    ],
    [
      'a number of a million digits',
      pickle(0, `L${'9'.repeat(1_000_000)}L\n`),
      [
        'WEIGHTS_DAMAGED',
        'is damaged',
        `Its pickle has “${'9'.repeat(20)}” for a number. Expected decimal digits.`,
      ],
    ],
    [
      'a dictionary of three things',
      pickle(2, '}(NNNu'),
      [
        'WEIGHTS_DAMAGED',
        'is damaged',
        'At byte 8 of its pickle a dictionary has a key without a value. Expected pairs.',
      ],
    ],
    [
      'a number for a class',
      pickle(2, '\x82\x01'),
      [
        'WEIGHTS_DAMAGED',
        'is damaged',
        'At byte 3 of its pickle stands a number for a class. Expected its name: such numbers are known to one program only.',
      ],
    ],
    [
      'a class named by a number',
      pickle(4, 'K\x01K\x02\x93'),
      [
        'WEIGHTS_DAMAGED',
        'is damaged',
        'At byte 7 of its pickle a class is named by something else than text. Expected its module and its name.',
      ],
    ],
    [
      '100,000 groups in groups',
      pickle(2, '('.repeat(100_000)),
      [
        'WEIGHTS_LIMIT',
        'announces more than a model has',
        'Its pickle nests over 10,000 levels. A checkpoint needs few.',
      ],
    ],
    [
      '100,000 lists in lists',
      pickle(2, ']'.repeat(100_000), 'a'.repeat(99_999)),
      [
        'WEIGHTS_LIMIT',
        'announces more than a model has',
        'Its values nest over 200 levels. A checkpoint has fewer.',
      ],
    ],
    [
      'lists of the same lists, a thousand million times over',
      laughs(9),
      [
        'WEIGHTS_LIMIT',
        'announces more than a model has',
        'Its values unfold to over 500,000. A checkpoint has fewer.',
      ],
    ],
    [
      'three million lists',
      pickle(2, ']'.repeat(3_000_000)),
      [
        'WEIGHTS_LIMIT',
        'announces more than a model has',
        'Its pickle has over 2,000,000 values. A checkpoint needs about ten for each tensor.',
      ],
    ],
    [
      'seven million operations',
      pickle(2, 'N0'.repeat(3_500_000)),
      [
        'WEIGHTS_LIMIT',
        'announces more than a model has',
        'Its pickle has over 6,000,000 operations. A checkpoint needs about a hundred for each tensor.',
      ],
    ],
    [
      'copies of a large list',
      pickle(
        2,
        join('](', 'N'.repeat(50_000), 'eq\x00'),
        ...Array.from({ length: 1000 }, () => call(global('builtins', 'list'), 'h\x00')),
      ),
      [
        'WEIGHTS_LIMIT',
        'announces more than a model has',
        'Its pickle has over 2,000,000 values. A checkpoint needs about ten for each tensor.',
      ],
    ],
    [
      'a class with a name of 100,000 parts',
      pickle(2, global('a', 'a.'.repeat(100_000))),
      [
        'WEIGHTS_LIMIT',
        'announces more than a model has',
        'Its pickle has a name of 200,002 characters for a class. A checkpoint needs a few short ones.',
      ],
    ],
    [
      'a member of a member of a member …',
      pickle(
        2,
        join(global('builtins', 'getattr'), 'q\x00', text('a'), 'q\x01', global('m', 'C'), 'q\x020'),
        ...Array.from({ length: 10_000 }, () => 'h\x00h\x02h\x01\x86Rq\x020'),
      ),
      [
        'WEIGHTS_LIMIT',
        'announces more than a model has',
        'Its pickle has a name of over 16 parts for a class. A checkpoint needs a few short ones.',
      ],
    ],
    [
      '30,000 classes',
      pickle(2, ...Array.from({ length: 30_000 }, (_, index) => global('a', `C${index}`))),
      [
        'WEIGHTS_LIMIT',
        'announces more than a model has',
        'Its pickle refers to over 20,000 classes and functions. A checkpoint needs a few short ones.',
      ],
    ],
    [
      'many tensors under a name of a megabyte',
      pickle(2, '}', text('x'.repeat(2 ** 20)), '](', tensor(), 'q\x00', 'h\x00'.repeat(50), 'es'),
      [
        'WEIGHTS_LIMIT',
        'announces more than a model has',
        'Its values have names of over 34 MB. A checkpoint has fewer.',
      ],
    ],
    [
      'a list that holds itself',
      pickle(2, ']q\x00h\x00a'),
      ['WEIGHTS_UNSUPPORTED', 'holds something that is not read', 'It holds no tensors that could be read.'],
    ],
    [
      'nothing but a class of others',
      pickle(2, global('my', 'Net'), ')\x81'),
      [
        'WEIGHTS_UNSUPPORTED',
        'holds something that is not read',
        'It holds no tensors that could be read: it holds an object of the class my.Net.',
      ],
    ],
  ])('%s', async (_, content, [code, title, explanation]) => {
    expect(await refused(content)).toEqual([code, `model.pt ${title}`, explanation]);
  });
});
