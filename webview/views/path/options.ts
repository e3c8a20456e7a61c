/** What the user has set in the Path view. */
import { optionsOf } from '../../options.ts';
import type { ResultView } from '../view.ts';

export const PATH_VIEW = 'path';

/** A type, not an interface: options have an index signature. */
export type PathOptions = {
  /** Of the linear model. */
  penalty: string;
  /** What of the network is drawn over λ. */
  zeros: string;
  norm: string;
  /** Of the run that is tried; seed and epochs of 0 are the experiment's own. */
  l1: number;
  l2: number;
  dropout: number;
  proximal: boolean;
  seed: number;
  epochs: number;
  /** A slider was moved: until then nothing trains. */
  tried: boolean;
};

const DEFAULTS: PathOptions = {
  penalty: 'l1',
  zeros: 'exact',
  norm: 'l1Norm',
  l1: 0,
  l2: 0,
  dropout: 0,
  proximal: false,
  seed: 0,
  epochs: 0,
  tried: false,
};

export const pathOptions = ({ controls }: ResultView): PathOptions =>
  optionsOf(controls.options, PATH_VIEW, DEFAULTS);
