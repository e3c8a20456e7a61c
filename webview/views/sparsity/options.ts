/** What the user has set in the Sparsity view, beside λ and τ. */
import { optionsOf } from '../../options.ts';
import type { ResultView } from '../view.ts';

export const SPARSITY_VIEW = 'sparsity';

/** A type, not an interface: options have an index signature. */
export type SparsityOptions = {
  /** Of the histograms; 0 is the end of training. */
  epoch: number;
  /** Of the contour picture: the layer, one of its units and two of its inputs; empty or −1 are chosen by size. */
  layer: string;
  unit: number;
  first: number;
  second: number;
  /** Step of its slider of λ; −1 is where L1 has just put a weight at 0. */
  strength: number;
};

const DEFAULTS: SparsityOptions = { epoch: 0, layer: '', unit: -1, first: -1, second: -1, strength: -1 };

export const sparsityOptions = ({ controls }: ResultView): SparsityOptions =>
  optionsOf(controls.options, SPARSITY_VIEW, DEFAULTS);
