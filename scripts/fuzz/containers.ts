/**
 * Files that hold others, or parts under a checksum or a length: taken apart, so that a part can be broken and the whole
 * put together again rightly. Otherwise hardly any mutant gets behind the first check.
 */
import { crc32, gunzipSync, gzipSync, inflateRawSync } from 'node:zlib';
import { maskedCrc32c } from '../../src/weights/tensorflow/crc32c.ts';
import { type ZipEntry, zipBytes } from '../../test/weights/plain/zipBytes.ts';
import { table } from '../../test/weights/tensorflow/tableBytes.ts';

export interface Part {
  name: string;
  content: Buffer;
}

export interface Container {
  parts: Part[];
  /** The file with these parts instead, of the same number. */
  wrap(parts: Part[]): Buffer;
}

/** Undefined for what is no container that is known here, or a broken one. */
export function containerOf(name: string, bytes: Buffer): Container | undefined {
  try {
    const start = bytes.toString('latin1', 0, 8);
    if (start.startsWith('PK')) return zipContainer(bytes);
    if (start.startsWith('\x1f\x8b')) return gzipContainer(name, bytes);
    if (start.startsWith('\x89PNG')) return pngContainer(bytes);
    if (start.startsWith('\x93NUMPY')) return npyContainer(bytes);
    if (name.endsWith('.safetensors')) return safetensorsContainer(bytes);
    if (/\.tfevents\./.test(name)) return recordsContainer(bytes);
    return name.endsWith('.index') ? tableContainer(bytes) : undefined;
  } catch {
    return undefined;
  }
}

const CENTRAL = 'PK\x01\x02';

/** The members of a sound archive; the flag says which are deflated. */
export function membersOf(bytes: Buffer): (Part & { deflate: boolean })[] {
  const end = bytes.lastIndexOf('PK\x05\x06');
  const count = bytes.readUInt16LE(end + 10);
  const members = [];
  let at = bytes.readUInt32LE(end + 16);
  if (at === 0xffffffff) at = bytes.indexOf(CENTRAL);
  for (let index = 0; index < count; index++) {
    const lengths = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place));
    const name = bytes.toString('utf8', at + 46, at + 46 + lengths[0]!);
    const deflate = bytes.readUInt16LE(at + 10) === 8;
    const local = bytes.readUInt32LE(at + 42);
    const data = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const stored = bytes.subarray(data, data + bytes.readUInt32LE(at + 20));
    members.push({ name, content: deflate ? inflateRawSync(stored) : Buffer.from(stored), deflate });
    at += 46 + lengths.reduce((sum, length) => sum + length, 0);
  }
  return members;
}

function zipContainer(bytes: Buffer): Container {
  const members = membersOf(bytes);
  return {
    parts: members,
    wrap: (parts) =>
      zipBytes(parts.map((part, at): ZipEntry => ({ ...part, deflate: members[at]!.deflate }))),
  };
}

function gzipContainer(name: string, bytes: Buffer): Container {
  return {
    parts: [{ name: name.replace(/\.gz$/, ''), content: gunzipSync(bytes) }],
    wrap: ([part]) => gzipSync(part!.content),
  };
}

function uint32(value: number, big = false): Buffer {
  const bytes = Buffer.alloc(4);
  if (big) bytes.writeUInt32BE(value >>> 0);
  else bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

function pngContainer(bytes: Buffer): Container {
  const parts: Part[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const name = bytes.toString('latin1', at + 4, at + 8);
    parts.push({ name, content: Buffer.from(bytes.subarray(at + 8, at + 8 + length)) });
    at += 12 + length;
  }
  const chunk = ({ name, content }: Part) => {
    const checked = Buffer.concat([Buffer.from(name, 'latin1'), content]);
    return Buffer.concat([uint32(content.length, true), checked, uint32(crc32(checked), true)]);
  };
  return { parts, wrap: (chunks) => Buffer.concat([bytes.subarray(0, 8), ...chunks.map(chunk)]) };
}

/** The header with its length, and the values. */
function npyContainer(bytes: Buffer): Container {
  const wide = bytes[6]! > 1;
  const start = wide ? 12 : 10;
  const end = start + (wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8));
  return {
    parts: [
      { name: 'header.txt', content: bytes.subarray(start, end) },
      { name: 'values', content: bytes.subarray(end) },
    ],
    wrap([header, values]) {
      const length = uint32(header!.content.length).subarray(0, wide ? 4 : 2);
      return Buffer.concat([bytes.subarray(0, 8), length, header!.content, values!.content]);
    },
  };
}

function safetensorsContainer(bytes: Buffer): Container {
  const end = 8 + Number(bytes.readBigUInt64LE(0));
  return {
    parts: [
      { name: 'header.json', content: bytes.subarray(8, end) },
      { name: 'values', content: bytes.subarray(end) },
    ],
    wrap([header, values]) {
      const length = Buffer.concat([uint32(header!.content.length), uint32(0)]);
      return Buffer.concat([length, header!.content, values!.content]);
    },
  };
}

/** The records of an event file. */
function recordsContainer(bytes: Buffer): Container {
  const parts: Part[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    parts.push({ name: 'record', content: Buffer.from(bytes.subarray(at + 12, at + 12 + length)) });
    at += 16 + length;
  }
  const record = ({ content }: Part) => {
    const length = Buffer.concat([uint32(content.length), uint32(0)]);
    const sums = [length, content].map((part) => uint32(maskedCrc32c(part)));
    return Buffer.concat([length, sums[0]!, content, sums[1]!]);
  };
  return { parts, wrap: (records) => Buffer.concat(records.map(record)) };
}

/** The data blocks of the index of a TensorFlow checkpoint, as the writers of the fixtures lay them: one after another. */
function tableContainer(bytes: Buffer): Container {
  const parts: Part[] = [];
  let start = 0;
  for (let end = 8; end + 5 <= bytes.length - 48; end++) {
    if (maskedCrc32c(bytes.subarray(start, end + 1)) !== bytes.readUInt32LE(end + 1)) continue;
    parts.push({ name: 'block.record', content: Buffer.from(bytes.subarray(start, end)) });
    start = end + 5;
  }
  // The last ones are the block about the blocks, which is made anew.
  return { parts: parts.slice(0, 1), wrap: ([block]) => table([block!.content]) };
}
