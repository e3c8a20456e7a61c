import type { LayerDefinition, Penalty } from '../../definition/model.ts';
import type { ExpressionOf } from '../../definition/program/program.ts';
import { setArgument } from '../edit/arguments.ts';
import type { RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule, type Found } from './support/define.ts';
import { sourceOf } from './support/facts.ts';
import { fixOf, sourceAt } from './support/fixes.ts';
import { callAt, calledName } from './support/syntax.ts';
import { labelOf } from './support/words.ts';

const documentation: RuleDocumentation = {
  title: 'Elastic net with a strength left out, which is 0.01 then',
  why:
    'In TensorFlow.js `regularizers.l1l2({l1: 1e-4})` is L1(1e-4) and L2(0.01): each strength that is left out is 0.01, ' +
    'not 0. The function `l1_l2` of Keras 2 (`tf_keras`, and `tf.keras` before TensorFlow 2.16) does the same; in ' +
    'Keras 3 what is left out is 0. The class `L1L2` of Keras has 0 everywhere.\n\n' +
    '| written | TensorFlow.js | Keras 2 | Keras 3 |\n| --- | --- | --- | --- |\n' +
    '| `l1l2({l1: a})`, `l1_l2(l1=a)` | a·Σ\\|w\\| + 0.01·Σw² | a·Σ\\|w\\| + 0.01·Σw² | a·Σ\\|w\\| |\n' +
    '| `L1L2(l1=a)` | – | a·Σ\\|w\\| | a·Σ\\|w\\| |',
  silent:
    'Both strengths are written, or neither (the defaults are meant then); Keras 3 imported as `keras`.',
  remedy: 'Write the other strength, `l2: 0`, or use `l1` or `l2` alone.',
  sources: [
    {
      title: 'TensorFlow.js: regularizers.l1l2',
      url: 'https://js.tensorflow.org/api/latest/#regularizers.l1l2',
    },
    {
      title: 'Keras 2 source: regularizers.l1_l2(l1=0.01, l2=0.01)',
      url: 'https://github.com/keras-team/tf-keras/blob/master/tf_keras/regularizers.py',
    },
  ],
  example: {
    language: 'javascript',
    code: [
      "import * as tf from '@tensorflow/tfjs';",
      '',
      'const model = tf.sequential({',
      '  layers: [',
      '    tf.layers.dense({',
      '      inputShape: [64],',
      '      units: 10,',
      '      kernelRegularizer: tf.regularizers.l1l2({ l1: 1e-4 }),',
      '    }),',
      '  ],',
      '});',
      '',
    ].join('\n'),
  },
  mended: [
    "import * as tf from '@tensorflow/tfjs';",
    '',
    'const model = tf.sequential({',
    '  layers: [',
    '    tf.layers.dense({',
    '      inputShape: [64],',
    '      units: 10,',
    '      kernelRegularizer: tf.regularizers.l1l2({ l1: 1e-4, l2: 0 }),',
    '    }),',
    '  ],',
    '});',
    '',
  ].join('\n'),
};

export const bothPenalties = defineRule({
  code: 'REG025',
  slug: 'both-penalties',
  severity: 'warning',
  documentation,
  find: (context) =>
    context.reading.models
      .filter(({ framework }) => framework !== 'pytorch')
      .flatMap(({ layers }) => layers)
      .flatMap((layer) => penaltiesOf(layer).flatMap((penalty) => foundAt(context, layer, penalty))),
});

function penaltiesOf({ kernelPenalty, otherPenalties = {}, wrapped }: LayerDefinition): Penalty[] {
  const all = [kernelPenalty, ...Object.values(otherPenalties), wrapped?.kernelPenalty];
  return all.filter((penalty) => penalty !== undefined);
}

type Strength = 'l1' | 'l2';

function foundAt(context: RuleContext, layer: LayerDefinition, penalty: Penalty): Found[] {
  const { language } = context.reading;
  const call = sourceOf(context, penalty.range);
  if (!/\bl1_?l2\s*\(/.test(call)) return [];
  const missing = missingStrength(context, penalty);
  const value = missing && penalty[missing];
  // In Keras 3 it is 0; in tf.keras it depends on the version.
  if (missing === undefined || (value !== 0.01 && value !== undefined)) return [];
  return [
    {
      range: penalty.range,
      severity: value === undefined ? 'information' : 'warning',
      message: `${message(language, missing, value)} It acts on the weights of ${labelOf(layer)}.`,
      fixes: () => [
        fixOf(
          language === 'python' ? `Write ${missing}=0` : `Write ${missing}: 0`,
          setArgument(sourceAt(context, penalty.range), penalty.range, missing, '0'),
        ),
      ],
    },
  ];
}

/** The strength that is left out while the other one is written. */
function missingStrength({ reading }: RuleContext, { range }: Penalty): Strength | undefined {
  const call = callAt(reading, range);
  if (!call || !/^l1_?l2$/.test(calledName(call) ?? '')) return undefined;
  const names = reading.language === 'python' ? namesOf(call) : propertiesOf(call);
  const left = (['l1', 'l2'] as const).filter((strength) => !names?.includes(strength));
  return left.length === 1 ? left[0] : undefined;
}

type Call = ExpressionOf<'call'>;

/** Undefined where arguments cannot be seen. */
function namesOf({ arguments: given }: Call): (string | undefined)[] | undefined {
  if (given.some(({ spread }) => spread)) return undefined;
  return given.map(({ name }, index) => name ?? ['l1', 'l2'][index]);
}

/** As {@link namesOf}, of the object of settings. */
function propertiesOf({ arguments: given }: Call): (string | undefined)[] | undefined {
  const options = given.at(-1)?.value;
  if (options?.type !== 'dictionary' || options.entries.some(({ key }) => !key)) return undefined;
  return options.entries.map(({ key }) => (key?.type === 'string' ? key.value : undefined));
}

function message(language: 'python' | 'javascript', missing: Strength, value: number | undefined): string {
  const name = missing.toUpperCase();
  const other = missing === 'l1' ? 'l2' : 'l1';
  if (language === 'javascript') {
    return `l1l2 without ${missing} also adds ${name}(0.01): in TensorFlow.js a strength that is left out is 0.01, not 0. Write ${missing}: 0, or use regularizers.${other}.`;
  }
  const where = value === undefined ? ' before TensorFlow 2.16 (Keras 2); since then it is 0' : ' in Keras 2';
  return `l1_l2 without ${missing} also adds ${name}(0.01)${where}. Write ${missing}=0, or use regularizers.${other}.`;
}
