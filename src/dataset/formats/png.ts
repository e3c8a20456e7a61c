/** PNG images, reduced to what their pixels need before a library reads them. */
import { inflateSync } from 'node:zlib';
import { decode } from 'fast-png';
import type { PictureHead } from './picture.ts';
import { damaged, unsupported } from './refusal.ts';

export const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

interface Chunk {
  type: string;
  /** With its length, type and check sum. */
  whole: Buffer;
  data: Buffer;
}

/** Colour types of the header. */
const [GREY, GREY_ALPHA, COLOUR_ALPHA] = [0, 4, 6];
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** @throws UserError when there is no header */
export function pngHead(name: string, bytes: Buffer): PictureHead {
  const [head] = chunksOf(name, bytes.subarray(0, 33));
  if (head?.type !== 'IHDR' || head.data.length !== 13)
    throw damaged(name, 'The image does not begin with a PNG header.');
  const colour = head.data[9]!;
  return {
    width: head.data.readUInt32BE(0),
    height: head.data.readUInt32BE(4),
    channels: colour === GREY || colour === GREY_ALPHA ? 1 : 3,
    transparent: colour === GREY_ALPHA || colour === COLOUR_ALPHA,
  };
}

/** Chunks without which there is no picture; others, such as compressed texts, are not unpacked. */
const NEEDED = ['IHDR', 'PLTE', 'IDAT', 'IEND'];

/**
 * Pixels as 0 to 255, of the channels that the file has, without transparency; a palette's colours.
 * @throws Error when the image is broken
 */
export function pngPixels(name: string, bytes: Buffer): { values: ArrayLike<number>; channels: 1 | 3 } {
  const chunks = chunksOf(name, bytes).filter(({ type }) => NEEDED.includes(type));
  checkInflation(chunks);
  const head = chunks[0]?.data;
  if (head?.[12] === 1 && head[8]! < 8) throw interlaced(name, head[8]!);
  const image = decode(Buffer.concat([PNG_SIGNATURE, ...chunks.map(({ whole }) => whole)]), {
    checkCrc: true,
  });
  const { width, height, depth, channels, data, palette } = image;
  const samples = depth < 8 ? unpackBits(data, width * channels, height, depth) : data;
  const count = width * height;
  if (palette) {
    return {
      channels: 3,
      values: Array.from({ length: 3 * count }, (_, i) => palette[samples[Math.floor(i / 3)]!]?.[i % 3] ?? 0),
    };
  }
  const kept = channels <= 2 ? 1 : 3;
  // Grey of 1 bit is 0 or 255, of 16 bits a fraction of them.
  const scale = 255 / (2 ** depth - 1);
  const values = new Float32Array(count * kept);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < kept; c++) values[i * kept + c] = samples[i * channels + c]! * scale;
  }
  return { channels: kept, values };
}

function chunksOf(name: string, bytes: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = PNG_SIGNATURE.length; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > bytes.length)
      throw damaged(name, 'The image ends within a chunk: a part of the file is missing.');
    const type = bytes.toString('latin1', at + 4, at + 8);
    chunks.push({ type, whole: bytes.subarray(at, end), data: bytes.subarray(at + 8, end - 4) });
    if (type === 'IEND') break;
    at = end;
  }
  return chunks;
}

/** What so many compressed bytes may unfold to is always bearable. */
const BEARABLE = 2 ** 16;

/** More bytes than the pixels have, with a filter for each row, are a trap. @throws Error then */
function checkInflation(chunks: Chunk[]): void {
  const packed = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  if (packed.reduce((sum, { length }) => sum + length, 0) <= BEARABLE) return;
  const { data } = chunks[0]!;
  const [width, height, depth, colour] = [data.readUInt32BE(0), data.readUInt32BE(4), data[8]!, data[9]!];
  const rows = height * (1 + Math.ceil((width * depth * (CHANNELS[colour] ?? 4)) / 8));
  // Interlaced images have seven pictures with rows of their own.
  inflateSync(Buffer.concat(packed), { maxOutputLength: 2 * rows + 1024 });
}

/** Samples of 1, 2 or 4 bits; every row begins with a byte. */
function unpackBits(data: ArrayLike<number>, perRow: number, rows: number, depth: number): Uint8Array {
  const samples = new Uint8Array(perRow * rows);
  const bytesPerRow = Math.ceil((perRow * depth) / 8);
  const mask = 2 ** depth - 1;
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < perRow; i++) {
      const bit = i * depth;
      const byte = data[row * bytesPerRow + (bit >> 3)]!;
      samples[row * perRow + i] = (byte >> (8 - depth - (bit & 7))) & mask;
    }
  }
  return samples;
}

function interlaced(name: string, depth: number) {
  return unsupported(
    `${name} is an interlaced image of ${depth === 1 ? '1 bit' : `${depth} bits`}`,
    'Interlaced PNG images are read when each sample has 8 or 16 bits.',
    'Save the image without interlacing.',
  );
}
