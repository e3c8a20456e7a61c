/** The examples that are shipped, each a folder of `examples/` with `model.py`, its data and `<folder>.reglens.json`. */

export interface Example {
  folder: string;
  label: string;
  /** What it shows. */
  detail: string;
}

export const EXAMPLES: readonly Example[] = [
  {
    folder: 'digits',
    label: 'Handwritten digits',
    detail: 'Classification: 17,226 parameters and 300 training rows overfit; what helps most?',
  },
  {
    folder: 'diabetes',
    label: 'Diabetes',
    detail: 'Regression: how a disease progresses, from ten measurements of 442 patients',
  },
  {
    folder: 'spirals',
    label: 'Two spirals',
    detail: 'Classification in two columns: a network bends around single noisy points',
  },
  {
    folder: 'sparse-linear',
    label: 'Sparse linear',
    detail: 'Regression: 6 of 50 columns matter, and it is known which; does L1 find them?',
  },
  {
    folder: 'messages',
    label: 'Noisy messages',
    detail: 'Words of 600 messages, one label in ten is wrong: L1 selects the keywords',
  },
];
