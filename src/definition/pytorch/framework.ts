/** PyTorch's part of the interpreter: which of its names mean what. */
import type { Call, Framework, Run } from '../interpret/framework.ts';
import type {
  ContainerValue,
  FunctionalValue,
  InstanceValue,
  LayerValue,
  ObjectValue,
  ParametersValue,
  Value,
} from '../interpret/values.ts';
import { surveyAugmentation } from './augmentation.ts';
import {
  applyContainer,
  containerMethod,
  containerOf,
  instanceMethod,
  instanceParts,
  isContainerKind,
  partsOf,
} from './containers.ts';
import { surveyEvaluation } from './evaluation.ts';
import { namesOf } from './fileNames.ts';
import { callFunction, callMethod, MODE, operate, rankOf, shapeOf } from './functions.ts';
import { layerOf } from './layers.ts';
import { LOG_WRITERS, noteLog } from './logs.ts';
import { applyLayer, assignToLayer, copiedBy, layerMember } from './objects.ts';
import { addGroup, optimizerOf, trainingArguments } from './optimizers.ts';
import {
  eachOf,
  filtered,
  nameMethod,
  nameOperation,
  narrowed,
  parameterMember,
  parametersOf,
  summed,
} from './parameters.ts';
import { canonical, exportsName } from './paths.ts';
import {
  notePenalty,
  noteReturned,
  parameterFunction,
  parameterMethod,
  parameterOperation,
} from './penalties.ts';
import { parameterTensor, tensorMade, tensorOperation } from './tensorValues.ts';
import { noteEarlyStopping, noteLoader } from './training.ts';

const objectOf = (path: string, call: Call, data?: unknown): ObjectValue => ({
  type: 'object',
  path,
  framework: 'pytorch',
  arguments: new Map(),
  at: call.expression,
  ...(data !== undefined && { data }),
});

/** Functions that answer the module they are given. */
const WRAPPERS =
  /^torch\.(?:compile|jit\.script|nn\.DataParallel|nn\.parallel\.(?:DistributedDataParallel|DataParallel)|nn\.utils\.(?:weight_norm|spectral_norm)|nn\.SyncBatchNorm\.convert_sync_batchnorm)$/;

/** Models of other libraries, whose layers cannot be seen. */
const OPAQUE =
  /^(?:torchvision\.models\.|timm\.|transformers\.(?!TrainingArguments|AdamW|Seq2Seq)|torch\.hub\.load|torch\.load$)/;

type Callee = (call: Call, run: Run) => Value | undefined;

const noted =
  (path: string, note: (call: Call, run: Run) => void): Callee =>
  (call, run) => {
    note(call, run);
    return objectOf(path, call);
  };

const CALLEES: Record<string, Callee> = {
  'torch.nn.Parameter': parameterTensor,
  'builtins.sum': (call, run) => call.arguments[0] && summed(call.arguments[0].value, run),
  'builtins.filter': filtered,
  'torch.utils.data.DataLoader': noted('torch.utils.data.DataLoader', noteLoader),
  'pytorch_lightning.callbacks.EarlyStopping': noted(
    'pytorch_lightning.callbacks.EarlyStopping',
    noteEarlyStopping,
  ),
  'transformers.TrainingArguments': trainingArguments,
  'transformers.Seq2SeqTrainingArguments': trainingArguments,
};
const WRITES_LOGS = new Set(LOG_WRITERS);

function call(path: string, given: Call, run: Run): Value | undefined {
  if (WRITES_LOGS.has(path)) noteLog(path, given, run);
  if (Object.hasOwn(CALLEES, path)) return CALLEES[path]!(given, run);
  if (WRAPPERS.test(path)) return copiedBy(path, given);
  if (OPAQUE.test(path)) return objectOf(path, given);
  const optimizer = optimizerOf(path, given, run);
  if (optimizer) return optimizer;
  if (!path.startsWith('torch.')) return undefined;
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (path === `torch.nn.${name}`) return callClass(name, path, given, run);
  if (!/^torch\.(?:nn\.functional\.|linalg\.|special\.)?\w+$/.test(path)) return undefined;
  return (
    parameterFunction(name, given, run) ??
    tensorMade(name, given, run) ??
    callFunction(name, given, run) ??
    (/_loss$|^(?:binary_)?cross_entropy|^kl_div$/.test(name) ? run.unknown('a loss') : undefined)
  );
}

function callClass(name: string, path: string, given: Call, run: Run): Value | undefined {
  if (isContainerKind(name)) return containerOf(name, given, run);
  return layerOf(name, given, run) ?? (name.endsWith('Loss') ? objectOf(path, given) : undefined);
}

function apply(
  object: LayerValue | ContainerValue | FunctionalValue | ObjectValue,
  given: Call,
  run: Run,
): Value | undefined {
  if (object.type === 'functional' || object.framework !== 'pytorch') return undefined;
  if (object.type === 'layer') return applyLayer(object, given, run);
  if (object.type === 'container') return applyContainer(object, given, run);
  return object.path.endsWith('Loss') ? run.unknown('a loss') : undefined;
}

/** Methods of modules that answer the module. */
const FLUENT = new Set(
  'to cuda cpu float double half bfloat16 eval train requires_grad_ apply share_memory type compile module'.split(
    ' ',
  ),
);

const LISTS_OF_PARAMETERS = new Set(['parameters', 'named_parameters']);

function method(receiver: Value, name: string, given: Call, run: Run): Value | undefined {
  switch (receiver.type) {
    case 'tensor':
      return callMethod(receiver, name, given, run);
    case 'parameters':
      if (name === 'backward') notePenalty(receiver, run);
      return parameterMethod(receiver, name, given, run) ?? run.unknown(given.expression);
    case 'object':
      return objectMethod(receiver, name, given, run);
    case 'container':
      if (receiver.framework !== 'pytorch') return undefined;
      return containerMethod(receiver, name, given, run) ?? moduleMethod(receiver, name, given, run);
    case 'layer':
      return receiver.framework === 'pytorch' ? moduleMethod(receiver, name, given, run) : undefined;
    case 'instance':
      return instanceMethod(receiver, name, given, run) ?? moduleMethod(receiver, name, given, run);
    case 'unknown':
      return LISTS_OF_PARAMETERS.has(name) ? parametersOf(name, given, run) : undefined;
    default:
      return undefined;
  }
}

function objectMethod(receiver: ObjectValue, name: string, given: Call, run: Run): Value | undefined {
  if (receiver.framework !== 'pytorch') return undefined;
  if (name === 'add_param_group') {
    addGroup(receiver, given, run);
    return run.known(null);
  }
  if (LISTS_OF_PARAMETERS.has(name)) return parametersOf(name, given, run);
  if (FLUENT.has(name) || receiver.path === 'torch.tensor') return receiver;
  return nameMethod(receiver, name, given, run);
}

function moduleMethod(
  receiver: LayerValue | ContainerValue | InstanceValue,
  name: string,
  given: Call,
  run: Run,
): Value | undefined {
  if (receiver.type === 'instance' && run.frameworkOf(receiver.class)?.name !== 'pytorch') return undefined;
  if (LISTS_OF_PARAMETERS.has(name)) return parametersOf(name, given, run);
  if (name === 'forward' && receiver.type === 'layer') return applyLayer(receiver, given, run);
  if (name === 'forward' && receiver.type === 'container') return applyContainer(receiver, given, run);
  return FLUENT.has(name) ? receiver : undefined;
}

function member(receiver: Value, name: string, run: Run): Value | undefined {
  switch (receiver.type) {
    case 'tensor':
      if (name === 'shape') return shapeOf(receiver, receiver.node.at, run);
      if (name === 'ndim') return rankOf(receiver, run);
      return name === 'data' ? receiver : undefined;
    case 'parameters':
      return parameterMember(receiver, name, run);
    case 'layer':
      return receiver.framework === 'pytorch' ? layerMember(receiver, name, run) : undefined;
    case 'instance':
      if (run.frameworkOf(receiver.class)?.name !== 'pytorch') return undefined;
      return name === 'training' ? run.unknown(MODE, receiver) : undefined;
    case 'container':
    case 'object':
      // `model.module` of a wrapped model.
      return name === 'module' && receiver.framework === 'pytorch' ? receiver : undefined;
    default:
      return undefined;
  }
}

const surveyed = new WeakSet<object>();

/** What a function returns; once for a file, what is seen in the order of statements rather than in values. */
function finish(run: Run): void {
  noteReturned(run);
  if (run.program.language !== 'python' || surveyed.has(run.program)) return;
  surveyed.add(run.program);
  const names = namesOf(run.file);
  surveyEvaluation(run.program, names, run);
  surveyAugmentation(run.program, names, run);
}

export const pytorch: Framework = {
  name: 'pytorch',
  canonical,
  exports: exportsName,
  call,
  apply,
  method,
  member,
  assign: assignToLayer,
  operate: (operator, left, right, at, run) =>
    nameOperation(operator, left, right, run) ??
    parameterOperation(operator, left, right, at, run) ??
    operate(operator, left, right, at, run) ??
    tensorOperation(left, right),
  narrow: narrowed,
  iterate: (value, run) => iterated(value, run),
  base: (path) =>
    /^(?:torch\.nn\.(?:Module|Sequential|ModuleList|ModuleDict)|pytorch_lightning\.LightningModule)$/.test(
      path,
    ) || isLayerBase(path)
      ? 'module'
      : undefined,
  methods: { build: [], apply: ['forward'] },
  finish,
};

function iterated(value: Value, run: Run): Value[] | undefined {
  if (value.type === 'parameters') return eachOf(value as ParametersValue, run);
  if (value.type === 'container' && value.framework === 'pytorch') return partsOf(value, run);
  return value.type === 'instance' ? instanceParts(value, run) : undefined;
}

/** `class MyLinear(nn.Linear)`: its own code is a block all the same. */
function isLayerBase(path: string): boolean {
  return /^torch\.nn\.[A-Z]\w*$/.test(path) && !path.endsWith('Loss') && path !== 'torch.nn.Parameter';
}
