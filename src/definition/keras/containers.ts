/** `Sequential` and `Model`: how they are made, what is added to them, what of them can be got at. */
import { bind } from '../interpret/arguments.ts';
import type { Call, CallArgument, Run } from '../interpret/framework.ts';
import type {
  ContainerValue,
  FunctionalValue,
  Item,
  LayerValue,
  ListValue,
  Value,
} from '../interpret/values.ts';
import type { ExpressionOf, Place } from '../program/program.ts';
import type { Context } from '../surroundings.ts';
import { outputOf } from './apply.ts';
import { tensorsIn } from './flow.ts';

/** Where a model was made: the loops and conditions there are not around its layers. */
interface Making {
  context: Context[];
  unsure: boolean;
  /** Class and function. */
  scope: string;
}
const madeIn = new WeakMap<ContainerValue, Making>();

function placeOf(run: Run): string {
  const { class: owner = '', function: name = '' } = run.scope();
  return `${owner}.${name}`;
}

/** TensorFlow.js has the same models. */
type ModelFramework = 'keras' | 'tfjs';

export function sequential(call: Call, run: Run, framework: ModelFramework = 'keras'): ContainerValue {
  const bound = bind(call, ['layers', 'name'], run);
  const name = bound.get('name')?.value;
  const layers = bound.get('layers');
  const model: ContainerValue = {
    type: 'container',
    framework,
    of: 'sequential',
    kind: 'Sequential',
    items: [],
    gaps: [],
    at: call.expression,
    anchor: anchorOf(call, run),
    form: 'add',
    ...(name?.type === 'known' && typeof name.value === 'string' && { name: name.value }),
  };
  madeIn.set(model, { context: run.context(), unsure: run.isUnsure(), scope: placeOf(run) });
  if (layers) addList(model, layers, run);
  if (call.open) gap(model, call.open, `“${run.text(call.open)}”`);
  if (isBroken(call, run)) gap(model, call.expression, 'code that is not complete');
  if (model.items.length > 0 || model.gaps.length > 0) model.form = 'list';
  return model;
}

/** `keras.Sequential(`: the callee and its parenthesis. */
function anchorOf({ expression }: Call, run: Run): Place {
  const { piece, callee, to } = expression;
  const parenthesis = run.text({ piece, from: callee.to, to }).indexOf('(');
  return { piece, from: expression.from, to: callee.to + parenthesis + 1 };
}

function addList(model: ContainerValue, { value, at }: CallArgument, run: Run): void {
  if (value.type === 'known' && value.value === null) return;
  if (value.type !== 'list' || (value.open !== undefined && value.items.length === 0)) {
    gap(model, at, value.type === 'list' ? `“${value.open}”` : `“${run.text(at)}”`);
    return;
  }
  for (const item of value.items) {
    for (const part of partsOf(item, model)) model.items.push(ownItem(model, part));
  }
  if (value.open !== undefined) addHidden(model, value.open, at, run);
  const first = value.items[0]?.at;
  const { function: within } = run.scope();
  const isApart = first && !isInside(first, model.at) && (within === undefined || first.piece === at.piece);
  if (isApart) model.listed = first;
}

/** `*blocks` in a list: its place among the layers that are seen. */
function addHidden(model: ContainerValue, open: string, at: Place, run: Run): void {
  const { elements = [] } = at as Partial<ExpressionOf<'list' | 'tuple' | 'set'>>;
  const spread = elements.find((element) => element.spread && run.text(element.value) === open)?.value;
  if (!spread) {
    gap(model, at, `“${run.text(at)}”`);
    return;
  }
  const next = model.items.findIndex((item) => isInside(item.at, at) && item.at.from > spread.from);
  model.gaps.push({ before: next < 0 ? model.items.length : next, at: spread, what: `“*${open}”` });
}

/** One of several layers, by a condition: each of them may be there. */
function partsOf(item: Item, model: ContainerValue): Item[] {
  if (item.value.type !== 'choice') return [{ ...item, value: asPart(item.value, model) }];
  return item.value.options.map((option) => ({
    ...item,
    value: asPart(option, model),
    context: [...item.context, 'condition'],
    unsure: true,
  }));
}

const isInside = (inner: Place, outer: Place): boolean =>
  inner.piece === outer.piece && inner.from >= outer.from && inner.to <= outer.to;

/** `Input(…)` gives a tensor; in a list its layer counts. Layers of other frameworks are none. */
function asPart(value: Value, model: ContainerValue): Value {
  if (value.type === 'layer' && value.framework !== model.framework)
    return { type: 'unknown', what: value.draft.callee };
  return value.type === 'tensor' && value.node.layer?.draft.kind === 'Input' ? value.node.layer : value;
}

/** An item with the loops and conditions that are not around the model itself. */
function ownItem(model: ContainerValue, item: Item): Item {
  const around = madeIn.get(model) ?? { context: [], unsure: false };
  const context = item.context.slice(around.context.length);
  const { unsure, ...rest } = item;
  const own = unsure && (!around.unsure || context.length > 0);
  return { ...rest, context, ...(own && { unsure: true as const }) };
}

function gap(model: ContainerValue, at: Place, what: string): void {
  model.gaps.push({ before: model.items.length, at, what });
}

/** `model.add(layer)`, `model.pop()`, `model.compile(…)`; undefined for methods that leave the layers alone. */
export function changeContainer(
  model: ContainerValue,
  name: string,
  call: Call,
  run: Run,
): Value | undefined {
  if (name === 'add') {
    add(model, call, run);
    return run.known(null);
  }
  if (name === 'pop') {
    gap(model, run.statement(), `“${run.text(call.expression)}”`);
    return run.unknown(call.expression);
  }
  if (name === 'compile' && !run.isUnsure()) model.compiled = true;
  return undefined;
}

function add(model: ContainerValue, call: Call, run: Run): void {
  if (isElsewhere(model, run)) {
    const statement = run.statement();
    const followed = model.items.some((item) => item.statement && isInside(item.statement, statement));
    if (!followed) gap(model, statement, 'layers added in another function');
    return;
  }
  const argument = bind(call, ['layer'], run).get('layer');
  if (argument && !call.open) {
    for (const part of partsOf(run.item(argument.value, argument.at), model)) {
      model.items.push(ownItem(model, { ...part, statement: run.statement() }));
    }
  } else gap(model, run.statement(), `“${run.text(call.expression)}”`);
  if (isBroken(call, run)) gap(model, run.statement(), 'code that is not complete');
}

/** A statement that is still being typed may have swallowed layers below it. */
function isBroken({ expression }: Call, run: Run): boolean {
  const { piece, from, to } = run.statement();
  const isWhole = piece.statements.some((statement) => statement.from === from && statement.to === to);
  return !expression.closed || (piece.broken && isWhole);
}

/** In a function that is followed by itself: nobody knows when it is called. Calls of it were followed on their own. */
function isElsewhere(model: ContainerValue, run: Run): boolean {
  const scope = madeIn.get(model)?.scope;
  return run.home() && scope !== undefined && scope !== placeOf(run);
}

/** `keras.Model(inputs, outputs)`; Keras 1 called them `input` and `output`. */
export function functional(call: Call, run: Run, framework: ModelFramework = 'keras'): FunctionalValue {
  const bound = bind(call, ['inputs', 'outputs', 'name'], run);
  const name = bound.get('name')?.value;
  const given = (one: string, other: string) => tensorsIn((bound.get(one) ?? bound.get(other))?.value);
  const inputs = given('inputs', 'input');
  const outputs = given('outputs', 'output');
  if (outputs.length === 0 && inputs.length > 0) {
    // What lies between cannot be seen.
    outputs.push(
      run.node({ operation: 'unknown', inputs: inputs.map(({ node }) => node), at: call.expression }),
    );
  }
  return {
    type: 'functional',
    framework,
    inputs,
    outputs,
    at: call.expression,
    anchor: anchorOf(call, run),
    ...(name?.type === 'known' && typeof name.value === 'string' && { name: name.value }),
  };
}

/** Attributes that lead to the layers themselves. */
const HIDDEN = /^(_layers|_self_tracked_trackables|__dict__|__setattr__|__setstate__)$/;

/** `model.layers`, `model.output`, and ways to change the model that are not followed: `model.add` without a call. */
export function memberOfModel(
  model: ContainerValue | FunctionalValue,
  name: string,
  run: Run,
): Value | undefined {
  if (model.type === 'container' && (name === 'add' || name === 'pop' || HIDDEN.test(name))) {
    escapeHere(model, run);
    return undefined;
  }
  if (name === 'layers') return layersOf(model, run);
  if (model.type === 'container') return undefined;
  const tensors = /^outputs?$/.test(name) ? model.outputs : /^inputs?$/.test(name) ? model.inputs : undefined;
  if (!tensors || tensors.length === 0) return undefined;
  return tensors.length === 1 && !name.endsWith('s') ? tensors[0] : run.list(tensors, run.statement());
}

/** Code that is not followed may add layers here. */
function escapeHere(model: ContainerValue, run: Run): void {
  run.escape(model, run.statement(), `“${run.text(run.statement())}”`);
}

/** The layers of a model as a list of their own. */
function layersOf(model: ContainerValue | FunctionalValue, run: Run): ListValue {
  if (model.type === 'container') {
    const open = model.gaps[0]?.what;
    return { type: 'list', of: 'list', items: [...model.items], view: model, ...(open && { open }) };
  }
  const layers = new Set<LayerValue>();
  const seen = new Set<object>();
  const visit = (node: FunctionalValue['outputs'][number]['node']): void => {
    if (seen.has(node)) return;
    seen.add(node);
    node.inputs.forEach(visit);
    if (node.layer) layers.add(node.layer);
  };
  for (const { node } of model.outputs) visit(node);
  const items = [...layers].map((layer) => run.item(layer, layer.at));
  return { type: 'list', of: 'list', items, view: model };
}

/** `layer.output`, `layer.input`. */
export function memberOfLayer(layer: LayerValue, name: string): Value | undefined {
  const output = outputOf(layer);
  if (name === 'output') return output;
  if (name !== 'input' || !output) return undefined;
  const [node] = output.node.inputs;
  return node && { type: 'tensor', node };
}
