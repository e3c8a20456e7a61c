/** Layers as objects: applied to tensors, wrapped, and their attributes. */
import type { Call, Run } from '../interpret/framework.ts';
import type { LayerValue, Value } from '../interpret/values.ts';
import type { Shape } from '../model.ts';
import type { Place } from '../program/program.ts';
import { argumentOf, parametersOf } from './layers.ts';
import { demandOf, outputOf, sizeOf } from './shapes.ts';
import { emit, learn, signalOf, tensorOf, tensorsIn } from './signals.ts';

/** What comes out of layers that answer more than one tensor: the output and what stands beside it. */
const STATES: Record<string, number> = { RNN: 1, GRU: 1, LSTM: 2, MultiheadAttention: 0, LSTMCell: -1 };

/** `self.fc(x)`, `self.lstm(x, (h, c))`: a node, and beside it the states that the layer answers. */
export function applyLayer(layer: LayerValue, call: Call, run: Run): Value | undefined {
  const { draft } = layer;
  const [first, ...rest] = call.arguments;
  const input = tensorOf(first?.value, run);
  if (!input) return undefined;
  const others = rest.flatMap(({ value }) => tensorsIn(value));
  const demand = demandOf(draft);
  learn(input, demand.features, demand.axis);
  const before = signalOf(input);
  layer.parameters ??= parametersOf(draft, before.features ?? edgeOf(before.shape, demand.axis));
  const output = emit(
    { layer, inputs: [input, ...others].map(({ node }) => node), at: call.expression },
    outputOf(draft, before, others.map(signalOf)),
    run,
  );
  if (!Object.hasOwn(STATES, draft.kind)) return output;
  const state = (index: number): Value => ({ type: 'tensor', node: output.node, output: index });
  const both = (values: Value[]): Value => run.list(values, call.expression, 'tuple');
  const count = STATES[draft.kind]!;
  if (count < 0) return both([output, state(1)]);
  if (count === 0) return both([output, run.unknown('attention weights')]);
  return both([output, count === 1 ? state(1) : both([state(1), state(2)])]);
}

/** The size of the axis that a lazy layer takes for its features. */
const edgeOf = (shape: Shape | undefined, axis: 'first' | 'last'): number | null =>
  (axis === 'first' ? shape?.[0] : shape?.at(-1)) ?? null;

/**
 * `weight_norm(layer)` adds a length for each row of the weight; `spectral_norm`, `DataParallel` and `compile` add
 * nothing that is learned.
 */
export function copiedBy(path: string, { arguments: given }: Call): Value | undefined {
  const value = (given.find(({ name }) => name === 'module' || name === 'model') ?? given[0])?.value;
  if (path.endsWith('.weight_norm') && value?.type === 'layer' && value.parameters !== undefined) {
    const { units, filters, inputs } = value.draft.settings;
    const rows = value.draft.kind.startsWith('ConvTranspose') ? inputs : (units ?? filters);
    const plain = given.length === 1 && rows?.value !== undefined;
    if (plain) value.parameters += rows.value!;
    else delete value.parameters;
  }
  return value;
}

/** Attributes that a layer keeps of its call, `layer.out_features`. */
export function layerMember(layer: LayerValue, name: string, run: Run): Value | undefined {
  if (name === 'weight' || name === 'bias') {
    return {
      type: 'object',
      path: 'torch.nn.Parameter',
      framework: 'pytorch',
      arguments: new Map(),
      at: layer.at,
      data: layer,
    };
  }
  const value = argumentOf(layer.draft, name);
  const plain = typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';
  return plain
    ? { type: 'known', value, origin: 'constant', passing: true }
    : run.unknown(`${layer.draft.kind}.${name}`);
}

/**
 * `self.decoder.weight = self.encoder.weight`: the weight is counted once, with the layer that it came from. Other
 * attributes of layers are taken note of nowhere.
 */
export function assignToLayer(receiver: Value, name: string, value: Value, _at: Place, _run: Run): boolean {
  if (receiver.type !== 'layer' || receiver.framework !== 'pytorch') return false;
  const tied = value.type === 'object' && value.path === 'torch.nn.Parameter' && value.data !== receiver;
  if (name === 'weight' && tied && receiver.parameters !== undefined) {
    const { inputs, units, vocabulary, outputSize } = receiver.draft.settings;
    const [rows, columns] = vocabulary
      ? [sizeOf(vocabulary), sizeOf(outputSize)]
      : [sizeOf(units), sizeOf(inputs)];
    if (rows === null || columns === null) delete receiver.parameters;
    else receiver.parameters -= rows * columns;
  }
  return true;
}
