/** Findings about weights that are 0, and about small ones that are not. */
import { formatCount, formatShare } from '../../words.ts';
import { named, namesOf } from './names.ts';
import { sumOf } from './sums.ts';
import type { TensorReport, WeightsFinding } from './weightsReport.ts';

export const zeroFindings = (kernels: readonly TensorReport[]): WeightsFinding[] => [
  ...exactZeros(kernels),
  ...twoOfFour(kernels),
  ...smallNotZero(kernels),
];

/** Share from which zeros are no accident. */
const ZEROS = 0.01;

const isSparse = ({ count, exactZeros }: TensorReport): boolean =>
  exactZeros < count && exactZeros >= Math.max(2, ZEROS * count);

function exactZeros(kernels: readonly TensorReport[]): WeightsFinding[] {
  const sparse = kernels.filter(isSparse);
  if (sparse.length === 0) return [];
  const share = sumOf(sparse, (tensor) => tensor.exactZeros) / sumOf(sparse, ({ count }) => count);
  return [
    {
      id: 'exact-zeros',
      tone: 'info',
      title: `${formatShare(share)} of the weights of ${formatCount(sparse.length, 'kernel')} are exactly 0`,
      text: `${named(sparse)}. ${causeOf(sparse)}`,
      tensors: namesOf(sparse),
    },
  ];
}

/** Formats in which small weights become 0: bfloat16 has the range of float32. */
const isCoarse = ({ dtype, quantization }: TensorReport): boolean =>
  quantization !== undefined || /^(float16|float8|u?int)/.test(dtype);

function causeOf(sparse: readonly TensorReport[]): string {
  const coarse = sparse.filter(isCoarse);
  const types = [...new Set(coarse.map(({ dtype }) => dtype))].join(' and ');
  const rounded = `In ${types} small weights are rounded to 0`;
  if (coarse.length === sparse.length)
    return `${rounded}: these zeros need no other cause, though pruning and proximal steps leave them, too.`;
  const descent =
    'Gradient descent alone leaves no exact zeros, with an L1 or L2 penalty neither: they come from pruning, from a proximal step, or from rows that were never trained.';
  return coarse.length === 0 ? descent : `${descent} ${rounded} (${formatCount(coarse.length, 'kernel')}).`;
}

const TWO_OF_FOUR = 0.99;
const LEAST_SIZE = 256;
/** The pattern is one only where zeros at random places would seldom make it. */
const BY_CHANCE = 0.9;

/** Share of groups of four with two zeros at least, where zeros of this share are at random places. */
const twoOfFourByChance = (zeros: number): number => 1 - (1 - zeros) ** 4 - 4 * zeros * (1 - zeros) ** 3;

function twoOfFour(kernels: readonly TensorReport[]): WeightsFinding[] {
  const regular = kernels.filter(
    ({ count, exactZeros, structure }) =>
      count >= LEAST_SIZE &&
      exactZeros < count &&
      (structure?.twoOfFour?.exact ?? 0) >= TWO_OF_FOUR &&
      twoOfFourByChance(exactZeros / count) < BY_CHANCE,
  );
  if (regular.length === 0) return [];
  return [
    {
      id: 'two-of-four',
      tone: 'info',
      title: `${formatCount(regular.length, 'kernel')} ${regular.length === 1 ? 'is' : 'are'} pruned 2:4`,
      text: `${named(regular)}: of every four weights along the inputs two are 0 or more, which sparse tensor cores compute at twice the speed.`,
      tensors: namesOf(regular),
    },
  ];
}

const MANY_SMALL = 0.3;
/** Bins of the histogram of sizes in the three decades below a size. */
const THREE_DECADES = 30;
/** Share of the non-zero weights that may be outliers: small is what is small beside the others. */
const LARGEST = 0.01;

/** Three decades below the largest weight, and below the size that 1 % of the weights exceed. */
function manyAreSmall({ count, exactZeros, relativeNearZeros, histogram }: TensorReport): boolean {
  if (count < LEAST_SIZE || relativeNearZeros - exactZeros <= MANY_SMALL * count) return false;
  const left = LARGEST * (count - exactZeros);
  let bin = histogram.length;
  for (let above = 0; bin > 0 && above <= left; ) above += histogram[--bin]!;
  const small = histogram.slice(0, Math.max(0, bin - THREE_DECADES)).reduce((sum, each) => sum + each, 0);
  return small > MANY_SMALL * count;
}

function smallNotZero(kernels: readonly TensorReport[]): WeightsFinding[] {
  const small = kernels.filter(manyAreSmall);
  if (small.length === 0) return [];
  const share =
    sumOf(small, (tensor) => tensor.relativeNearZeros - tensor.exactZeros) /
    sumOf(small, ({ count }) => count);
  return [
    {
      id: 'small-not-zero',
      tone: 'info',
      title: `${formatShare(share)} of the weights of ${formatCount(small.length, 'kernel')} are small, not 0`,
      text: `${named(small)}: at most a thousandth of the largest weight, as an L1 penalty can leave them where it is trained by its sub-gradient. A proximal step or a threshold would make them exactly 0.`,
      tensors: namesOf(small),
    },
  ];
}
