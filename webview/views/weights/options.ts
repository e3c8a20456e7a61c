/** What the user has set in the Weights view. */
import { optionsOf } from '../../options.ts';
import type { ResultView } from '../view.ts';

export const WEIGHTS_VIEW = 'weights';

/** A type, not an interface: options have an index signature. Empty is what the view chooses itself. */
export type WeightsOptions = {
  variant: string;
  /** The variant beside it; `none` for a picture alone. */
  compared: string;
  layer: string;
  seed: number;
};

const DEFAULTS: WeightsOptions = { variant: '', compared: '', layer: '', seed: 0 };

export const weightsOptions = ({ controls }: ResultView): WeightsOptions =>
  optionsOf(controls.options, WEIGHTS_VIEW, DEFAULTS);
