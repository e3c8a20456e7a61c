import type { LayerDefinition } from '../../definition/model.ts';
import type { Expression, ExpressionOf } from '../../definition/program/program.ts';
import type { RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule, type Found } from './support/define.ts';
import { sourceOf } from './support/facts.ts';
import { replaceAt } from './support/fixes.ts';
import { callAt, calledName, rangeOfNode } from './support/syntax.ts';

const documentation: RuleDocumentation = {
  title: 'Dropout of TensorFlow.js with a bare number',
  why:
    'Layers of TensorFlow.js take one object of settings. `tf.layers.dropout(0.2)` has no `rate` in it: the rate is ' +
    '`NaN`, every comparison with it is false, and the layer passes its input on. No message says so; only ' +
    'TypeScript refuses it.',
  silent: 'The argument is an object, or a variable whose value cannot be seen.',
  remedy: 'Write `tf.layers.dropout({rate: 0.2})`.',
  sources: [
    { title: 'TensorFlow.js: layers.dropout', url: 'https://js.tensorflow.org/api/latest/#layers.dropout' },
    {
      title: 'TensorFlow.js source: Dropout reads args.rate',
      url: 'https://github.com/tensorflow/tfjs/blob/master/tfjs-layers/src/layers/core.ts',
    },
  ],
  example: {
    language: 'javascript',
    code: [
      "import * as tf from '@tensorflow/tfjs';",
      '',
      'const model = tf.sequential();',
      "model.add(tf.layers.dense({ inputShape: [64], units: 32, activation: 'relu' }));",
      'model.add(tf.layers.dropout(0.2));',
      'model.add(tf.layers.dense({ units: 1 }));',
      '',
    ].join('\n'),
  },
  mended: [
    "import * as tf from '@tensorflow/tfjs';",
    '',
    'const model = tf.sequential();',
    "model.add(tf.layers.dense({ inputShape: [64], units: 32, activation: 'relu' }));",
    'model.add(tf.layers.dropout({ rate: 0.2 }));',
    'model.add(tf.layers.dense({ units: 1 }));',
    '',
  ].join('\n'),
};

/** Layers whose setting is `rate`. */
const WITH_RATE = new Set(['Dropout', 'SpatialDropout1D', 'AlphaDropout', 'GaussianDropout']);

export const bareRate = defineRule({
  code: 'REG027',
  slug: 'bare-rate',
  severity: 'error',
  documentation,
  find: (context) =>
    context.reading.models
      .filter(({ framework }) => framework === 'tfjs')
      .flatMap(({ layers }) => layers)
      .filter(({ kind }) => WITH_RATE.has(kind))
      .flatMap((layer) => foundAt(context, layer)),
});

function foundAt(context: RuleContext, { range }: LayerDefinition): Found[] {
  const call = callAt(context.reading, range);
  const number = call && bareNumber(call);
  if (!number) return [];
  const name = calledName(call);
  const place = rangeOfNode(context, number);
  const rate = sourceOf(context, place);
  const isRate = Number(rate) >= 0 && Number(rate) < 1;
  const object = `{ rate: ${isRate ? rate : '…'} }`;
  const instead = `Write ${name}(${object})${isRate ? '' : ' with a rate of at least 0 and below 1'}.`;
  return [
    {
      range,
      message: `${name}(${rate}) drops nothing: TensorFlow.js takes an object of settings, and in a bare number it finds no rate. ${instead}`,
      fixes: () => (isRate ? [{ ...replaceAt(place, object, `Write ${name}(${object})`), safe: true }] : []),
    },
  ];
}

/** The number that is the only argument. */
function bareNumber({ arguments: given }: ExpressionOf<'call'>): Expression | undefined {
  const [argument] = given;
  const isBare =
    given.length === 1 && argument?.value.type === 'number' && !argument.name && !argument.spread;
  return isBare ? argument.value : undefined;
}
