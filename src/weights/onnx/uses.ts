/** What the nodes of a graph do with a tensor: its layer, how a kernel lies, whether it stands for other numbers. */
import type { KernelOrder, TensorRole } from '../weightFile.ts';
import type { OnnxNode } from './model.ts';

/** One input of one node. */
export interface Use {
  node: OnnxNode;
  /** Position among the node's inputs. */
  input: number;
  /** It was transposed on the way. */
  transposed: boolean;
  /** Names of the scale and the zero point that it was dequantized with on the way. */
  scale?: string;
  zeroPoint?: string;
  /** Axis of the channels that have scales of their own, in the tensor as it is stored. */
  axis?: number;
}

export interface Purpose {
  role: TensorRole;
  order: KernelOrder;
  layerClass?: string;
}

type Uses = ReadonlyMap<string, readonly { node: OnnxNode; input: number }[]>;

/** Nodes that hand a weight on. */
const PASSING = new Set(['Identity', 'Cast', 'DequantizeLinear', 'QuantizeLinear', 'Transpose']);
const MOST_STEPS = 8;
/** Nodes with the same weight that are looked at for one that computes with it. */
const MOST_USES = 100;

/** For each name the nodes that take it. */
export function usesOf(nodes: readonly OnnxNode[]): Uses {
  const uses = new Map<string, { node: OnnxNode; input: number }[]>();
  for (const node of nodes)
    for (const [input, name] of node.inputs.entries()) {
      if (name === '') continue;
      const known = uses.get(name);
      if (known) known.push({ node, input });
      else uses.set(name, [{ node, input }]);
    }
  return uses;
}

/** The first use of a tensor that is not merely handing it on. */
export function useOf(name: string, uses: Uses): Use | undefined {
  let current = name;
  const way: Omit<Use, 'node' | 'input'> = { transposed: false };
  for (let step = 0; step < MOST_STEPS; step++) {
    const all = (uses.get(current) ?? []).slice(0, MOST_USES);
    const use = all.find((each) => !isPassing(each)) ?? all[0];
    if (!use) return undefined;
    const next = use.node.outputs[0];
    if (!isPassing(use) || next === undefined) return { ...use, ...way };
    if (use.node.op === 'Transpose') way.transposed = swapsAxes(use.node) !== way.transposed;
    if (use.node.op === 'DequantizeLinear') {
      [, way.scale, way.zeroPoint] = use.node.inputs;
      if (!way.transposed) way.axis = axisOf(use.node);
    }
    current = next;
  }
  return undefined;
}

/** The default is 1. */
function axisOf({ attributes }: OnnxNode): number {
  const axis = attributes.get('axis');
  return typeof axis === 'number' ? axis : 1;
}

const isPassing = ({ node, input }: Pick<Use, 'node' | 'input'>): boolean =>
  PASSING.has(node.op) && input === 0;

/** Of a matrix; other permutations leave the order as it is. */
function swapsAxes({ attributes }: OnnxNode): boolean {
  const order = attributes.get('perm');
  return !Array.isArray(order) || order.join() === '1,0' || order.length === 0;
}

/** Layers by operator, with the position of the kernel and of the bias, and how the kernel lies. */
const LAYERS: Record<string, { layer: string; kernel: number; bias?: number; order?: KernelOrder }> = {
  Gemm: { layer: 'Dense', kernel: 1, bias: 2, order: 'inputs-first' },
  MatMul: { layer: 'Dense', kernel: 1, order: 'inputs-first' },
  MatMulInteger: { layer: 'Dense', kernel: 1, order: 'inputs-first' },
  QLinearMatMul: { layer: 'Dense', kernel: 3, order: 'inputs-first' },
  Conv: { layer: 'Conv', kernel: 1, bias: 2 },
  ConvInteger: { layer: 'Conv', kernel: 1 },
  QLinearConv: { layer: 'Conv', kernel: 3, bias: 8 },
  ConvTranspose: { layer: 'ConvTranspose', kernel: 1, bias: 2 },
  Gather: { layer: 'Embedding', kernel: 0 },
  LSTM: { layer: 'LSTM', kernel: 1, bias: 3 },
  GRU: { layer: 'GRU', kernel: 1, bias: 3 },
  RNN: { layer: 'RNN', kernel: 1, bias: 3 },
};

const NORMALIZATIONS = new Set([
  'BatchNormalization',
  'InstanceNormalization',
  'LayerNormalization',
  'GroupNormalization',
  'SimplifiedLayerNormalization',
  'SkipLayerNormalization',
]);

/** Positions of scales and zero points, which are no weights. */
const PARAMETERS: Record<string, number[]> = {
  DequantizeLinear: [1, 2],
  QuantizeLinear: [1, 2],
  QLinearConv: [1, 2, 4, 5, 6, 7],
  QLinearMatMul: [1, 2, 4, 5, 6, 7],
  MatMulInteger: [2, 3],
  ConvInteger: [2, 3],
};

const layers = new Map(Object.entries(LAYERS));

/**
 * @param use undefined for a tensor that no node takes
 * @param isWhole whole numbers that stand for themselves: shapes, indices
 */
export function purposeOf(use: Use | undefined, isWhole: boolean): Purpose {
  const order: KernelOrder = 'outputs-first';
  if (!use || isWhole) return { role: isWhole ? 'buffer' : 'weight', order };
  const { node, input } = use;
  if (Object.hasOwn(PARAMETERS, node.op) && PARAMETERS[node.op]!.includes(input))
    return { role: 'buffer', order };
  if (NORMALIZATIONS.has(node.op) && input > 0)
    return {
      role: node.op === 'BatchNormalization' && input > 2 ? 'buffer' : 'weight',
      order,
      layerClass: node.op,
    };
  const layer = layers.get(node.op);
  if (!layer || (input === 0 && layer.kernel !== 0 && !isProduct(node))) return { role: 'weight', order };
  return {
    role: 'weight',
    order: orderOf(use, layer.order ?? 'outputs-first', layer.kernel),
    layerClass: isGrouped(use) ? `Grouped${layer.layer}` : layer.layer,
  };
}

/** The units of a transposed convolution in groups are not on one axis. */
const isGrouped = ({ node }: Use): boolean =>
  node.op === 'ConvTranspose' &&
  node.attributes.get('group') !== undefined &&
  node.attributes.get('group') !== 1;

const isProduct = ({ op }: OnnxNode): boolean => op === 'MatMul' || op === 'Gemm';

/** A product's second factor has the inputs first, its first one (W·x) the outputs; transposing swaps them. */
function orderOf({ node, input, transposed }: Use, usual: KernelOrder, kernel: number): KernelOrder {
  const flag = input === 0 ? 'transA' : 'transB';
  const isGemm = node.op === 'Gemm' && (input === 0 || input === 1);
  const swaps = [isProduct(node) && input !== kernel, isGemm && node.attributes.get(flag) === 1, transposed];
  const swapped = swaps.filter(Boolean).length % 2 === 1;
  if (!swapped) return usual;
  return usual === 'inputs-first' ? 'outputs-first' : 'inputs-first';
}

/** Names of the scale and the zero point of a tensor that stands for real numbers. */
export function quantizedBy(
  use: Use | undefined,
): { scale: string; zeroPoint: string | undefined; axis: number | undefined } | undefined {
  if (!use) return undefined;
  if (use.scale !== undefined) return { scale: use.scale, zeroPoint: use.zeroPoint, axis: use.axis };
  const { node, input } = use;
  if ((node.op === 'QLinearConv' || node.op === 'QLinearMatMul') && (input === 0 || input === 3))
    return {
      scale: node.inputs[input + 1] ?? '',
      zeroPoint: node.inputs[input + 2],
      // The units of a convolution are on the first axis, those of a product on the last.
      axis: node.op === 'QLinearConv' ? 0 : -1,
    };
  return undefined;
}
