/** Compression in Parquet and Arrow files; what comes out never exceeds the size that was announced and checked. */
import * as zlib from 'node:zlib';
import { decompress as decompressZstd } from 'fzstd';
import { snappyUncompress } from 'hyparquet';
import { unpackBlock, unpackHadoop } from './lz4.ts';

type Unpack = (packed: Uint8Array, length: number) => Uint8Array;

/** Node's own is faster; it has it from 22.15 on. */
export const unpackZstd: Unpack = (packed, length) =>
  zlib.zstdDecompressSync
    ? zlib.zstdDecompressSync(packed, { maxOutputLength: atLeastOne(length) })
    : decompressZstd(packed, new Uint8Array(length));

const atLeastOne = (length: number): number => Math.max(1, length);

/** By the name that Parquet gives them. */
export const CODECS: Record<string, Unpack> = {
  SNAPPY: (packed, length) => filled(length, (output) => snappyUncompress(packed, output)),
  GZIP: (packed, length) => zlib.gunzipSync(packed, { maxOutputLength: atLeastOne(length) }),
  BROTLI: (packed, length) => zlib.brotliDecompressSync(packed, { maxOutputLength: atLeastOne(length) }),
  ZSTD: unpackZstd,
  LZ4: unpackHadoop,
  LZ4_RAW: (packed, length) => filled(length, (output) => unpackBlock(packed, output, 0)),
};

function filled(length: number, fill: (output: Uint8Array) => unknown): Uint8Array {
  const output = new Uint8Array(length);
  fill(output);
  return output;
}
