import { maskedCrc32c } from '../../../src/weights/tensorflow/crc32c.ts';

/** A varint of protocol buffers; negative numbers take ten bytes. */
export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}

/** A field of a message: a number, or bytes with their length. */
export const field = (number: number, value: number | Buffer): Buffer =>
  typeof value === 'number'
    ? Buffer.concat([varint(number << 3), varint(value)])
    : Buffer.concat([varint((number << 3) | 2), varint(value.length), value]);

/** An entry of a block: `shared` bytes of the key before, then these. */
export const entry = (shared: number, key: string | Buffer, value: Buffer): Buffer =>
  Buffer.concat([
    varint(shared),
    varint(Buffer.byteLength(key)),
    varint(value.length),
    Buffer.from(key),
    value,
  ]);

const RESTARTS = Buffer.from([0, 0, 0, 0, 1, 0, 0, 0]);

export const block = (...entries: Buffer[]): Buffer => Buffer.concat([...entries, RESTARTS]);

/** A table of these data blocks with right checksums, as LevelDB's table_format.md describes it. */
export function table(
  blocks: Buffer[],
  { compression = 0, handles }: { compression?: number; handles?: [number, number][] } = {},
): Buffer {
  const parts: Buffer[] = [];
  let length = 0;
  const append = (content: Buffer): [number, number] => {
    const checked = Buffer.concat([content, Buffer.from([compression])]);
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(maskedCrc32c(checked));
    parts.push(checked, sum);
    const place: [number, number] = [length, content.length];
    length += checked.length + 4;
    return place;
  };
  const places = blocks.map(append);
  const handle = ([offset, size]: [number, number]) => Buffer.concat([varint(offset), varint(size)]);
  const index = append(block(...(handles ?? places).map((place, at) => entry(0, `k${at}`, handle(place)))));
  const footer = Buffer.alloc(48);
  Buffer.concat([varint(0), varint(0), handle(index)]).copy(footer);
  footer.writeBigUInt64LE(0xdb4775248b80fb57n, 40);
  return Buffer.concat([...parts, footer]);
}
