import { describe, expect, test } from 'vitest';
import { unpackBlock, unpackFrame, unpackHadoop } from '../../../src/dataset/formats/lz4.ts';
import { checkDelta, checkHybrid } from '../../../src/dataset/formats/parquetRuns.ts';
import { skipStruct } from '../../../src/dataset/formats/thrift.ts';

/** Lengths that a hostile file announces: each is refused before anything of that length is made. */
describe('runs of values', () => {
  const check = (bytes: number[], width: number, count: number) =>
    checkHybrid(Uint8Array.from(bytes), 0, bytes.length, width, count);

  test.each<[string, number[], number, number]>([
    // A header of 2n is n times the same value, one of 2n + 1 are 8n packed ones.
    ['a run of 5', [10, 1], 1, 5],
    ['a run of 3 and 8 packed, of which 2 are needed', [6, 1, 3, 0xff], 1, 5],
    ['16 packed values of 3 bits', [5, 1, 2, 3, 4, 5, 6], 3, 16],
    ['values without bits', [10], 0, 5],
  ])('%s', (_, bytes, width, count) => {
    expect(() => check(bytes, width, count)).not.toThrow();
  });

  test.each<[string, number[], number, number]>([
    ['a run of 2^30', [0x80, 0x80, 0x80, 0x80, 0x08, 1], 1, 5],
    ['2^30 packed values without bits', [0x81, 0x80, 0x80, 0x80, 0x01], 0, 5],
    ['runs of nothing', [0, 0, 0, 0], 1, 5],
    ['runs that end too early', [4, 1], 1, 5],
    ['a number without end', new Array(20).fill(0x80), 1, 5],
    ['values of 200 bits', [10, 1], 200, 5],
  ])('%s', (_, bytes, width, count) => {
    expect(() => check(bytes, width, count)).toThrow(RangeError);
  });
});

describe('differences', () => {
  // Blocks of 128 values in 4 parts; 2 values, the first 7, the least difference 1, differences of no bits.
  const fine = [0x80, 1, 4, 2, 14, 2, 0, 0, 0, 0];

  test('the place behind them', () => {
    expect(checkDelta(Uint8Array.from([...fine, 9, 9]), 0, 2)).toBe(10);
    // Of one part of 32 differences with 2 bits: 8 bytes more.
    const bits = [...fine.slice(0, 6), 2, 0, 0, 0, ...new Array(8).fill(0)];
    expect(checkDelta(Uint8Array.from([...bits, 9]), 0, 2)).toBe(18);
  });

  test.each<[string, number[]]>([
    ['blocks of 2^28 values', [0x80, 0x80, 0x80, 0x80, 1, 4, 2, 14, 2, 0, 0, 0, 0]],
    ['blocks in no parts', [0x80, 1, 0, 2, 14, 2]],
    ['a least difference without end', [0x80, 1, 4, 2, 14, ...new Array(1000).fill(0x80)]],
    ['differences of 255 bits', [...fine.slice(0, 6), 255, 0, 0, 0]],
    ['parts beyond the end', [0x80, 1, 64, 2, 14, 2, 0]],
  ])('%s', (_, bytes) => {
    expect(() => checkDelta(Uint8Array.from(bytes), 0, 2)).toThrow(RangeError);
  });
});

describe('structures of Thrift', () => {
  test('the place behind one', () => {
    // Field 1, a 32-bit number of two bytes; field 2, a list of two bytes; the end.
    expect(skipStruct(Uint8Array.from([0x15, 0x80, 1, 0x19, 0x23, 1, 2, 0, 99]), 0)).toBe(8);
  });

  test.each<[string, number[]]>([
    ['a number without end', [0x16, ...new Array(1000).fill(0xff)]],
    ['a text beyond the end', [0x18, 0xff, 0xff, 0xff, 0x7f, 0]],
    ['a list of 2^31 elements', [0x19, 0xf3, 0xff, 0xff, 0xff, 0xff, 0x07, 0]],
    ['structures within structures', new Array(1000).fill(0x1c)],
    ['a structure without an end', [0x15, 2]],
    ['an unknown type', [0x1b, 0]],
  ])('%s', (_, bytes) => {
    expect(() => skipStruct(Uint8Array.from(bytes), 0)).toThrow(RangeError);
  });
});

describe('LZ4', () => {
  /** Two literals, “ab”, then six bytes from two back; five literals at the end. */
  const BLOCK = [0x22, 97, 98, 2, 0, 0x50, 99, 99, 99, 99, 99];
  const TEXT = 'abababab'.concat('ccccc');

  test('a block, and one behind the two lengths of Hadoop', () => {
    const output = new Uint8Array(13);
    expect(unpackBlock(Uint8Array.from(BLOCK), output, 0)).toBe(13);
    expect(Buffer.from(output).toString()).toBe(TEXT);
    const hadoop = [0, 0, 0, 13, 0, 0, 0, BLOCK.length, ...BLOCK];
    expect(Buffer.from(unpackHadoop(Uint8Array.from(hadoop), 13)).toString()).toBe(TEXT);
    expect(Buffer.from(unpackHadoop(Uint8Array.from(BLOCK), 13)).toString()).toBe(TEXT);
  });

  test.each<[string, number[], number]>([
    ['more than there is room for', BLOCK, 8],
    ['a copy of 2^20 bytes', [0x1f, 97, 1, 0, ...new Array(4112).fill(255), 0], 13],
    ['a copy from before the beginning', [0x10, 97, 9, 0], 13],
    ['a copy from itself', [0x10, 97, 0, 0], 13],
    ['literals beyond the end', [0xf0, 255, 0, 97], 600],
  ])('%s', (_, bytes, length) => {
    expect(() => unpackBlock(Uint8Array.from(bytes), new Uint8Array(length), 0)).toThrow(RangeError);
  });

  test('a frame of another length than announced', () => {
    const frame = [4, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82, BLOCK.length, 0, 0, 0, ...BLOCK, 0, 0, 0, 0];
    expect(Buffer.from(unpackFrame(Uint8Array.from(frame), 13)).toString()).toBe(TEXT);
    expect(() => unpackFrame(Uint8Array.from(frame), 14)).toThrow('13 bytes instead of 14');
    expect(() => unpackFrame(Uint8Array.from([0, ...frame.slice(1)]), 13)).toThrow('no frame');
  });
});
