/** How much a probe may compute: the same on every machine, so it is counted in operations, not in seconds. */
import type { LayerSpec } from '../layerSpecs.ts';
import { layoutOf, type NodeLayout } from '../layout.ts';
import { GATES } from '../layouts/gates.ts';
import type { Training } from '../network.ts';
import { sizeOf } from '../shapes.ts';
import { cutBefore, firstActiveNode, type Trained } from './trained.ts';

/** Drawing a number of a mask, a normal number, and predicting a class, in operations that take as long. */
const PER_MASK_NUMBER = 40;
const PER_NORMAL = 3000;
const PER_OUTPUT = 1000;

/** Operations of a whole training: forward, backward twice that, and an evaluation of two parts after each epoch. */
export function trainingOperations(
  { network }: Trained,
  { epochs }: Pick<Training, 'epochs'>,
  rows: { training: number; validation: number },
): number {
  return epochs * layoutOf(network).flops * (4 * rows.training + rows.validation);
}

/** Operations of one more random pass of a row at the network's rates. */
export function passOperations(trained: Trained): number {
  const { tail } = cutBefore(trained, firstActiveNode(trained, [trained.rates]));
  const layout = layoutOf(tail.network);
  const drawn = layout.places.reduce((sum, { node }, place) => {
    if (!tail.rates[place]) return sum;
    return sum + drawOperations(tail.network.nodes[node]!.layer, layout.nodes[node]!);
  }, 0);
  return layout.flops + drawn + PER_OUTPUT * tail.network.outputs;
}

/** Numbers drawn for a row at one place, as operations. */
function drawOperations(layer: LayerSpec, { inputs: [input], output }: NodeLayout): number {
  switch (layer.kind) {
    case 'dropout':
      return PER_MASK_NUMBER * (layer.unit === 'channel' ? output.at(-1)! : sizeOf(output));
    case 'noise':
      return (layer.noise === 'alphaDropout' ? PER_MASK_NUMBER : PER_NORMAL) * sizeOf(output);
    case 'recurrent':
      return PER_MASK_NUMBER * GATES[layer.cell] * Math.max(layer.units, input!.at(-1)!);
    case 'bidirectional':
      return PER_MASK_NUMBER * GATES[layer.layer.cell] * Math.max(layer.layer.units, input!.at(-1)!);
    case 'multiHeadAttention':
      return PER_MASK_NUMBER * layer.heads * input![0]! ** 2;
    default:
      return 0;
  }
}
