/** Layers without kernels, from the source to the network: shapes, pooling, normalization, activations, randomness. */
import type { ActivationSpec, DropoutSpec, NoiseSpec } from '../../engine/layerSpecs.ts';
import { activationOf, initializerOf } from './functions.ts';
import type { Draft, Reading } from './reading.ts';

export const pooling =
  (operation: 'max' | 'average', rank: number) =>
  (reading: Reading): Draft[] => {
    reading.channelsLast();
    return [
      {
        spec: {
          kind: 'pooling',
          operation,
          size: reading.perAxis('size', rank),
          strides: reading.perAxis('strides', rank),
          padding: reading.oneOf('padding', ['valid', 'same'] as const),
        },
      },
    ];
  };

export const globalPooling =
  (operation: 'max' | 'average') =>
  (reading: Reading): Draft[] => {
    reading.channelsLast();
    return [{ spec: { kind: 'globalPooling', operation, keepAxes: reading.get('keepAxes') } }];
  };

/** A flat input stays as it is. */
export function flatten(reading: Reading): Draft[] {
  reading.channelsLast();
  return reading.inputShape.length === 1 ? [] : [{ spec: { kind: 'flatten' } }];
}

export const reshape = (reading: Reading): Draft[] => [
  { spec: { kind: 'reshape', shape: reading.get('targetShape') } },
];

export const permute = (reading: Reading): Draft[] => [
  { spec: { kind: 'permute', order: reading.get('order').map((axis) => axis - 1) } },
];

export const zeroPadding =
  (rank: number) =>
  (reading: Reading): Draft[] => {
    if (reading.layer.settings.dataFormat) reading.channelsLast();
    const written = reading.get('padding');
    if (!Array.isArray(written)) throw reading.impossible('padding', 'whole numbers of at least 0');
    // For one axis `(1, 2)` is before and after it, which two axes would take for both sides of each.
    const pairs: [number, number][] =
      rank === 1 && written.length === 2 ? [[written[0]![0], written[1]![0]]] : written;
    const padding = pairs.length === rank ? pairs : Array.from({ length: rank }, () => pairs[0]!);
    return [{ spec: { kind: 'zeroPadding', padding } }];
  };

/** Axes of a row, 0-based, from axes that count the batch or from the end. */
function rowAxes(reading: Reading): number[] {
  const rank = reading.inputShape.length;
  return reading.get('axis').map((axis) => (axis < 0 ? rank + axis : axis - 1));
}

function lastAxisOnly(reading: Reading): void {
  const last = reading.inputShape.length - 1;
  const axes = rowAxes(reading);
  if (axes.length !== 1 || axes[0] !== last) {
    throw reading.error('axis', reading.get('axis').join(', '), ['-1']);
  }
}

const ZEROS = { name: 'zeros', arguments: {} };
const ONES = { name: 'ones', arguments: {} };
const PLAIN_STARTS = {
  gammaInitializer: ONES,
  betaInitializer: ZEROS,
  movingMeanInitializer: ZEROS,
  movingVarianceInitializer: ONES,
};

const affine = (reading: Reading) => ({
  epsilon: reading.get('epsilon'),
  scale: reading.get('scale'),
  center: reading.get('center'),
});

export function batchNormalization(reading: Reading): Draft[] {
  lastAxisOnly(reading);
  reading.mustBe(PLAIN_STARTS);
  return [
    {
      spec: {
        kind: 'batchNormalization',
        name: reading.layer.name,
        momentum: reading.get('momentum'),
        unbiasedMovingVariance: false,
        ...affine(reading),
      },
    },
  ];
}

export function layerNormalization(reading: Reading): Draft[] {
  reading.mustBe(PLAIN_STARTS);
  const rank = reading.inputShape.length;
  const axes = rowAxes(reading).sort((a, b) => a - b);
  const atEnd = axes.every((axis, index) => axis === rank - axes.length + index);
  if (!atEnd) throw reading.error('axis', reading.get('axis').join(', '), ['-1', 'several last axes']);
  return [
    { spec: { kind: 'layerNormalization', name: reading.layer.name, axes: axes.length, ...affine(reading) } },
  ];
}

/** Keras takes −1 groups for as many as there are channels. */
export function groupNormalization(reading: Reading): Draft[] {
  lastAxisOnly(reading);
  reading.mustBe(PLAIN_STARTS);
  const channels = reading.inputShape.at(-1)!;
  const written = reading.get('groups');
  const groups = written === -1 ? channels : written;
  if (!Number.isInteger(groups) || groups < 1 || channels % groups !== 0) {
    throw reading.impossible('groups', `a divisor of the ${channels} channels`);
  }
  return [{ spec: { kind: 'groupNormalization', name: reading.layer.name, groups, ...affine(reading) } }];
}

export const activation = (reading: Reading): Draft[] => {
  const spec = activationOf(reading, 'activation');
  return spec.activation === 'linear' ? [] : [{ spec }];
};

export function relu(reading: Reading): Draft[] {
  const [alpha, maximum, threshold] = [
    reading.get('alpha'),
    reading.get('maximum'),
    reading.get('threshold'),
  ];
  const spec: ActivationSpec = { kind: 'activation', activation: 'relu' };
  if (alpha !== 0) spec.alpha = alpha;
  if (maximum !== null) spec.maximum = maximum;
  if (threshold !== 0) spec.threshold = threshold;
  return [{ spec }];
}

export const sloped =
  (name: 'leakyRelu' | 'elu') =>
  (reading: Reading): Draft[] => [
    { spec: { kind: 'activation', activation: name, alpha: reading.get('alpha') } },
  ];

export function softmax(reading: Reading): Draft[] {
  lastAxisOnly(reading);
  return [{ spec: { kind: 'activation', activation: 'softmax' } }];
}

export const prelu = (reading: Reading): Draft[] => [
  {
    spec: {
      kind: 'prelu',
      name: reading.layer.name,
      initializer: initializerOf(reading, 'alphaInitializer'),
      sharedAxes: (reading.get('sharedAxes') ?? []).map((axis) => axis - 1),
    },
  },
];

export const dropout =
  (unit: DropoutSpec['unit']) =>
  (reading: Reading): Draft[] => {
    reading.mustBe({ noiseShape: null });
    if (reading.layer.settings.dataFormat) reading.channelsLast();
    const spec: DropoutSpec = { kind: 'dropout', form: reading.dropoutForm, unit };
    return [{ spec, sourceRates: [reading.layer.settings.rate?.value] }];
  };

export const noise =
  (kind: NoiseSpec['noise']) =>
  (reading: Reading): Draft[] => {
    reading.mustBe({ noiseShape: null });
    const { rate, deviation } = reading.layer.settings;
    return [{ spec: { kind: 'noise', noise: kind }, sourceRates: [(rate ?? deviation)?.value] }];
  };
