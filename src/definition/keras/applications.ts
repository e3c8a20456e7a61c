/** Models of `keras.applications`: blocks whose layers are not in the file. */
import { bind } from '../interpret/arguments.ts';
import type { Call, Run } from '../interpret/framework.ts';
import type { Node, ObjectValue, TensorValue, Value } from '../interpret/values.ts';
import { shapeOf } from './draft.ts';
import { inputsOf } from './flow.ts';
import { asNumber, flagOf, objectOf } from './objects.ts';
import { below } from './paths.ts';

/** Channels that come out without the classifier on top. Source: the models' summaries in Keras' documentation. */
const CHANNELS: Record<string, number> = {
  VGG16: 512,
  VGG19: 512,
  ResNet50: 2048,
  ResNet101: 2048,
  ResNet152: 2048,
  ResNet50V2: 2048,
  ResNet101V2: 2048,
  ResNet152V2: 2048,
  InceptionV3: 2048,
  InceptionResNetV2: 1536,
  Xception: 2048,
  DenseNet121: 1024,
  DenseNet169: 1664,
  DenseNet201: 1920,
  NASNetMobile: 1056,
  NASNetLarge: 4032,
  MobileNet: 1024,
  MobileNetV2: 1280,
  EfficientNetB0: 1280,
  EfficientNetB1: 1280,
  EfficientNetB2: 1408,
  EfficientNetB3: 1536,
  EfficientNetB4: 1792,
  EfficientNetB5: 2048,
  EfficientNetB6: 2304,
  EfficientNetB7: 2560,
  EfficientNetV2B0: 1280,
  EfficientNetV2B1: 1280,
  EfficientNetV2B2: 1408,
  EfficientNetV2B3: 1536,
  EfficientNetV2S: 1280,
  EfficientNetV2M: 1280,
  EfficientNetV2L: 1280,
};

/** What is kept with such a model. */
interface Application {
  application: string;
  after: Pick<Node, 'shape' | 'features'>;
  input: Pick<Node, 'shape' | 'features'>;
  /** The tensor that it was built on, `input_tensor=`. */
  tensor?: TensorValue;
  output?: TensorValue;
}

const PARAMETERS = 'include_top weights input_tensor input_shape pooling classes'.split(' ');

export function application(path: string, call: Call, run: Run): ObjectValue | undefined {
  const name = /^applications\.([A-Z]\w*)$/.exec(below(path))?.[1];
  if (name === undefined) return undefined;
  const bound = bind(call, PARAMETERS, run);
  const given = bound.get('input_shape');
  const shape = given && shapeOf(given.value);
  const tensor = bound.get('input_tensor')?.value;
  const known: Application = {
    application: name,
    after: outputOf(name, bound),
    input: { ...(shape && { shape }), features: shape?.at(-1) ?? null },
    ...(tensor?.type === 'tensor' && { tensor }),
  };
  return objectOf(path, call, PARAMETERS, run, known);
}

function outputOf(name: string, bound: ReturnType<typeof bind>): Pick<Node, 'shape' | 'features'> {
  const top = flagOf(bound, 'include_top', true);
  const classes = bound.setting('classes', asNumber, 1000).value ?? null;
  if (top) return { shape: [classes], features: classes };
  const pooling = bound.setting<string | null>(
    'pooling',
    (value) => (value === null || typeof value === 'string' ? value : undefined),
    null,
  );
  const narrow = bound.get('alpha') !== undefined;
  const channels = !narrow && Object.hasOwn(CHANNELS, name) ? CHANNELS[name]! : null;
  if (top === undefined) return { features: null };
  if (pooling.value === undefined) return { features: channels };
  return { shape: pooling.value === null ? [null, null, channels] : [channels], features: channels };
}

const applicationOf = (value: Value): Application | undefined => {
  const data = value.type === 'object' ? (value.data as Partial<Application> | undefined) : undefined;
  return data?.application === undefined ? undefined : (data as Application);
};

/** `base(x)`. */
export function applyApplication(model: ObjectValue, call: Call, run: Run): Value | undefined {
  const known = applicationOf(model);
  const inputs = inputsOf(call, run);
  if (!known || inputs.length === 0) return undefined;
  return block(known, inputs, model, run);
}

const block = (
  { application: name, after }: Application,
  inputs: Node[],
  model: ObjectValue,
  run: Run,
): TensorValue => run.node({ operation: 'unknown', inside: name, inputs, at: model.at, ...after });

/** `base.output`, `base.input`, `base.layers`. */
export function memberOfApplication(model: ObjectValue, name: string, run: Run): Value | undefined {
  const known = applicationOf(model);
  if (!known) return undefined;
  if (!/^(input|output|inputs|outputs)$/.test(name)) return undefined;
  known.tensor ??= run.node({ operation: 'input', inputs: [], at: model.at, ...known.input });
  known.output ??= block(known, [known.tensor.node], model, run);
  return name.startsWith('input') ? known.tensor : known.output;
}
