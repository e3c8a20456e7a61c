import { describe, expect, test } from 'vitest';
import { openPytorch } from '../../../src/weights/pytorch/open.ts';
import { refusalOf, written } from '../plain/reading.ts';
import { zipBytes } from '../plain/zipBytes.ts';
import {
  archive,
  call,
  global,
  int,
  join,
  long,
  pickle,
  refused,
  stateDict,
  type TensorParts,
  tensor,
  text,
  tuple,
  uint64,
} from './pickleBytes.ts';

describe('scales of a tensor that is quantized by channel', () => {
  const [scales, zeroPoints] = ['1', '2'].map((key) =>
    tensor({ key, elements: int(2), shape: tuple(int(2)), strides: tuple(int(1)) }),
  ) as [Buffer, Buffer];
  const quantized = (first: Buffer, axis: Buffer | string) =>
    call(
      global('torch._utils', '_rebuild_qtensor'),
      join(tuple(text('storage'), global('torch', 'QInt8Storage'), text('0'), text('cpu'), int(6)), 'Q'),
      int(0),
      tuple(int(2), int(3)),
      tuple(int(3), int(1)),
      tuple(global('torch', 'per_channel_affine'), first, zeroPoints, axis),
      '\x89',
      '}',
    );
  const bytes = (...values: number[]) => Buffer.from(Float32Array.from(values).buffer);
  const open = (value: Buffer, storages: Record<string, Buffer> = {}) =>
    openPytorch(
      archive('model.pt', stateDict(['w', value]), {
        0: Buffer.from([1, 2, 3, 4, 5, 6]),
        1: bytes(0.5, 2),
        2: bytes(0, 1),
        ...storages,
      }),
    );

  test('are applied', async () => {
    const file = await open(quantized(scales, int(0)));
    const [entry] = file.tensors;
    expect(entry!.quantization).toEqual({ scale: 2, zeroPoint: 0, channels: 2 });
    for await (const piece of file.pieces(entry!)) expect([...piece]).toEqual([0.5, 1, 1.5, 6, 8, 10]);
    await file.close();
  });

  test('in a storage that is too short', async () => {
    expect((await refusalOf(open(quantized(scales, int(0)), { 1: bytes(1) })))[2]).toBe(
      'The tensor “w” reaches to element 2 of a storage with 1. Expected a view inside of its storage.',
    );
  });

  test('that are no tensor', async () => {
    expect((await refusalOf(open(quantized(int(3), int(0)))))[2]).toBe(
      'The tensor “w” is quantized by channel without scales and zero points. Expected a view inside of its storage.',
    );
  });

  test.each([
    ['another axis', int(1), {}],
    ['a scale of NaN', int(0), { 1: bytes(1, Number.NaN) }],
  ])('%s: the integers are shown, and it is said', async (_, axis, storages) => {
    const file = await open(quantized(scales, axis), storages);
    expect(file.notes).toEqual(['Quantized by channel, shown as the integers that are stored: “w”.']);
    for await (const piece of file.pieces(file.tensors[0]!)) expect([...piece]).toEqual([1, 2, 3, 4, 5, 6]);
    await file.close();
  });
});

describe('a tensor that lies', () => {
  const inside = 'Expected a view inside of its storage.';
  test.each<[string, TensorParts, string]>([
    [
      'a storage that is shorter',
      { elements: int(600), strides: tuple(int(300), int(1)) },
      'reaches to element 303 of a storage with 6',
    ],
    ['a storage that announces less', { elements: int(5) }, 'reaches to element 6 of a storage with 5'],
    ['an offset behind the end', { offset: int(1) }, 'reaches to element 7 of a storage with 6'],
    ['a negative offset', { offset: int(-1) }, 'has an offset that is no whole number from 0 on'],
    [
      'a negative size',
      { shape: tuple(int(-2), int(3)) },
      'has a shape of other things than whole numbers from 0 on',
    ],
    [
      'a negative stride',
      { strides: tuple(int(-3), int(1)) },
      'has strides of other things than whole numbers from 0 on',
    ],
    [
      'strides beyond all numbers',
      { strides: tuple(long(2n ** 62n), int(1)) },
      'has strides of other things than whole numbers from 0 on',
    ],
    [
      'a large stride',
      { strides: tuple(long(2n ** 52n), int(1)) },
      'reaches to element 4,503,599,627,370,499 of a storage with 6',
    ],
    [
      'a shape beyond all numbers',
      { shape: tuple(long(2n ** 40n), long(2n ** 40n)) },
      'has more elements than a tensor can',
    ],
    ['fewer strides than axes', { strides: tuple(int(1)) }, 'has 2 axes and 1 strides'],
    ['100 axes', { shape: tuple(...Array.from({ length: 100 }, () => int(1))) }, 'has over 64 axes'],
    ['a storage that is not there', { key: '7' }, 'has no storage in the file'],
    ['a storage of another folder', { key: '../../secret' }, 'has no storage in the file'],
    ['a storage without a size', { elements: 'N' }, 'has a storage whose size is no whole number from 0 on'],
    ['a size that is no number', { shape: 'N' }, 'has a shape of other things than whole numbers from 0 on'],
  ])('%s', async (_, parts, found) => {
    expect(await refused(stateDict(['w', tensor(parts)]))).toEqual([
      'WEIGHTS_DAMAGED',
      'model.pt is damaged',
      `The tensor “w” ${found}. ${inside}`,
    ]);
  });

  test('of billions of repeated values', async () => {
    const shape = tuple(long(2n ** 40n), int(3));
    expect(await refused(stateDict(['w', tensor({ shape, strides: tuple(int(0), int(1)) })]))).toEqual([
      'WEIGHTS_LIMIT',
      'model.pt announces more than a model has',
      'The tensor “w” announces 3,298,534,883,328 values, and its storage has 6. At most 268,435,456 repeated values are read.',
    ]);
  });

  test('an unknown type leaves the others readable', async () => {
    const content = stateDict(['a', tensor()], ['b', tensor({ storage: 'QUInt4x2Storage' })]);
    const file = await openPytorch(archive('model.pt', content));
    expect(file.notes).toEqual([
      'Not read: “b” is stored as torch.QUInt4x2Storage, which is not known here.',
    ]);
    await file.close();
  });

  test('a whole number of NumPy’s shape against its bytes', async () => {
    const type = join(
      call(global('numpy', 'dtype'), text('f4'), '\x89', '\x88'),
      tuple(int(3), text('<'), 'NNN', int(-1), int(-1), int(0)),
      'b',
    );
    const array = join(
      call(
        global('numpy.core.multiarray', '_reconstruct'),
        global('numpy', 'ndarray'),
        tuple(int(0)),
        text('b'),
      ),
      tuple(int(1), tuple(int(1000)), type, '\x89', text('abcd')),
      'b',
    );
    expect((await refused(stateDict(['w', array])))[2]).toBe(
      `The tensor “w” has the shape [1000] and 4 bytes. ${inside}`,
    );
  });
});

describe('files around it', () => {
  const magic = '\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.\x80\x02}.';
  const old = (...after: (string | Buffer)[]) =>
    written('old.pt', join(magic, stateDict(['w', tensor()]), ...after));

  test.each<[string, () => string, [string, string, string]]>([
    [
      'the old layout without its storages',
      () => old(pickle(2, '](', text('0'), 'e')),
      ['WEIGHTS_TRUNCATED', 'old.pt ends too early', 'It ends before storage “0”.'],
    ],
    [
      'the old layout with a storage that announces more',
      () => old(pickle(2, '](', text('0'), 'e'), uint64(2n ** 63n), Buffer.alloc(24)),
      [
        'WEIGHTS_TRUNCATED',
        'old.pt ends too early',
        'It ends inside of storage “0”, which announces 9,223,372,036,854,775,808 elements.',
      ],
    ],
    [
      'the old layout with a storage that no tensor has',
      () => old(pickle(2, '](', text('x'), 'e')),
      [
        'WEIGHTS_DAMAGED',
        'old.pt is damaged',
        'It lists a storage “x” that its data do not use or that it has listed before. Expected those of its tensors.',
      ],
    ],
    [
      'the old layout with a shorter storage',
      () => old(pickle(2, '](', text('0'), 'e'), uint64(5n), Buffer.alloc(20)),
      [
        'WEIGHTS_DAMAGED',
        'old.pt is damaged',
        `The tensor “w” reaches to element 6 of a storage with 5. Expected a view inside of its storage.`,
      ],
    ],
    [
      'a zip archive of something else',
      () => written('other.zip', zipBytes([{ name: 'readme.txt', content: 'hello' }])),
      [
        'WEIGHTS_UNSUPPORTED',
        'other.zip holds something that is not read',
        'It is a zip archive without a data.pkl; its first member is “readme.txt”.',
      ],
    ],
    [
      'a tar archive',
      () => written('old.tar', join('x'.repeat(257), 'ustar', '\0'.repeat(300))),
      [
        'WEIGHTS_UNSUPPORTED',
        'old.tar holds something that is not read',
        'It is a tar archive, as PyTorch wrote them before version 0.1.10.',
      ],
    ],
    [
      'an archive with a storage that is cut',
      () => archive('cut.pt', stateDict(['w', tensor()]), { 0: Buffer.alloc(23) }),
      [
        'WEIGHTS_DAMAGED',
        'cut.pt is damaged',
        'The tensor “w” reaches to element 6 of a storage with 5. Expected a view inside of its storage.',
      ],
    ],
  ])('%s', async (_, make, expected) => {
    expect(await refusalOf(openPytorch(make()))).toEqual(expected);
  });
});
