/** Keras and TensorFlow for the interpreter: what their classes, functions, objects and operators stand for. */
import type { Call, Framework, Run } from '../interpret/framework.ts';
import type { InstanceValue, LayerValue, ObjectValue, Value } from '../interpret/values.ts';
import { application, applyApplication, memberOfApplication } from './applications.ts';
import { applyContainer, applyFunctional, applyLayer } from './apply.ts';
import { dataFunction, dataMethod, noteRandomLayer } from './augmentation.ts';
import { changeContainer, functional, memberOfLayer, memberOfModel, sequential } from './containers.ts';
import { dataFormatFunction } from './dataFormat.ts';
import { makeLayer } from './draft.ts';
import { kerasExports } from './exports.ts';
import { initializerParameters } from './functions.ts';
import {
  narrow,
  operateOnParameters,
  parametersOfModel,
  penaltyFunction,
  regularizerOn,
} from './handPenalties.ts';
import { mergeKind } from './keras1.ts';
import { noteLateChange } from './lateChanges.ts';
import { objectOf } from './objects.ts';
import { operateOnTensors, operation, shapeFunction, shapeList } from './operations.ts';
import { optimizer, optimizerMethod } from './optimizers.ts';
import { below, canonical, kerasPath, type Version } from './paths.ts';
import { regularizerParameters } from './regularizers.ts';
import { className } from './signatures.ts';
import { callback, noteCompile, noteFit } from './training.ts';
import { ownWeight } from './weights.ts';

/** Classes of `keras.layers` that are no layers by themselves. */
const NO_LAYERS = new Set(['Layer', 'InputSpec', 'Model', 'AbstractRNNCell']);

/** The class of the layer that a path below Keras names, e.g. `Dense`; `Input` for the function of that name. */
function layerName(path: string): string | undefined {
  if (path === 'Input') return 'Input';
  const name = /^layers\.(?:[a-z_]\w*\.)*([A-Z]\w*)$/.exec(path)?.[1];
  return name === undefined || NO_LAYERS.has(name) ? undefined : name;
}

/** Functions that make a layer and apply it at once: `layers.add([a, b])`. */
const FUNCTIONAL: Record<string, string> = {
  'layers.add': 'Add',
  'layers.subtract': 'Subtract',
  'layers.multiply': 'Multiply',
  'layers.average': 'Average',
  'layers.maximum': 'Maximum',
  'layers.minimum': 'Minimum',
  'layers.concatenate': 'Concatenate',
  'layers.dot': 'Dot',
};

function call(path: string, given: Call, run: Run): Value | undefined {
  const keras = kerasPath(path);
  return (
    (keras && kerasCall(keras.path, keras.version, given, run)) ??
    optimizer(path, given, run) ??
    callback(path, given, run) ??
    application(path, given, run) ??
    regularizing(path, given, run) ??
    dataFormatFunction(path, given, run) ??
    dataFunction(path, given, run) ??
    penaltyFunction(path, given, run) ??
    shapeFunction(path, given, run) ??
    operation(path, given, run) ??
    otherObject(path, given, run)
  );
}

function kerasCall(path: string, version: Version, given: Call, run: Run): Value | undefined {
  if (path === 'Sequential') return sequential(given, run);
  if (path === 'Model') return functional(given, run);
  const name = layerName(path);
  if (name !== undefined) return layerCall(name, version, given, run);
  const kind = path === 'layers.merge' ? (mergeKind(modeOf(given)) ?? 'Merge') : FUNCTIONAL[path];
  if (kind === undefined) return undefined;
  // What follows the inputs by position is the layer's first setting: `concatenate([a, b], 1)`.
  const [inputs, ...settings] = given.arguments;
  const layer = makeLayer(kind, kind, { ...given, arguments: settings }, version, run);
  return inputs && applyLayer(layer, { ...given, arguments: [inputs] }, run);
}

const modeOf = (given: Call): unknown => {
  const second = given.arguments[1];
  const positional = second?.name === undefined ? second : undefined;
  const mode = (given.arguments.find(({ name }) => name === 'mode') ?? positional)?.value;
  if (!mode) return 'sum';
  return mode.type === 'known' ? mode.value : undefined;
};

function layerCall(name: string, version: Version, given: Call, run: Run): Value {
  const kind = className(name);
  const layer = makeLayer(kind, name, given, version, run);
  if (/^Random[A-Z]/.test(kind)) noteRandomLayer(kind, given, run);
  if (kind !== 'Input') return layer;
  const shape = layer.draft.declaredInput;
  layer.parameters = 0;
  return run.node({
    operation: 'input',
    layer,
    inputs: [],
    at: given.expression,
    ...(shape && { shape }),
    features: shape?.at(-1) ?? null,
  });
}

const CONSTRAINT = ['max_value', 'axis'];

/** Regularizers, initializers and constraints: objects that layers are given. */
function regularizing(path: string, given: Call, run: Run): Value | undefined {
  const [module, name = ''] = below(path).split('.');
  if (module === 'regularizers') return objectOf(path, given, regularizerParameters(name) ?? [], run);
  if (module === 'initializers') return objectOf(path, given, initializerParameters(name), run);
  return module === 'constraints' ? objectOf(path, given, CONSTRAINT, run) : undefined;
}

/** Losses, metrics and whatever else is made: `keras.losses.MeanSquaredError()`. */
function otherObject(path: string, given: Call, run: Run): Value | undefined {
  const own = below(path);
  const isClass = /^(losses|metrics|optimizers|callbacks|utils)\.(\w+\.)*[A-Z]\w*$/.test(own);
  if (isClass) return objectOf(path, given, [], run);
  if (path === 'tensorflow.Variable' && run.scope().class !== undefined) return ownWeight(given, run);
  // Models from elsewhere: what they hold cannot be seen.
  return /^models\.(load_model|clone_model|model_from_json)$/.test(own)
    ? run.unknown(given.expression)
    : undefined;
}

function apply(object: Parameters<Framework['apply']>[0], given: Call, run: Run): Value | undefined {
  if (object.framework !== 'keras') return undefined;
  switch (object.type) {
    case 'layer':
      return applyLayer(object, given, run);
    case 'container':
      return applyContainer(object, given, run);
    case 'functional':
      return applyFunctional(object, given, run);
    default:
      return applyApplication(object, given, run) ?? appliedRegularizer(object, given, run);
  }
}

/** `regularizers.l2(1e-4)(w)`. */
function appliedRegularizer(object: ObjectValue, given: Call, run: Run): Value | undefined {
  const family = /^regularizers\.(l[12])$/i.exec(below(object.path))?.[1]?.toLowerCase();
  const [argument] = given.arguments;
  if (argument?.value.type !== 'parameters' || (family !== 'l1' && family !== 'l2')) return undefined;
  const strength = object.arguments.get(family) ?? object.arguments.get('l');
  return regularizerOn(argument.value, family, strength?.value ?? run.known(0.01, 'default'), given, run);
}

function method(receiver: Value, name: string, given: Call, run: Run): Value | undefined {
  if (receiver.type === 'layer') return layerMethod(receiver, name, run);
  if (receiver.type === 'object') {
    if (receiver.framework !== 'keras') return undefined;
    return dataMethod(receiver, name, given, run) ?? optimizerMethod(receiver, name, given, run);
  }
  const isModel = receiver.type === 'container' || receiver.type === 'functional';
  if (isModel && receiver.framework !== 'keras') return undefined;
  if (isModel || receiver.type === 'instance' || receiver.type === 'unknown') {
    noteTraining(receiver, name, given, run);
  }
  if (receiver.type === 'instance') return instanceMethod(receiver, name, given, run);
  if (receiver.type === 'container') return changeContainer(receiver, name, given, run);
  if (receiver.type === 'functional' && name === 'compile' && !run.isUnsure()) receiver.compiled = true;
  return undefined;
}

function noteTraining(receiver: Value, name: string, given: Call, run: Run): void {
  const isKeras = receiver.type !== 'unknown' && (receiver.type !== 'instance' || isModule(receiver, run));
  if (name === 'compile') noteCompile(given, isKeras, run);
  else if (name === 'fit' || name === 'fit_generator') noteFit(name, given, isKeras, run);
}

const isModule = (instance: InstanceValue, run: Run): boolean =>
  run.frameworkOf(instance.class)?.name === 'keras';

/** Of a layer: its weights, and methods that leave it as it is. */
function layerMethod(layer: LayerValue, name: string, run: Run): Value | undefined {
  if (layer.framework !== 'keras') return undefined;
  return name === 'build' || name === 'set_weights' ? run.known(null) : undefined;
}

/** `self.add_weight(…)` in a layer of the file: a parameter of its own. */
function instanceMethod(receiver: InstanceValue, name: string, given: Call, run: Run): Value | undefined {
  if (!isModule(receiver, run)) return undefined;
  if (name === 'add_weight' || name === 'add_variable') return ownWeight(given, run);
  return name === 'add_loss' || name === 'add_metric' ? run.known(null) : undefined;
}

function member(receiver: Value, name: string, run: Run): Value | undefined {
  switch (receiver.type) {
    case 'tensor':
      return name === 'shape' ? shapeList(receiver, run.statement(), run) : undefined;
    case 'container':
    case 'functional':
      if (receiver.framework !== 'keras') return undefined;
      return memberOfModel(receiver, name, run) ?? parametersOfModel(name, 'model', receiver.at);
    case 'layer':
      if (receiver.framework !== 'keras') return undefined;
      return memberOfLayer(receiver, name) ?? parametersOfModel(name, 'layer.', receiver.at);
    case 'object':
      return memberOfApplication(receiver, name, run);
    case 'instance':
      return isModule(receiver, run) ? parametersOfModel(name, 'self', receiver.at) : undefined;
    case 'unknown':
      return name.startsWith('trainable')
        ? parametersOfModel(name, receiver.what, run.statement())
        : undefined;
    default:
      return undefined;
  }
}

/** Keras and TensorFlow for the interpreter. */
export const keras: Framework = {
  name: 'keras',
  canonical,
  exports: kerasExports,
  call,
  apply,
  method,
  member,
  assign(receiver, name, _value, at, run) {
    if (noteLateChange(receiver, name, at, run)) return true;
    const isOwn =
      receiver.type === 'container' || receiver.type === 'functional' || receiver.type === 'object';
    return isOwn && receiver.framework === 'keras' && name !== 'layers' && name !== '_layers';
  },
  operate: (operator, left, right, at, run) =>
    operateOnTensors(operator, left, right, at, run) ?? operateOnParameters(operator, left, right, run),
  iterate(value) {
    if (value.type !== 'parameters' || value.framework !== 'keras' || value.single) return undefined;
    return [{ ...value, single: true }];
  },
  narrow,
  base(path) {
    const own = below(path);
    return /^(Model|Layer|Sequential)$/.test(own) || layerName(own) !== undefined ? 'module' : undefined;
  },
  methods: { build: ['build'], apply: ['call'] },
};
