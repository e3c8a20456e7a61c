/** Changes training batches before they enter the network. Every number is addressed by a run's seed and step. */
import { type ImageChange, transformImage } from './imageChange.ts';
import type { Shape } from './layerSpecs.ts';
import type { Targets } from './losses.ts';
import type { Augmentation } from './network.ts';
import { type Address, normals, permutation, STREAM, uniforms } from './random.ts';

const STREAMS = {
  image: STREAM.augmentation,
  mixupShare: STREAM.augmentation + 1,
  mixupPartner: STREAM.augmentation + 2,
  noise: STREAM.augmentation + 3,
};

/** One run's place in a batch of K runs. */
export interface AugmentedRun {
  augmentation: Augmentation;
  seed: number;
  /** Counts the run's steps. */
  step: number;
}

/** Whether anything is changed; if not, runs of one seed may share their rows. */
export const augments = ({ noise, mixup, ...image }: Augmentation): boolean =>
  noise > 0 || mixup > 0 || changesImages(image);

const changesImages = ({ shift, rotate, scale, flip }: Omit<Augmentation, 'noise' | 'mixup'>): boolean =>
  shift > 0 || rotate > 0 || scale > 0 || flip;

/**
 * Augments a batch in place: images are transformed, then rows are mixed, then noise is added.
 * @param inputs `[K, rows, ...shape]`
 * @param targets `[K, rows]`, class numbers or values; not changed
 * @param shape of one row; images are `[height, width, channels]`
 * @returns the targets, with partners and shares where a run mixes rows
 * @throws Error when a run transforms images and a row is none
 */
export function augmentBatch(
  runs: readonly AugmentedRun[],
  inputs: Float32Array,
  targets: Float32Array,
  shape: Shape,
): Targets {
  const partners = runs.some(({ augmentation }) => augmentation.mixup > 0) ? targets.slice() : undefined;
  const shares = runs.map((run, index) => {
    const part = (array: Float32Array): Float32Array => {
      const size = array.length / runs.length;
      return array.subarray(index * size, (index + 1) * size);
    };
    const at = { seed: run.seed, step: run.step };
    if (changesImages(run.augmentation)) changeImages(run.augmentation, part(inputs), shape, at);
    const { mixup, noise } = run.augmentation;
    const share = mixup > 0 ? mixRows(mixup, part(inputs), part(partners!), at) : 1;
    if (noise > 0) addNoise(noise, part(inputs), at);
    return share;
  });
  return { values: targets, ...(partners && { mixed: { partners, shares } }) };
}

type Place = Omit<Address, 'stream'>;

function addNoise(deviation: number, inputs: Float32Array, at: Place): void {
  normals({ ...at, stream: STREAMS.noise }, inputs.length).forEach((normal, index) => {
    inputs[index]! += deviation * normal;
  });
}

/**
 * Mixup (Zhang et al. 2018): x ← λ·x + (1 − λ)·x′ with another row x′ of the batch and λ ~ Beta(α, α), one λ a batch.
 * @param partners holds the rows' targets, and then those of the rows they are mixed with
 * @returns λ
 */
function mixRows(alpha: number, inputs: Float32Array, partners: Float32Array, at: Place): number {
  const share = betaSymmetric(alpha, { ...at, stream: STREAMS.mixupShare });
  const order = permutation({ ...at, stream: STREAMS.mixupPartner }, partners.length);
  const size = inputs.length / partners.length;
  const before = inputs.slice();
  const targets = partners.slice();
  order.forEach((partner, row) => {
    partners[row] = targets[partner]!;
    for (let index = 0; index < size; index++) {
      const own = before[row * size + index]!;
      inputs[row * size + index] = share * own + (1 - share) * before[partner * size + index]!;
    }
  });
  return share;
}

/** One number of Beta(α, α): X/(X + Y) of two Gamma(α, 1), by their logarithms as small α make them underflow. */
export function betaSymmetric(alpha: number, address: Address): number {
  const next = sequence(address);
  const difference = logGamma(alpha, next) - logGamma(alpha, next);
  return 1 / (1 + Math.exp(-difference));
}

/** The uniform numbers at an address one after another, as many as are asked for. */
function sequence(address: Address): () => number {
  let drawn = uniforms(address, 32);
  let next = 0;
  return () => {
    if (next === drawn.length) drawn = uniforms(address, 2 * drawn.length);
    return drawn[next++]!;
  };
}

/**
 * Logarithm of a number of Gamma(α, 1), by Marsaglia & Tsang 2000: with d = α + 1 − 1/3 and c = 1/√(9d), d·(1 + cx)³
 * of a normal x is accepted or drawn anew, which gives Gamma(α + 1); times u^(1/α) it is Gamma(α).
 */
function logGamma(alpha: number, next: () => number): number {
  const d = alpha + 2 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
    const v = (1 + c * x) ** 3;
    const u = next();
    if (v > 0 && Math.log(u) < x ** 2 / 2 + d - d * v + d * Math.log(v)) {
      return Math.log(d * v) + Math.log(next()) / alpha;
    }
  }
}

/** Transforms every image of one run; each draws five numbers. */
function changeImages(limits: Augmentation, inputs: Float32Array, shape: Shape, at: Place): void {
  if (shape.length !== 3) {
    throw new Error(
      `images are [height, width, channels], but a row of this network is [${shape.join(', ')}]`,
    );
  }
  const [height, width, channels] = shape as [number, number, number];
  const size = height * width * channels;
  const numbers = uniforms({ ...at, stream: STREAMS.image }, (5 * inputs.length) / size);
  for (let row = 0; row * size < inputs.length; row++) {
    const image = inputs.subarray(row * size, (row + 1) * size);
    const change = drawChange(limits, height, width, numbers.subarray(5 * row, 5 * row + 5));
    transformImage(image.slice(), image, [height, width, channels], change);
  }
}

/** Uniform between the limits on both sides; mirrored with probability ½. */
function drawChange(limits: Augmentation, height: number, width: number, uniform: Float64Array): ImageChange {
  const within = (limit: number, index: number): number => limit * (2 * uniform[index]! - 1);
  return {
    down: within(limits.shift * height, 0),
    right: within(limits.shift * width, 1),
    turn: within((limits.rotate * Math.PI) / 180, 2),
    scale: 1 + within(limits.scale, 3),
    mirror: limits.flip && uniform[4]! < 0.5,
  };
}
