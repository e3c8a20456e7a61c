/** TensorFlow.js: what its functions, layers, models and tensors do while a program is followed. */
import type { Call, Framework, Run } from '../interpret/framework.ts';
import { passing } from '../interpret/merge.ts';
import type {
  ContainerValue,
  DictionaryValue,
  FunctionalValue,
  LayerValue,
  ObjectValue,
  TensorValue,
  Value,
} from '../interpret/values.ts';
import { applyContainer, applyFunctional, applyLayer } from '../keras/apply.ts';
import {
  changeContainer,
  functional,
  memberOfLayer,
  memberOfModel,
  sequential,
} from '../keras/containers.ts';
import { tensorsIn } from '../keras/flow.ts';
import type { Place } from '../program/program.ts';
import { kindOf } from './classes.ts';
import { configOf, helperObject, kerasCall } from './config.ts';
import {
  datasetMethod,
  looksLikeCompile,
  looksLikeFit,
  makeDataset,
  makeEarlyStopping,
  makeOptimizer,
  noteCompile,
  noteFit,
  noteLateChange,
} from './facts.ts';
import { makeInput, makeLayer, ownWeight } from './layers.ts';
import { operation } from './operations.ts';
import { below, canonical } from './paths.ts';
import { addsWeights, WEIGHTS, weightFunction, weightMethod, weightsOf } from './penalties.ts';

type Model = ContainerValue | FunctionalValue;

/** Layers that stand in a model, or were applied: they are built, and what regularizes them is taken. */
const built = new WeakSet<LayerValue>();

function call(path: string, given: Call, run: Run): Value | undefined {
  const own = below(path);
  if (own === '') return undefined;
  const name = /^layers\.(\w+)$/.exec(own)?.[1];
  const kind = name === undefined ? undefined : kindOf(name);
  if (kind !== undefined) return makeLayer(kind, given, run);
  if (own === 'input') return makeInput(given, run);
  if (own === 'sequential') return makeSequential(given, run);
  if (own === 'model') return makeFunctional(given, run);
  if (own === 'tidy') return tidied(given, run);
  return (
    helperObject(path, given, run) ??
    makeOptimizer(path, given, run) ??
    makeEarlyStopping(path, given, run) ??
    makeDataset(path, given) ??
    weightFunction(own, given, run) ??
    operation(own, given, run) ??
    opaque(path, given)
  );
}

/** A loaded model, a metric, a tensor of data: anything else leaves the models that it is given alone. */
const opaque = (path: string, { expression }: Call): ObjectValue => ({
  type: 'object',
  path,
  framework: 'tfjs',
  arguments: new Map(),
  at: expression,
});

function makeSequential(given: Call, run: Run): ContainerValue {
  const model = sequential(kerasCall(given, configOf(given), run), run, 'tfjs');
  for (const { value } of model.items) if (value.type === 'layer') built.add(value);
  return model;
}

const makeFunctional = (given: Call, run: Run): FunctionalValue =>
  functional(kerasCall(given, configOf(given), run), run, 'tfjs');

/** `tf.tidy(() => …)`, `tf.tidy('name', () => …)`: what the function answers. */
function tidied(given: Call, run: Run): Value | undefined {
  const work = given.arguments.findLast(({ value }) => value.type === 'function');
  return work && run.call(work.value, [], given);
}

/** `layer.apply(x)`; values that cannot be seen flow into layers, but they make no model run. */
function apply(object: Value, given: Call, run: Run): Value | undefined {
  if (object.type === 'layer') {
    built.add(object);
    return applyLayer(object, applied(given), run);
  }
  if (tensorsOf(given).length === 0) return undefined;
  if (object.type === 'container') return applyContainer(object, applied(given), run);
  return object.type === 'functional' ? applyFunctional(object, applied(given), run) : undefined;
}

/** `apply(x, {training: true, initialState})` as Keras calls it: `layer(x, training=True, …)`. */
function applied(given: Call): Call {
  const [inputs, options] = given.arguments;
  const entries = options?.value.type === 'dictionary' ? [...options.value.entries] : [];
  const named = entries.map(([name, { value, at }]) => ({ name, value, at }));
  return { ...given, arguments: inputs ? [inputs, ...named] : named };
}

function method(receiver: Value, name: string, given: Call, run: Run): Value | undefined {
  switch (receiver.type) {
    case 'layer':
      return name === 'apply' ? apply(receiver, given, run) : undefined;
    case 'container':
    case 'functional':
      return modelMethod(receiver, name, given, run);
    case 'instance':
      if (name === 'apply') return run.call(receiver, given.arguments, given);
      if (name === 'addWeight') return ownWeight(receiver, given, run);
      return trained(name, given, run) ? run.unknown(given.expression) : undefined;
    case 'tensor':
      return addsWeights(name, given, run) ?? operation(name, given, run, receiver);
    case 'parameters':
      return weightMethod(receiver, name, given, run);
    case 'object':
      return objectMethod(receiver, name, given, run);
    case 'unknown':
      return unknownMethod(name, given, run);
    // `this.train = this.train.bind(this)` is the method all the same.
    case 'function':
      return name === 'bind' ? receiver : undefined;
    default:
      return undefined;
  }
}

const receiverText = ({ expression: { callee } }: Call, run: Run): string =>
  callee.type === 'member' ? run.text(callee.object) : run.text(callee);

function modelMethod(model: Model, name: string, given: Call, run: Run): Value | undefined {
  if (name === 'compile') noteCompile(receiverText(given, run), given, run);
  if (name === 'fit' || name === 'fitDataset') {
    noteFit(receiverText(given, run), name, given, run);
    return run.unknown(given.expression);
  }
  if (name === 'apply' || name === 'predict') return apply(model, given, run);
  if (name === 'getLayer') return layerOf(model, given, run);
  if (WEIGHTS.test(name)) return weightsOf(receiverText(given, run), run);
  if (model.type === 'functional') {
    if (name === 'compile') model.compiled = true;
    return undefined;
  }
  if (name === 'add') {
    const [argument] = given.arguments;
    if (argument?.value.type === 'layer') built.add(argument.value);
  }
  return changeContainer(model, name, given, run);
}

/** `model.getLayer('features')`, `model.getLayer(null, 2)`. */
function layerOf(model: Model, given: Call, run: Run): Value {
  const [name, index] = given.arguments.map(({ value }) =>
    value.type === 'known' ? value.value : undefined,
  );
  const layers = memberOfModel(model, 'layers', run);
  const values = layers?.type === 'list' && !layers.open ? layers.items.map(({ value }) => value) : [];
  const number = typeof name === 'number' ? name : index;
  const named = values.find((value) => value.type === 'layer' && name !== null && value.draft.name === name);
  const found = typeof number === 'number' ? values.at(number) : named;
  return found ?? run.unknown(given.expression, model);
}

function objectMethod(object: ObjectValue, name: string, given: Call, run: Run): Value | undefined {
  if (isLoaded(object)) {
    if (trained(name, given, run)) return run.unknown(given.expression);
    if (name === 'getLayer') return object;
    if (name === 'apply' || name === 'predict') return hiddenNode(given, run);
    if (WEIGHTS.test(name)) return weightsOf(receiverText(given, run), run);
  }
  return datasetMethod(object, name, given, run) ?? addsWeights(name, given, run) ?? object;
}

/** Models that are read from a file. */
const isLoaded = ({ path }: ObjectValue): boolean => /^tfjs\.(load\w+|models\.\w+)$/.test(path);

const tensorsOf = (given: Call): TensorValue[] => given.arguments.flatMap(({ value }) => tensorsIn(value));

function hiddenNode(given: Call, run: Run): TensorValue {
  const inputs = tensorsOf(given).map(({ node }) => node);
  return run.node({ operation: 'unknown', inputs, at: given.expression, features: null });
}

/** Calls that train a model which cannot be seen, as their options tell. */
function trained(name: string, given: Call, run: Run): boolean {
  if (name === 'compile' && looksLikeCompile(given)) noteCompile(receiverText(given, run), given, run);
  else if (name === 'fit' && looksLikeFit(given, 2)) noteFit(receiverText(given, run), name, given, run);
  else if (name === 'fitDataset') noteFit(receiverText(given, run), name, given, run);
  else return false;
  return true;
}

function unknownMethod(name: string, given: Call, run: Run): Value | undefined {
  if (trained(name, given, run)) return run.unknown(given.expression);
  if (name === 'getWeights') return weightsOf(receiverText(given, run), run);
  if (name === 'apply' && tensorsOf(given).length > 0) return hiddenNode(given, run);
  return addsWeights(name, given, run);
}

function member(receiver: Value, name: string, run: Run): Value | undefined {
  switch (receiver.type) {
    case 'layer':
      return memberOfLayer(receiver, name);
    case 'container':
    case 'functional':
      return WEIGHTS.test(name) ? weightsOf('', run) : memberOfModel(receiver, name, run);
    case 'parameters':
      return name === 'val' ? receiver : undefined;
    case 'unknown':
      return name === 'trainableWeights' ? weightsOf(receiver.what, run) : undefined;
    case 'object':
      return isLoaded(receiver) ? memberOfLoaded(receiver, name, run) : receiver;
    default:
      return undefined;
  }
}

/** Of a loaded model nothing is seen but that values flow through it. */
function memberOfLoaded(object: ObjectValue, name: string, run: Run): Value | undefined {
  if (name === 'layers') return { type: 'list', of: 'list', items: [], open: 'the layers of a loaded model' };
  const node = () => run.node({ operation: 'unknown', inputs: [], at: object.at, features: null });
  if (name === 'output' || name === 'input') return node();
  if (name === 'outputs' || name === 'inputs') return run.list([node()], object.at);
  return WEIGHTS.test(name) ? weightsOf('', run) : undefined;
}

const REGULARIZING =
  /^(kernel|bias|recurrent|activity|depthwise|pointwise|embeddings|gamma|beta|alpha)Regularizer$|^rate$/;

function assign(receiver: Value, name: string, value: Value, at: Place, run: Run): boolean {
  if (receiver.type === 'dictionary') return setEntry(receiver, name, value, at, run);
  if (receiver.type === 'layer') return assignToLayer(receiver, name, value, at, run);
  // A layer that cannot be seen, `model.layers[i]`: no other object has settings of these names.
  const regularizer = REGULARIZING.test(name) && name !== 'rate';
  if (receiver.type !== 'unknown' || !regularizer) return false;
  noteLateChange(name, ownerText(name, at, run), at, run);
  return true;
}

function assignToLayer(layer: LayerValue, name: string, value: Value, at: Place, run: Run): boolean {
  if (name === 'trainable') {
    const known = value.type === 'known' && typeof value.value === 'boolean' && !run.isUnsure();
    layer.draft.settings.trainable = known
      ? { value: value.value as boolean, origin: value.origin, range: run.range(at) }
      : { value: undefined, origin: 'unknown', range: run.range(at) };
    return true;
  }
  if (!REGULARIZING.test(name)) return false;
  if (built.has(layer) || name === 'rate') noteLateChange(name, ownerText(name, at, run), at, run);
  else layer.draft.kernelPenaltyUnknown = run.range(at);
  return true;
}

/** `model.layers[0]` of `model.layers[0].kernelRegularizer = …`. */
function ownerText(name: string, at: Place, run: Run): string | undefined {
  const text = run.text(at);
  const end = text.indexOf(`.${name}`);
  return end > 0 ? text.slice(0, end) : undefined;
}

/** `config.units = 64`. */
function setEntry(object: DictionaryValue, name: string, value: Value, at: Place, run: Run): boolean {
  object.entries.set(name, { ...run.item(passing(value), at), statement: at });
  return true;
}

export const tfjs: Framework = {
  name: 'tfjs',
  canonical,
  exports: () => false,
  call,
  apply,
  method,
  member,
  assign,
  operate: () => undefined,
  iterate: () => undefined,
  base: (path) => (path === 'tfjs.layers.Layer' || path === 'tfjs.model' ? 'module' : undefined),
  methods: { build: ['build'], apply: ['call'] },
};
