import { expect, test } from 'vitest';
import { byChannel, channelQuantization } from '../../src/weights/channels.ts';

const integers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

async function* inPieces(length: number) {
  for (let at = 0; at < integers.length; at += length)
    yield Float32Array.from(integers.slice(at, at + length));
}

// numpy: (np.arange(1, 13).reshape(2, 3, 2) - z.reshape(s)) * x.reshape(s), with s the shape of 1 beside the axis.
test.each([
  [0, [1, 10], [0, 1], [1, 2, 3, 4, 5, 6, 60, 70, 80, 90, 100, 110]],
  [1, [1, 10, 100], [0, 1, 2], [1, 2, 20, 30, 300, 400, 7, 8, 80, 90, 900, 1000]],
  [2, [1, 10], [0, 1], [1, 10, 3, 30, 5, 50, 7, 70, 9, 90, 11, 110]],
])('along axis %i, in pieces of any length', async (axis, scales, zeroPoints, expected) => {
  for (const length of [1, 5, 12]) {
    const found: number[] = [];
    for await (const piece of byChannel(inPieces(length), [2, 3, 2], { axis, scales, zeroPoints }))
      found.push(...piece);
    expect(found).toEqual(expected);
  }
});

test.each([
  ['more scales than channels', { axis: 0, scales: [1, 2, 3], zeroPoints: [0, 0, 0] }],
  ['an axis that there is not', { axis: 2, scales: [1, 2], zeroPoints: [0, 0] }],
  ['zero points of other channels', { axis: 0, scales: [1, 2], zeroPoints: [0] }],
  ['a scale of NaN', { axis: 0, scales: [1, Number.NaN], zeroPoints: [0, 0] }],
])('%s: not applied', (_, channels) => expect(channelQuantization([2, 4], channels)).toBeUndefined());
