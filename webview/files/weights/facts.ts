/** The numbers of one tensor in words: all of them, its structure, its spectrum. */
import type { Spectrum, Structure, TensorReport } from '../../../src/report/weightFiles/weightsReport.ts';
import { formatShare } from '../../../src/words.ts';
import { count } from '../../words/numbers.ts';
import { countAndShare, shapeText, significant } from '../numbers.ts';
import type { Fact } from '../table/facts.ts';
import { KIND_NAME, typeText } from './words.ts';

export function tensorFacts(tensor: TensorReport): Fact[] {
  const { count: weights, distribution } = tensor;
  const share = (part: number) => countAndShare(part, weights);
  return [
    { name: 'Kind', value: KIND_NAME[tensor.kind] },
    { name: 'Shape', value: `${shapeText(tensor.shape)}, ${typeText(tensor)}` },
    ...(tensor.sharedWith
      ? [{ name: 'Shared with', value: tensor.sharedWith, meaning: 'Counted once in the totals' }]
      : []),
    { name: 'Weights', value: count(weights) },
    { name: 'Exactly 0', value: share(tensor.exactZeros) },
    { name: '|w| ≤ 1e-3', value: share(tensor.nearZeros), meaning: 'Exact zeros among them' },
    { name: '|w| ≤ max/1000', value: share(tensor.relativeNearZeros), meaning: 'Of its own largest weight' },
    ...notFinite(tensor),
    { name: '‖w‖₁', value: significant(tensor.l1) },
    { name: '‖w‖₂', value: significant(tensor.l2) },
    { name: 'Largest |w|', value: significant(tensor.max) },
    { name: 'Mean', value: `${significant(tensor.mean)} ± ${significant(tensor.standardDeviation)}` },
    {
      name: 'Excess kurtosis',
      value: significant(tensor.excessKurtosis),
      meaning: '0 for Gauss, 3 for Laplace',
    },
    { name: 'Hoyer', value: tensor.hoyer.toFixed(3), meaning: '1 when only one weight is not 0' },
    { name: 'Gini', value: tensor.gini.toFixed(3), meaning: 'Of |w|: near 1 when few hold everything' },
    {
      name: 'Outliers',
      value: share(tensor.outliers),
      meaning: 'More than 6 standard deviations from the mean',
    },
    ...(distribution
      ? [
          {
            name: 'Laplace scale',
            value: significant(distribution.laplaceScale),
            meaning: 'Mean |w| of those not 0',
          },
          {
            name: 'Gauss σ',
            value: significant(distribution.gaussSigma),
            meaning: '√mean(w²) of those not 0',
          },
        ]
      : []),
  ];
}

function notFinite({ nan, inf }: TensorReport): Fact[] {
  if (nan + inf === 0) return [];
  const meaning = 'Left out of all other numbers';
  return [
    { name: 'NaN', value: count(nan), meaning },
    { name: 'Infinite', value: count(inf), meaning },
  ];
}

export function structureFacts(structure: Structure): Fact[] {
  const { outputs, inputs, deadOutputs, deadInputs, deadChannels, deadHeads, twoOfFour } = structure;
  const dead = (
    name: string,
    found: { exact: number; near: number },
    of?: number,
    what = 'weights',
  ): Fact => ({
    name,
    value: of === undefined ? count(found.exact) : `${count(found.exact)} of ${count(of)}`,
    meaning: `All ${what} exactly 0${found.near > found.exact ? `; ${count(found.near - found.exact)} more nearly: at most 1e-3 and 1\u202f% of the tensor’s largest` : ''}`,
  });
  return [
    dead('Dead units', deadOutputs, outputs, 'incoming weights'),
    dead('Unused inputs', deadInputs, inputs, 'outgoing weights'),
    ...(deadChannels ? [dead('Unused channels', deadChannels)] : []),
    ...(deadHeads ? [dead('Dead heads', deadHeads, deadHeads.heads)] : []),
    ...(twoOfFour
      ? [
          {
            name: '2:4 pattern',
            value: formatShare(twoOfFour.near),
            meaning: `Groups of four along the inputs with two weights at most 1e-3 in size; ${formatShare(twoOfFour.exact)} with two exact zeros`,
          },
        ]
      : []),
  ];
}

export function spectrumFacts({ spectralNorm, stableRank, effectiveRank, alpha }: Spectrum): Fact[] {
  return [
    { name: 'Spectral norm', value: significant(spectralNorm), meaning: 'Largest singular value' },
    { name: 'Stable rank', value: significant(stableRank), meaning: 'Σσᵢ² / σ₁²' },
    {
      name: 'Effective rank',
      value: effectiveRank === null ? '–' : significant(effectiveRank),
      meaning: effectiveRank === null ? 'Not known from a sample' : 'exp of the entropy of σᵢ/Σσ',
    },
    {
      name: 'Power law α',
      value: alpha ? alpha.alpha.toFixed(2) : '–',
      meaning: alpha
        ? `${count(alpha.tail)} eigenvalues from ${significant(alpha.xmin)} on; Kolmogorov–Smirnov distance ${alpha.distance.toFixed(3)}${alpha.doubt ? `. ${alpha.doubt}` : '; 2 to 6 in layers that are well trained'}`
        : 'Too few eigenvalues for a tail',
    },
  ];
}

/** The finding over the structure. */
export function structureTitle({ outputs, deadOutputs, deadInputs, inputs }: Structure): string {
  const units = `${count(deadOutputs.exact)} of ${count(outputs)} units dead`;
  const unused = `${count(deadInputs.exact)} of ${count(inputs)} inputs unused`;
  return deadOutputs.exact + deadInputs.exact === 0
    ? `No dead unit among ${count(outputs)}, no unused input among ${count(inputs)}`
    : `${units}, ${unused}`;
}

/** The finding over the singular values. */
export function spectrumTitle({ stableRank, singularValues, method }: Spectrum): string {
  const rank = `Stable rank ${significant(stableRank)}`;
  return method === 'exact' ? `${rank} of at most ${count(singularValues.length)}` : rank;
}
