/** Layers of TensorFlow.js: read like Keras' under TensorFlow.js' own defaults and names. */
import { writtenArgument } from '../interpret/arguments.ts';
import type { Call, Run } from '../interpret/framework.ts';
import type {
  InstanceValue,
  LayerDraft,
  LayerValue,
  ParametersValue,
  TensorValue,
} from '../interpret/values.ts';
import { makeLayer as makeKerasLayer, shapeOf } from '../keras/draft.ts';
import type { Setting, SettingValues, WrittenArgument } from '../model.ts';
import { ownDefaults } from './classes.ts';
import { type Config, configOf, kerasCall } from './config.ts';

/** `tf.layers.dense({units: 10})`. */
export function makeLayer(kind: string, call: Call, run: Run): LayerValue {
  const config = configOf(call);
  const own: Run = {
    ...run,
    layer: (given, _framework, draft) => run.layer(given, 'tfjs', adapted(draft, config, run)),
  };
  return makeKerasLayer(kind, kind, kerasCall(call, config, run), 'keras2', own);
}

/** `tf.input({shape: [784]})`: a layer that is its own output. */
export function makeInput(call: Call, run: Run): TensorValue {
  const layer = makeLayer('Input', call, run);
  const shape = layer.draft.declaredInput;
  layer.parameters = 0;
  return run.node({
    operation: 'input',
    layer,
    inputs: [],
    at: call.expression,
    ...(shape && { shape }),
    features: shape?.at(-1) ?? null,
  });
}

/** `this.addWeight('kernel', [16, 8], …)` in a layer of the file: counted with it, and no layer of the library. */
export function ownWeight(owner: InstanceValue, call: Call, run: Run): ParametersValue {
  const shape = call.arguments[1] && shapeOf(call.arguments[1].value);
  const count = shape?.reduce(
    (product, size) => (product === null || size === null ? null : product * size),
    1,
  );
  owner.made.layers.push({
    type: 'layer',
    framework: 'tfjs',
    draft: { kind: 'Weight', callee: run.text(call.expression.callee), settings: {} },
    at: call.expression,
    context: run.context(),
    ...(typeof count === 'number' && { parameters: count }),
  });
  return { type: 'parameters', set: 'part', of: 'this', at: call.expression };
}

/** The setting that a bare number is meant for. */
const MEANT: Record<string, 'rate' | 'deviation'> = {
  Dropout: 'rate',
  SpatialDropout1D: 'rate',
  AlphaDropout: 'rate',
  GaussianDropout: 'rate',
  GaussianNoise: 'deviation',
};

/** In place, as Keras' reader knows the draft by its identity. */
function adapted(draft: LayerDraft, config: Config, run: Run): LayerDraft {
  draft.framework = 'tfjs';
  draft.arguments = writtenArguments(config, run);
  for (const [name, value] of Object.entries(ownDefaults(draft.kind))) {
    const setting = draft.settings[name as keyof SettingValues] as Setting<unknown> | undefined;
    if (setting?.origin === 'default') setting.value = value;
  }
  const meant = config.bare && MEANT[draft.kind];
  // TensorFlow.js looks for `rate` in the number and finds nothing.
  if (meant)
    draft.settings[meant] = { value: undefined, origin: 'unknown', range: run.range(config.bare!.at) };
  for (const argument of draft.otherArguments ?? []) argument.parameter = camelCase(argument.parameter);
  for (const argument of draft.unreadRegularizers ?? []) argument.parameter = camelCase(argument.parameter);
  return draft;
}

const camelCase = (name: string): string =>
  name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

function writtenArguments({ given, bare }: Config, run: Run): WrittenArgument[] {
  return [...given, ...(bare ? [{ ...bare, name: 'argument 1' }] : [])].map((argument) =>
    writtenArgument(argument.name ?? '', argument, run),
  );
}
