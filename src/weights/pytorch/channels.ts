/** The scales of tensors that are quantized by channel, which are tensors themselves. */
import { type ChannelScales, channelQuantization, MOST_SCALES } from '../channels.ts';
import { countOf, type Piece } from '../weightFile.ts';
import type { StoredTensor } from './stored.ts';
import type { FoundTensor } from './walk.ts';

/** What reading them takes besides their number, in scales. */
const READ = 256;

/** Each with the name of the tensor that it belongs to. */
export const scaleTensors = (found: readonly FoundTensor[]): FoundTensor[] =>
  found.flatMap(({ path, tensor: { byChannel } }) =>
    byChannel ? [byChannel.scales, byChannel.zeroPoints].map((tensor) => ({ path, tensor })) : [],
  );

/**
 * Reads the scales. Tensors whose scales do not fit them, and those beyond the first four million scales (sixteen thousand tensors), stay as they are.
 * @param read values of a tensor of the file
 */
export async function readScales(
  found: readonly FoundTensor[],
  read: (tensor: StoredTensor) => AsyncIterable<Piece>,
): Promise<void> {
  let count = 0;
  for (const { tensor } of found) {
    const { byChannel, shape } = tensor;
    if (byChannel?.scales.shape.length !== 1) continue;
    count += READ + countOf(byChannel.scales.shape) + countOf(byChannel.zeroPoints.shape);
    if (count > MOST_SCALES) return;
    const channels: ChannelScales = {
      axis: byChannel.axis,
      scales: await valuesOf(read(byChannel.scales)),
      zeroPoints: await valuesOf(read(byChannel.zeroPoints)),
    };
    const quantization = channelQuantization(shape, channels);
    if (!quantization) continue;
    Object.assign(tensor, { quantization, channels });
    delete tensor.byChannel;
  }
}

async function valuesOf(pieces: AsyncIterable<Piece>): Promise<number[]> {
  const values: number[] = [];
  for await (const piece of pieces) for (const value of piece) values.push(value);
  return values;
}
