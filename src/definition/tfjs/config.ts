/** The object of settings that a function of TensorFlow.js takes, as a call with Keras' named arguments. */
import type { Call, CallArgument, Run } from '../interpret/framework.ts';
import type { DictionaryValue, KnownValue, ObjectValue, Value } from '../interpret/values.ts';
import { snakeCase } from '../keras/naming.ts';
import type { Unbound } from '../keras/objects.ts';
import type { Place } from '../program/program.ts';
import { below } from './paths.ts';

export interface Config {
  /** Settings by the names that TensorFlow.js has for them. */
  given: CallArgument[];
  /** Something else stands where the settings belong: `dropout(0.2)`. */
  bare?: CallArgument;
  /** What hides settings. */
  open?: Place;
}

/** The settings of a call, its argument number `index`. */
export function configOf(call: Call, index = 0): Config {
  const argument = call.arguments[index];
  if (!argument) return call.open ? { given: [], open: call.open } : { given: [] };
  const { value, at } = argument;
  if (value.type === 'dictionary') return ofDictionary(value, at);
  if (value.type === 'known') return value.value === null ? { given: [] } : { given: [], bare: argument };
  return { given: [], open: at };
}

function ofDictionary({ entries, open }: DictionaryValue, at: Place): Config {
  const given = [...entries].map(([name, item]): CallArgument => {
    const hidden: Value = { type: 'unknown', what: name };
    const value = item.unsure && item.statement ? hidden : written(item.value, item.at, at);
    return { name, value, at: item.at };
  });
  return open === undefined ? { given } : { given, open: at };
}

/** What stands in an object of another place came here by a name. */
function written(value: Value, from: Place, at: Place): Value {
  const inside = from.piece === at.piece && from.from >= at.from && from.to <= at.to;
  return value.type === 'known' && value.origin === 'literal' && !inside
    ? { ...value, origin: 'constant' }
    : value;
}

/** The call as Keras would have it: `kernelRegularizer` is `kernel_regularizer`, `heNormal` is `he_normal`. */
export function kerasCall(call: Call, { given, open }: Config, run: Run): Call {
  const args = given
    .filter((argument) => !isLeftOut(argument))
    .map((argument) => kerasArgument(argument, run));
  return { expression: call.expression, arguments: args, ...(open && { open }) };
}

/** Where `null` and `undefined` are values of their own. */
const MAY_BE_NULL = new Set(['activation', 'recurrentActivation', 'mergeMode']);

/** A setting that is null is not given. The default of a parameter is there to be replaced. */
function isLeftOut({ name, value }: CallArgument): boolean {
  const nothing =
    value.type === 'known' && value.value === null && value.origin !== 'parameter' && !value.passing;
  return nothing && !MAY_BE_NULL.has(name!);
}

function kerasArgument({ name = '', value, at }: CallArgument, run: Run): CallArgument {
  return { name: snakeCase(name), value: kerasValue(name, value, at, run), at };
}

const FORMATS: Record<string, string> = { channelsFirst: 'channels_first', channelsLast: 'channels_last' };

function kerasValue(name: string, value: Value, at: Place, run: Run): Value {
  const helper = /(Regularizer|Initializer|Constraint)$/.test(name);
  if (helper && value.type === 'object' && !value.path.startsWith('keras')) return run.unknown(at);
  if (/Regularizer$/.test(name)) return regularizer(value, at, run);
  if (/Initializer$/.test(name)) return initializer(value, at, run);
  if (name === 'dataFormat' && value.type === 'known') {
    const format = FORMATS[String(value.value)];
    return format === undefined ? value : { ...value, value: format };
  }
  return name === 'targetShape' ? withFreeAxis(value) : value;
}

/** The axis that is left to be worked out is null or negative; Keras writes -1. */
function withFreeAxis(value: Value): Value {
  if (value.type !== 'list') return value;
  const items = value.items.map((item) => {
    const free = item.value.type === 'known' && item.value.value === null;
    return free ? { ...item, value: { ...item.value, value: -1 } } : item;
  });
  return { ...value, items };
}

/** `"l1l2"` and `"L1L2"` are the only names that are registered: `"l2"` is refused. */
function regularizer(value: Value, at: Place, run: Run): Value {
  const named =
    serialized(value) ?? (value.type === 'known' ? { name: value.value, config: undefined } : undefined);
  if (!named || named.name === null) return value;
  if (named.name !== 'l1l2' && named.name !== 'L1L2') return run.unknown(at);
  if (value.type === 'known' && value.passing) return run.unknown(at);
  return regularizerObject('l1l2', named.config ?? { given: [] }, at, run);
}

/** Keras 2 has the same defaults: 0.01 for every strength that is left out of `l1`, `l2` and `l1_l2`. */
function regularizerObject(name: string, config: Config, at: Place, run: Run): ObjectValue {
  return objectOf(`keras2.regularizers.${name === 'l1l2' ? 'l1_l2' : name}`, config, at, run);
}

function initializer(value: Value, at: Place, run: Run): Value {
  const found = serialized(value);
  if (found && typeof found.name === 'string') return initializerObject(found.name, found.config, at, run);
  return value.type === 'known' && typeof value.value === 'string'
    ? { ...value, value: initializerName(value.value) }
    : value;
}

function initializerObject(name: string, config: Config, at: Place, run: Run): ObjectValue {
  const object = objectOf(`keras.initializers.${initializerName(name)}`, config, at, run);
  const hidden = config.open !== undefined || config.bare !== undefined;
  return { ...object, data: { unbound: hidden, open: hidden } satisfies Unbound };
}

const initializerName = (name: string): string => name.replace(/^[lL]eCun/, 'lecun');

/** An object as Keras' code expects it: `tf.constraints.maxNorm({maxValue: 3})`. */
function objectOf(path: string, config: Config, at: Place, run: Run): ObjectValue {
  const entries = kerasCall({ expression: undefined as never, arguments: [] }, config, run).arguments;
  const data: Unbound = { unbound: config.bare !== undefined, open: config.open !== undefined };
  return {
    type: 'object',
    path,
    framework: 'tfjs',
    arguments: new Map(entries.map(({ name, value, at: place }) => [name!, { value, at: place }])),
    at,
    data,
  };
}

/** `{className: 'L1L2', config: {l2: 0.1}}`. */
function serialized(value: Value): { name: KnownValue['value']; config: Config } | undefined {
  if (value.type !== 'dictionary') return undefined;
  const name = value.entries.get('className')?.value;
  const config = value.entries.get('config');
  if (name?.type !== 'known') return undefined;
  if (!config) return { name: name.value, config: { given: [] } };
  return {
    name: name.value,
    config:
      config.value.type === 'dictionary'
        ? ofDictionary(config.value, config.at)
        : { given: [], open: config.at },
  };
}

/** What a function below `tf.regularizers`, `tf.initializers` or `tf.constraints` makes. */
export function helperObject(path: string, call: Call, run: Run): ObjectValue | undefined {
  const [, module, name = ''] = /^(regularizers|initializers|constraints)\.(\w+)$/.exec(below(path)) ?? [];
  const config = configOf(call);
  const at = call.expression;
  if (module === 'regularizers') return regularizerObject(name, config, at, run);
  if (module === 'initializers') return initializerObject(name, config, at, run);
  return module === undefined ? undefined : objectOf(`keras.constraints.${snakeCase(name)}`, config, at, run);
}
