import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, test } from 'vitest';
import { openOnnx } from '../../../src/weights/onnx/open.ts';
import { readAll, refusalOf, written } from '../plain/reading.ts';

type Fill = (writer: BinaryWriter) => unknown;

/** A message in field `field`. */
const inside = (writer: BinaryWriter, field: number, fill: Fill): BinaryWriter => {
  writer.tag(field, WireType.LengthDelimited).fork();
  fill(writer);
  return writer.join();
};
const text = (writer: BinaryWriter, field: number, value: string): BinaryWriter =>
  writer.tag(field, WireType.LengthDelimited).string(value);
const whole = (writer: BinaryWriter, field: number, value: number | bigint): BinaryWriter =>
  writer.tag(field, WireType.Varint).int64(value);

const model = (graph: Fill): Uint8Array => inside(new BinaryWriter(), 7, graph).finish();

interface Parts {
  type?: number;
  dims?: (number | bigint)[];
  raw?: Uint8Array;
  external?: Record<string, string>;
}

const initializer = ({ type = 1, dims = [2, 3], raw, external }: Parts) =>
  model((graph) =>
    inside(graph, 5, (tensor) => {
      for (const dim of dims) whole(tensor, 1, dim);
      whole(tensor, 2, type);
      text(tensor, 8, 'w');
      if (raw) tensor.tag(9, WireType.LengthDelimited).bytes(raw);
      for (const [key, value] of Object.entries(external ?? {}))
        inside(tensor, 13, (pair) => text(text(pair, 1, key), 2, value));
      if (external) whole(tensor, 14, 1);
    }),
  );

/** If nodes in the branches of If nodes. */
const nested = (depth: number): Fill =>
  depth === 0
    ? () => undefined
    : (graph) =>
        inside(graph, 1, (node) => inside(node, 5, (attribute) => inside(attribute, 6, nested(depth - 1))));

const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex');
const refused = (content: Uint8Array) => refusalOf(openOnnx(written('model.onnx', content)));

describe('a model that lies or is broken', () => {
  const damaged = (found: string) => ['WEIGHTS_DAMAGED', 'model.onnx is damaged', found];
  const complete = 'Expected a complete field.';

  test.each<[string, Uint8Array, string[]]>([
    [
      'a length beyond the file',
      bytes('3aff01'),
      damaged(`The field at byte 0 does not fit into its message, which ends at byte 3. ${complete}`),
    ],
    [
      'a length beyond its message',
      bytes('3a022a0500000000'),
      damaged(`The field at byte 2 does not fit into its message, which ends at byte 4. ${complete}`),
    ],
    [
      'a length of 2^63',
      bytes('3affffffffffffffffff01'),
      damaged(`The field at byte 0 does not fit into its message, which ends at byte 11. ${complete}`),
    ],
    [
      'a number without an end',
      bytes('08ffffffffffffffffffffffffff'),
      damaged(`The field at byte 0 does not fit into its message, which ends at byte 14. ${complete}`),
    ],
    [
      'field 0',
      bytes('0000'),
      damaged(`The field at byte 0 does not fit into its message, which ends at byte 2. ${complete}`),
    ],
    [
      'a group',
      bytes('0b0c'),
      damaged(`The field at byte 0 does not fit into its message, which ends at byte 2. ${complete}`),
    ],
    [
      'text',
      Buffer.from('hello world'),
      damaged(`The field at byte 2 does not fit into its message, which ends at byte 11. ${complete}`),
    ],
    ['a graph that is a number', bytes('3801'), damaged('At byte 2 stands a number. Expected a message.')],
    ['no graph', bytes('0808'), damaged('It has no graph. Expected one.')],
    [
      'no weights',
      model(() => undefined),
      [
        'WEIGHTS_UNSUPPORTED',
        'model.onnx holds something that is not read',
        'It has no weights that could be read.',
      ],
    ],
    [
      'weights of four bits only',
      initializer({ type: 22, raw: bytes('000000') }),
      [
        'WEIGHTS_UNSUPPORTED',
        'model.onnx holds something that is not read',
        'It has no weights that could be read: “w” is int4.',
      ],
    ],
    [
      'a shape without its values',
      initializer({ dims: [1000, 1000] }),
      damaged('The tensor “w” has the shape [1000, 1000] and 0 bytes. Expected 1,000,000 values of 4 bytes.'),
    ],
    [
      'a shape with fewer values',
      initializer({ raw: Buffer.alloc(23) }),
      damaged('The tensor “w” has the shape [2, 3] and 23 bytes. Expected 6 values of 4 bytes.'),
    ],
    [
      'a negative size',
      initializer({ dims: [-2, 3], raw: Buffer.alloc(24) }),
      damaged('The tensor “w” has a shape of other things than sizes from 0 on. Expected sizes.'),
    ],
    [
      'a shape beyond all numbers',
      initializer({ dims: [2n ** 40n, 2n ** 40n], raw: Buffer.alloc(24) }),
      damaged('The tensor “w” has a shape of other things than sizes from 0 on. Expected sizes.'),
    ],
    [
      '100 axes',
      initializer({ dims: Array.from({ length: 100 }, () => 1), raw: Buffer.alloc(4) }),
      damaged('A tensor has over 64 axes. Expected fewer.'),
    ],
    [
      'graphs in graphs in graphs',
      model(nested(40)),
      [
        'WEIGHTS_LIMIT',
        'model.onnx announces more than a model has',
        'It nests over 16 graphs. A model needs few.',
      ],
    ],
    [
      '300,000 nodes',
      model((graph) => {
        for (let count = 0; count < 300_000; count++) graph.tag(1, WireType.LengthDelimited).uint32(0);
      }),
      [
        'WEIGHTS_LIMIT',
        'model.onnx announces more than a model has',
        'Its graph has over 200,000 nodes. A model has fewer.',
      ],
    ],
    [
      'five million fields',
      Buffer.alloc(10_000_000, Buffer.from([0x08, 0x01])),
      [
        'WEIGHTS_LIMIT',
        'model.onnx announces more than a model has',
        'It has over 4,000,000 fields. A model needs about twenty for each node.',
      ],
    ],
    [
      'a name of a megabyte',
      model((graph) => inside(graph, 1, (node) => text(node, 4, 'x'.repeat(2 ** 20)))),
      [
        'WEIGHTS_LIMIT',
        'model.onnx announces more than a model has',
        'Byte 12 starts a name or a list of 1.0 MB. Expected at most 66 KB.',
      ],
    ],
  ])('%s', async (_, content, expected) => {
    expect(await refused(content)).toEqual(expected);
  });
});

describe('values in another file', () => {
  const external = (location: string, more: Record<string, string> = {}) =>
    initializer({ external: { location, ...more } });

  test.each([['../../etc/passwd'], ['/etc/passwd'], ['C:\\secret'], ['a/../../b'], ['..\\x'], ['']])(
    '%j is not opened',
    async (location) => {
      expect(await refused(external(location))).toEqual([
        'WEIGHTS_DAMAGED',
        'model.onnx is damaged',
        `It names “${location}” as one of its parts. Expected a file in its own folder.`,
      ]);
    },
  );

  test('that is not there is named', async () => {
    expect(await refused(external('weights.bin'))).toEqual([
      'WEIGHTS_PART_MISSING',
      'weights.bin is missing beside model.onnx',
      'It names weights.bin as one of the files that hold the weights.',
    ]);
  });

  test.each<[Record<string, string>, string[]]>([
    [
      { offset: '10' },
      [
        'WEIGHTS_DAMAGED',
        'model.onnx is damaged',
        'The tensor “w” is said to be at byte 10 of short.bin. Expected 24 bytes within its 30.',
      ],
    ],
    [
      { offset: '-8', length: '24' },
      [
        'WEIGHTS_DAMAGED',
        'model.onnx is damaged',
        'The tensor “w” is said to be at byte -8 of short.bin, 24 bytes long. Expected 24 bytes within its 30.',
      ],
    ],
    [
      { offset: '1e400' },
      [
        'WEIGHTS_DAMAGED',
        'model.onnx is damaged',
        'The tensor “w” is said to be at byte 1e400 of short.bin. Expected 24 bytes within its 30.',
      ],
    ],
    [
      { offset: '20', length: '24' },
      [
        'WEIGHTS_TRUNCATED',
        'short.bin ends too early',
        'The tensor “w” takes the bytes up to 44 of it, and it has 30.',
      ],
    ],
  ])('%j', async (where, expected) => {
    written('short.bin', Buffer.alloc(30));
    expect(await refused(external('short.bin', where))).toEqual(expected);
  });
});

test('a list of numbers that ends in the middle of one is refused when it is read', async () => {
  const content = model((graph) =>
    inside(graph, 5, (tensor) => {
      whole(whole(tensor, 1, 2), 2, 10);
      tensor.tag(5, WireType.LengthDelimited).bytes(bytes('ff81'));
      text(tensor, 8, 'w');
    }),
  );
  const file = await openOnnx(written('model.onnx', content));
  expect(await refusalOf(readAll(file))).toEqual([
    'WEIGHTS_TRUNCATED',
    'model.onnx ends too early',
    'The tensor “w” has 0 of 2 values.',
  ]);
  await file.close();
});

test('a file that becomes shorter while it is open is refused when it is read', async () => {
  const path = written('model.onnx', initializer({ raw: Buffer.alloc(24) }));
  const file = await openOnnx(path);
  written('model.onnx', 'x');
  expect((await refusalOf(readAll(file)))[0]).toBe('WEIGHTS_TRUNCATED');
  await file.close();
});
