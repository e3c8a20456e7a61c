/** HDF5 files piece by piece, so that a test can make each piece lie. Source: HDF5 File Format Specification 3.0. */
import { crc32 } from 'node:zlib';

type Bytes = readonly number[];

const little = (value: number | bigint, size: number): number[] =>
  Array.from({ length: size }, (_, at) => Number((BigInt(value) >> BigInt(8 * at)) & 255n));

export const u16 = (value: number): number[] => little(value, 2);
export const u32 = (value: number): number[] => little(value, 4);
export const u64 = (value: number | bigint): number[] => little(value, 8);
export const letters = (text: string): number[] => [...Buffer.from(text)];

/** No address. */
export const NOWHERE = u64(2n ** 64n - 1n);

export interface Part {
  type: number;
  data: Bytes;
}

const CHECKSUM = [0, 0, 0, 0];
const SUPERBLOCK_BYTES = 48;

/** Takes structures one after the other and says where each one is. */
export class Craft {
  readonly #bytes: number[] = [];

  /** Where the next structure will be. */
  get next(): number {
    return SUPERBLOCK_BYTES + this.#bytes.length;
  }

  add(bytes: Bytes): number {
    const address = this.next;
    for (const byte of bytes) this.#bytes.push(byte);
    return address;
  }

  /** The header of a group or a dataset. */
  object(...parts: Part[]): number {
    const body = parts.flatMap(({ type, data }) => [type, ...u16(data.length), 0, ...data]);
    return this.add([...letters('OHDR'), 2, 2, ...u32(body.length), ...body, ...CHECKSUM]);
  }

  /** A dataset of float32, `more` replacing the part of the same type. */
  dataset(shape: Bytes, ...more: Part[]): number {
    const values = this.add(Array.from({ length: 16 }, () => 0));
    const parts = [
      space(
        shape.flatMap((size) => u64(size)),
        shape.length,
      ),
      FLOAT32,
      contiguous(values, 16),
    ];
    const kept = parts.filter(({ type }) => !more.some((each) => each.type === type));
    return this.object(...kept, ...more);
  }

  file(root: number, end = this.next): Uint8Array {
    const start = [...letters('\x89HDF\r\n\x1a\n').slice(1), 2, 8, 8, 0];
    start[0] = 0x89;
    return Uint8Array.from([
      ...start,
      ...u64(0),
      ...NOWHERE,
      ...u64(end),
      ...u64(root),
      ...CHECKSUM,
      ...this.#bytes,
    ]);
  }

  /** A file with one dataset `w`. */
  fileOf(dataset: number): Uint8Array {
    return this.file(this.object(link('w', dataset)));
  }
}

export const link = (name: string, address: number): Part => ({
  type: 6,
  data: [1, 0, name.length, ...letters(name), ...u64(address)],
});

export const softLink = (name: string, target: string): Part => ({
  type: 6,
  data: [1, 8, 1, name.length, ...letters(name), ...u16(target.length), ...letters(target)],
});

/** An empty group needs something that says that it is one. */
export const LINKS: Part = { type: 2, data: [0, 0, ...NOWHERE, ...NOWHERE] };

export const space = (sizes: Bytes, rank: number): Part => ({ type: 1, data: [2, rank, 0, 1, ...sizes] });

const FLOAT32: Part = {
  type: 3,
  data: [0x11, 0x20, 0x1f, 0, ...u32(4), ...u16(0), ...u16(32), 23, 8, 0, 23, ...u32(127)],
};

export const contiguous = (address: number | bigint, bytes: number): Part => ({
  type: 8,
  data: [3, 1, ...u64(address), ...u64(bytes)],
});

/** All values in one chunk that went through filters. */
export const singleChunk = (sizes: Bytes, address: number, bytes: number): Part => ({
  type: 8,
  data: [
    4,
    2,
    2,
    sizes.length + 1,
    4,
    ...sizes.flatMap((size) => u32(size)),
    ...u32(4),
    1,
    ...u64(bytes),
    ...u32(0),
    ...u64(address),
  ],
});

export const filter = (id: number): Part => ({
  type: 11,
  data: [2, 1, ...u16(id), ...(id >= 256 ? u16(0) : []), ...u16(0), ...u16(0)],
});

/** A text of any length, which its collection at `address` holds as number 1. */
export const text = (name: string, length: number, address: number): Part => ({
  type: 12,
  data: [
    ...[3, 0, ...u16(name.length + 1), ...u16(16), ...u16(4), 1, ...letters(name), 0],
    ...[0x19, 1, 1, 0, ...u32(16), 0x13, 0, 0, 0, ...u32(1)].slice(0, 16),
    ...[2, 0, 0, 0, ...u32(length), ...u64(address), ...u32(1)],
  ],
});

/** A zip archive of stored members. */
export function zipOf(members: Record<string, Uint8Array | string>): Uint8Array {
  const local: number[] = [];
  const directory: number[] = [];
  for (const [name, content] of Object.entries(members)) {
    const bytes = Buffer.from(content);
    const common = [
      20,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0x21,
      0,
      ...u32(crc32(bytes)),
      ...u32(bytes.length),
      ...u32(bytes.length),
    ];
    const start = local.length;
    local.push(...letters('PK\x03\x04'), ...common, ...u16(name.length), 0, 0, ...letters(name), ...bytes);
    directory.push(...letters('PK\x01\x02'), 20, 0, ...common, ...u16(name.length), ...Array(12).fill(0));
    directory.push(...u32(start), ...letters(name));
  }
  const count = Object.keys(members).length;
  const end = [
    0,
    0,
    0,
    0,
    ...u16(count),
    ...u16(count),
    ...u32(directory.length),
    ...u32(local.length),
    0,
    0,
  ];
  return Uint8Array.from([...local, ...directory, ...letters('PK\x05\x06'), ...end]);
}
