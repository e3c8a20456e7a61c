/** REG020: a penalty on biases, or on γ and β of a normalization. */
import type { LayerDefinition, Penalty } from '../../definition/model.ts';
import { type ParameterTensor, parameterTensors } from '../../definition/parameterTensors.ts';
import { formatCount } from '../../words.ts';
import type { RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule, type Found } from './support/define.ts';
import { withoutArgument } from './support/fixes.ts';
import { hasOwnBackward, penalizedPart } from './support/penalized.ts';
import { written } from './support/strengths.ts';
import { labelOf } from './support/words.ts';

/** What is usually left free, and why. */
const FREE = {
  bias: { one: 'bias', many: 'biases', why: 'A bias only shifts: it does not make the function steeper' },
  gamma: {
    one: 'scale γ',
    many: 'scales γ',
    why: 'A penalty pulls γ to 0, not to 1, and with it the output',
  },
  beta: { one: 'shift β', many: 'shifts β', why: 'β only shifts: it does not make the function steeper' },
} as const;
const PARTS = Object.keys(FREE) as (keyof typeof FREE)[];

/** `L2(0.01)`; undefined where there is no penalty, or its strength cannot be seen. */
function penaltyName({ l1, l2 }: Penalty): string | undefined {
  const parts = [l1 ? `L1(${written(l1)})` : '', l2 ? `L2(${written(l2)})` : ''].filter(Boolean);
  return parts.length > 0 ? parts.join(' + ') : undefined;
}

function countOf(tensors: ParameterTensor[] | undefined, part: string): number | undefined {
  const found = tensors?.filter((tensor) => tensor.part === part) ?? [];
  return found.length > 0 ? found.reduce((sum, { count }) => sum + count, 0) : undefined;
}

function find(layer: LayerDefinition, context: RuleContext): Found[] {
  const inner = penalizedPart(layer).layer;
  // `backward_layer=` has a penalty of its own, or none.
  const tensors = layer.wrapped && hasOwnBackward(layer) ? undefined : parameterTensors(layer);
  return PARTS.flatMap((part): Found[] => {
    const penalty = inner.otherPenalties?.[part];
    const name = penalty && penaltyName(penalty);
    if (!penalty || !name) return [];
    const { one, many, why } = FREE[part];
    const count = countOf(tensors, part);
    const number = count === undefined ? many : formatCount(count, one, many);
    return [
      {
        range: penalty.range,
        message: `${name} is also on the ${number} of ${labelOf(layer)}. ${why}, and there are few of them beside the weights. Penalize the kernel only.`,
        fixes: () => [layer.wrapped ? undefined : withoutArgument(context, layer, penalty.range)],
      },
    ];
  });
}

const documentation: RuleDocumentation = {
  title: 'A penalty on biases, or on γ and β of a normalization',
  why:
    'Overfitting comes from weights that make the function steep. Biases only shift it, need fewer data to be fitted ' +
    'exactly, and a penalty on them can cause underfitting. γ and β of a normalization are pulled to 0, where the ' +
    'layer’s output vanishes. Common penalties leave both free.',
  silent: 'The strength is 0 or cannot be seen; the penalty is on the activity or on the kernel.',
  remedy: 'Keep `kernel_regularizer` only.',
  sources: [
    {
      title: 'Goodfellow, Bengio & Courville 2016, “Deep Learning”, section 7.1',
      url: 'https://www.deeplearningbook.org/contents/regularization.html',
    },
  ],
  example: {
    language: 'python',
    code: [
      'import keras',
      'from keras import layers, regularizers',
      '',
      'model = keras.Sequential([',
      '    layers.Input((64,)),',
      '    layers.Dense(',
      '        10,',
      '        kernel_regularizer=regularizers.l2(1e-4),',
      '        bias_regularizer=regularizers.l2(1e-4),',
      '    ),',
      '])',
      '',
    ].join('\n'),
  },
  mended: [
    'import keras',
    'from keras import layers, regularizers',
    '',
    'model = keras.Sequential([',
    '    layers.Input((64,)),',
    '    layers.Dense(',
    '        10,',
    '        kernel_regularizer=regularizers.l2(1e-4),',
    '    ),',
    '])',
    '',
  ].join('\n'),
};

export const penalizedBias = defineRule({
  code: 'REG020',
  slug: 'penalized-bias',
  severity: 'information',
  documentation,
  find: (context) =>
    context.reading.models.flatMap(({ layers }) => layers.flatMap((layer) => find(layer, context))),
});
