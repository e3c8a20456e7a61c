/** Tensors that are quantized by channel: each index of one axis has a scale and a zero point of its own. */
import type { Piece, Quantization } from './weightFile.ts';

export interface ChannelScales {
  axis: number;
  /** One for each index of the axis, as of `zeroPoints`. */
  scales: ArrayLike<number>;
  zeroPoints: ArrayLike<number>;
}

/** Scales that are read when a file is opened, of all its tensors together. */
export const MOST_SCALES = 2 ** 22;

/**
 * What an entry tells of them; undefined when they do not belong to the axis or are no finite numbers.
 * @param shape of the tensor
 */
export function channelQuantization(
  shape: readonly number[],
  { axis, scales, zeroPoints }: ChannelScales,
): Quantization | undefined {
  const channels = shape[axis];
  if (channels === undefined || channels === 0) return undefined;
  if (scales.length !== channels || zeroPoints.length !== channels) return undefined;
  let scale = 0;
  for (let channel = 0; channel < channels; channel++) {
    if (!Number.isFinite(scales[channel]!) || !Number.isFinite(zeroPoints[channel]!)) return undefined;
    scale = Math.max(scale, Math.abs(scales[channel]!));
  }
  return { scale, zeroPoint: zeroPoints[0]!, channels };
}

/** w = scaleᵢ·(q − zeroPointᵢ), with i the index on the axis. @param integers row-major, in pieces of any length */
export async function* byChannel(
  integers: AsyncIterable<Piece>,
  shape: readonly number[],
  { axis, scales, zeroPoints }: ChannelScales,
): AsyncGenerator<Float64Array> {
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  let [channel, left] = [0, inner];
  for await (const piece of integers) {
    const real = new Float64Array(piece.length);
    for (let index = 0; index < piece.length; index++) {
      real[index] = scales[channel]! * (piece[index]! - zeroPoints[channel]!);
      if (--left > 0) continue;
      left = inner;
      channel = channel + 1 === shape[axis] ? 0 : channel + 1;
    }
    yield real;
  }
}
