/** The slider of τ: what counts as a small weight. */
import { EXPONENTS } from '../controls.ts';
import { slider } from '../elements/slider.ts';
import { threshold } from '../words/sparsity.ts';
import type { ResultView } from './view.ts';

export const thresholdSlider = ({ controls: { exponent }, actions }: ResultView) =>
  slider({
    id: 'threshold',
    label: 'Small means |w| ≤ τ',
    ...EXPONENTS,
    value: exponent,
    text: `τ = ${threshold(exponent)}`,
    set: (value) => actions.set({ exponent: value }),
  });
