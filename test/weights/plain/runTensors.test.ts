import { describe, expect, test } from 'vitest';
import { decodeTensors, encodeTensors } from '../../../src/weights/safetensors/runTensors.ts';

const file = {
  tensors: [
    { name: 'a/kernel', shape: [2, 2], values: Float32Array.of(1, -2, 0.5, Number.NaN) },
    { name: 'a/bias', shape: [1], values: Float32Array.of(Number.POSITIVE_INFINITY) },
  ],
  metadata: { epoch: '3', text: '“λ”' },
};

test('the bytes are as the specification says: length, header, little-endian float32', () => {
  const bytes = encodeTensors({
    tensors: [{ name: 'w', shape: [2], values: Float32Array.of(1, -2) }],
    metadata: {},
  });
  const view = new DataView(bytes.buffer);
  const length = Number(view.getBigUint64(0, true));
  expect(length % 8).toBe(0);
  expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
    __metadata__: {},
    w: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
  });
  expect([view.getFloat32(8 + length, true), view.getFloat32(12 + length, true)]).toEqual([1, -2]);
  expect(bytes.length).toBe(8 + length + 8);
});

test('what is written is read back, non-ASCII metadata, NaN and Inf included, from an unaligned buffer, too', () => {
  const bytes = encodeTensors(file);
  expect(decodeTensors(bytes)).toEqual(file);
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  expect(decodeTensors(shifted.subarray(1))).toEqual(file);
  expect(decodeTensors(Buffer.from(bytes))).toEqual(file);
});

describe('a damaged file is refused', () => {
  const bytes = encodeTensors(file);
  test.each([
    ['cut in the length', bytes.subarray(0, 5), /does not fit in 5 bytes/],
    ['cut in the header', bytes.subarray(0, 40), /does not fit in 40 bytes/],
    ['cut in the data', bytes.subarray(0, bytes.length - 1), /a\/bias lies outside the file/],
  ])('%s', (_, damaged, message) => expect(() => decodeTensors(damaged)).toThrow(message));
});
