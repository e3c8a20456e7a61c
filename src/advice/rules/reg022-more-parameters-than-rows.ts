/** REG022: a first or last layer with far more parameters than there are rows. */
import type { LayerDefinition, ModelDefinition } from '../../definition/model.ts';
import { formatCount } from '../../words.ts';
import type { RuleDocumentation, Samples } from '../rule.ts';
import { defineRule, type Found } from './support/define.ts';
import { isWeighted, roleOf } from './support/roles.ts';
import { grouped } from './support/strengths.ts';
import { labelOf } from './support/words.ts';

/** The first and the last layer with weights: the input's width and the number of outputs decide their sizes. */
function ends({ layers }: ModelDefinition): { layer: LayerDefinition; end: 'first' | 'last' }[] {
  const weighted = layers.filter((layer) => isWeighted(roleOf({ layer })));
  const [first] = weighted;
  const last = weighted.at(-1);
  if (!first || !last) return [];
  return first === last
    ? [{ layer: first, end: 'first' }]
    : [
        { layer: first, end: 'first' },
        { layer: last, end: 'last' },
      ];
}

const FIRST_REMEDY = {
  first: 'try fewer inputs (feature selection, pooling, a smaller image) or fewer units',
  last: 'try fewer units before it',
} as const;

function find(model: ModelDefinition, samples: Samples, limit: number): Found[] {
  return ends(model).flatMap(({ layer, end }) => {
    const { parameters } = layer;
    if (parameters === undefined || samples.rows <= 0 || parameters / samples.rows < limit) return [];
    const ratio = Math.round(parameters / samples.rows);
    return [
      {
        range: layer.range,
        message:
          `${labelOf(layer)}, the ${end} layer with weights, holds ${formatCount(parameters, 'parameter')}: ` +
          `${grouped(ratio)} for each of the ${formatCount(samples.rows, 'training row')} of ${samples.data}. ` +
          `First ${FIRST_REMEDY[end]}; then compare L2 and dropout.`,
      },
    ];
  });
}

const documentation: RuleDocumentation = {
  title: 'A first or last layer with far more parameters than there are rows',
  why:
    'The width of the input and the number of outputs multiply with the units beside them. With many more parameters than ' +
    'training rows a layer can learn the rows by heart; whether it does depends on regularization and early stopping, ' +
    'but a smaller layer is the first thing to try.',
  silent:
    'No data are attached; the size of the layer cannot be seen; there are fewer than `parametersPerRow` (10) parameters ' +
    'for each row.',
  remedy:
    'Fewer inputs or units first, then L2 and dropout, then more data or augmentation. Compare them over seeds.',
  sources: [
    {
      title:
        'Goodfellow, Bengio & Courville 2016, “Deep Learning”, section 5.2: capacity, overfitting and underfitting',
      url: 'https://www.deeplearningbook.org/contents/ml.html',
    },
    {
      title: 'Zhang et al. 2017, “Understanding deep learning requires rethinking generalization”',
      url: 'https://arxiv.org/abs/1611.03530',
    },
  ],
  example: {
    language: 'python',
    code: [
      'import keras',
      'from keras import layers',
      '',
      '# With 1,000 rows attached:',
      'model = keras.Sequential([',
      '    layers.Input((784,)),',
      "    layers.Dense(64, activation='relu'),",
      "    layers.Dense(10, activation='softmax'),",
      '])',
      '',
    ].join('\n'),
  },
  mended: [
    'import keras',
    'from keras import layers',
    '',
    '# With 1,000 rows attached:',
    'model = keras.Sequential([',
    '    layers.Input((784,)),',
    "    layers.Dense(8, activation='relu'),",
    "    layers.Dense(10, activation='softmax'),",
    '])',
    '',
  ].join('\n'),
};

export const moreParametersThanRows = defineRule({
  code: 'REG022',
  slug: 'more-parameters-than-rows',
  severity: 'information',
  documentation,
  find: ({ reading, samples, thresholds }) =>
    samples
      ? reading.models
          .filter(({ name }) => (samples.model ?? name) === name)
          .flatMap((model) => find(model, samples, thresholds.parametersPerRow))
      : [],
});
