/** Layers and models applied to tensors. */
import { bind } from '../interpret/arguments.ts';
import type { Call, Run } from '../interpret/framework.ts';
import type {
  ContainerValue,
  FunctionalValue,
  LayerValue,
  Node,
  TensorValue,
  Value,
} from '../interpret/values.ts';
import { type Flow, type Shaped, shapeLayer } from '../layerShapes.ts';
import type { FlowNode } from '../model.ts';
import { innerOf } from './draft.ts';
import { flowOf, inputsOf, shapedNode } from './flow.ts';

/** Tensors that a layer was last applied to and gave: `layer.output`. */
const lastOutputs = new WeakMap<LayerValue, TensorValue>();
export const outputOf = (layer: LayerValue): TensorValue | undefined => lastOutputs.get(layer);

/** `Dense(8)(x)`; undefined where nothing flows in. */
export function applyLayer(layer: LayerValue, call: Call, run: Run): Value | undefined {
  const inputs = inputsOf(call, run);
  if (inputs.length === 0) return undefined;
  const shaped = shapesOf(layer, inputs, call, run);
  if (typeof shaped.parameters === 'number') layer.parameters ??= shaped.parameters;
  const settings = settingsOf(layer, call, run);
  const result = run.node({
    layer,
    inputs,
    at: call.expression,
    ...shapedNode(shaped),
    ...(settings && { settings }),
  });
  lastOutputs.set(layer, result);
  return severalOf(layer, result, call, run);
}

/** The layer's own shape rule; of wrappers of models, and of functions, what is inside. */
function shapesOf(layer: LayerValue, inputs: Node[], call: Call, run: Run): Shaped {
  const [first, ...others] = inputs.map(flowOf);
  const inner = innerOf(layer);
  if (inner && inner.type !== 'layer') {
    if (layer.draft.kind === 'TimeDistributed') return overSteps(inner, first!, call, run);
    if (layer.draft.kind === 'Lambda') return ofFunction(layer, inner, inputs, call, run);
  }
  return shapeLayer(layer.draft, first!, ...others);
}

/** `TimeDistributed(model)`: the model applied to one step. */
function overSteps(model: Value, before: Flow, call: Call, run: Run): Shaped {
  const step = run.node({
    operation: 'item',
    inputs: [],
    at: call.expression,
    ...(before.shape && { shape: before.shape.slice(1) }),
    features: before.channels ?? null,
  });
  const result = run.call(model, [{ value: step, at: call.expression }], call);
  const shape = result.type === 'tensor' ? result.node.shape : undefined;
  return {
    ...(shape && before.shape && { shape: [before.shape[0]!, ...shape] }),
    lastAxis: result.type === 'tensor' ? (result.node.features ?? null) : null,
    parameters: run.parametersOf(model) ?? null,
  };
}

/** `Lambda(lambda x: …)` has no weights; its shape is that of the function's result. */
function ofFunction(layer: LayerValue, work: Value, inputs: Node[], call: Call, run: Run): Shaped {
  const declared = layer.draft.settings.outputShape?.value;
  if (declared) return { shape: declared, parameters: 0 };
  if (work.type !== 'function' && work.type !== 'library') return { parameters: 0 };
  const tensors = inputs.map((node): TensorValue => ({ type: 'tensor', node }));
  const given = tensors.length === 1 ? tensors[0]! : run.list(tensors, call.expression);
  const result = run.call(work, [{ value: given, at: call.expression }], call);
  if (result.type !== 'tensor') return { parameters: 0 };
  return {
    ...(result.node.shape && { shape: result.node.shape }),
    lastAxis: result.node.features ?? null,
    parameters: 0,
  };
}

/** Of dropout and batch normalization: the mode that the application asks for. */
function settingsOf(layer: LayerValue, call: Call, run: Run): FlowNode['settings'] | undefined {
  const argument = call.arguments.find(({ name }) => name === 'training');
  if (!argument || !/Dropout|Normalization|Noise|^Random/.test(layer.draft.kind)) return undefined;
  const range = run.range(argument.at);
  const { value } = argument;
  const isFlag = value.type === 'known' && typeof value.value === 'boolean' && value.origin !== 'parameter';
  if (isFlag) return { training: { value: value.value as boolean, origin: value.origin, range } };
  return { training: { value: 'mode', origin: 'literal', range } };
}

/** How many tensors a layer gives beside the first. */
function severalOf(layer: LayerValue, result: TensorValue, call: Call, run: Run): Value {
  const extra = extraOutputs(layer, call);
  if (extra === 0) return result;
  const states = Array.from({ length: extra }, (_, index) => {
    const { node } = run.node({
      operation: 'item',
      inputs: [result.node],
      at: call.expression,
      ...stateOf(layer),
    });
    return { type: 'tensor' as const, node, output: index + 1 };
  });
  return run.list([result, ...states], call.expression, 'tuple');
}

function extraOutputs({ draft: { kind, settings, wrapped } }: LayerValue, call: Call): number {
  const scores = call.arguments.find(({ name }) => name === 'return_attention_scores')?.value;
  if (scores?.type === 'known' && scores.value === true) return 1;
  const inner = kind === 'Bidirectional' && wrapped ? wrapped : { kind, settings };
  if (inner.settings.returnState?.value !== true) return 0;
  const states = /LSTM/.test(inner.kind) ? 2 : 1;
  return kind === 'Bidirectional' ? 2 * states : states;
}

/** States of recurrent layers have a number for each unit. */
function stateOf({ draft: { kind, settings, wrapped } }: LayerValue): Pick<Node, 'shape' | 'features'> {
  const units = (kind === 'Bidirectional' ? wrapped?.settings : settings)?.units?.value;
  return units === undefined || /Conv|Attention/.test(kind) ? {} : { shape: [units], features: units };
}

/** A sequential model: each layer is applied to what comes out of the one before it. */
export function applyContainer(model: ContainerValue, call: Call, run: Run): Value | undefined {
  const inputs = inputsOf(call, run);
  const [first] = inputs;
  if (!first) return undefined;
  noteTraining(model, call, run);
  let value: Value = { type: 'tensor', node: first };
  const gaps = new Set(model.gaps.map((gap) => gap.before));
  const hide = (nodes: Node[]) => run.node({ operation: 'unknown', inputs: nodes, at: call.expression });
  for (const [index, item] of model.items.entries()) {
    const before = nodeOf(value) ?? first;
    if (gaps.has(index)) value = hide([before]);
    const given = { value: { type: 'tensor' as const, node: nodeOf(value) ?? first }, at: item.at };
    value = run.call(item.value, [given], call);
    const after = nodeOf(value);
    if (!after) value = hide([given.value.node]);
    else if (item.unsure) {
      after.unsure = true;
      value = run.node({ operation: 'join', inputs: [given.value.node, after], at: call.expression });
    }
  }
  return gaps.has(model.items.length) ? hide([nodeOf(value) ?? first]) : value;
}

/** The node of a tensor, or of the first of several. */
function nodeOf(value: Value): Node | undefined {
  if (value.type === 'tensor') return value.node;
  return value.type === 'list' ? nodeOf(value.items[0]?.value ?? { type: 'unknown', what: '' }) : undefined;
}

/** A functional model: its graph again, from the given tensors on. */
export function applyFunctional(model: FunctionalValue, call: Call, run: Run): Value | undefined {
  const inputs = inputsOf(call, run);
  if (inputs.length === 0 || model.outputs.length === 0) return undefined;
  noteTraining(model, call, run);
  const copies = new Map<Node, Node>(model.inputs.map(({ node }, index) => [node, inputs[index] ?? node]));
  const copy = (node: Node): Node => {
    const known = copies.get(node);
    if (known) return known;
    const { at, context: _context, inside: _inside, unsure: _unsure, ...rest } = node;
    const made = run.node({ ...rest, at, inputs: node.inputs.map(copy) }).node;
    copies.set(node, made);
    return made;
  };
  const outputs = model.outputs.map((output): TensorValue => ({ ...output, node: copy(output.node) }));
  return outputs.length === 1 ? outputs[0]! : run.list(outputs, call.expression);
}

/** `model(x, training=True)`: dropout is on. */
function noteTraining(model: ContainerValue | FunctionalValue, call: Call, run: Run): void {
  const mode = bind(call, ['inputs', 'training'], run).setting('training', (value) =>
    typeof value === 'boolean' ? value : undefined,
  );
  if (mode.value === undefined || mode.origin === 'parameter') return;
  run.note({
    type: 'mode',
    framework: model.framework,
    mode: mode.value ? 'train' : 'eval',
    model: run.text(call.expression.callee),
    range: run.range(call.expression),
    anchor: run.range(call.expression.callee),
    scope: run.scope(),
  });
}
