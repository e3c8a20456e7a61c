import type { LateChangeFact } from '../../definition/surroundings.ts';
import type { RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule } from './support/define.ts';
import { factsOf, wholeText } from './support/facts.ts';

const documentation: RuleDocumentation = {
  title: 'Regularizer set after the layer was built',
  why:
    'Keras and TensorFlow.js take a layer’s regularizers when its weights are made, that is when the layer is built. ' +
    'Setting `layer.kernel_regularizer = …` later changes the configuration that is saved, and not the loss: nothing is ' +
    'penalized, and no message says so. It is the usual mistake with pretrained models of `keras.applications`.',
  silent:
    'The layer is not built yet; the file makes the model anew from its configuration (`model_from_json`, ' +
    '`clone_model`, `from_config`), which does use the new setting.',
  remedy:
    'Pass the regularizer to the layer’s constructor. For a pretrained model: set the attributes, save the weights, make ' +
    'the model anew by `keras.models.clone_model(model)`, load the weights; or use an optimizer with `weight_decay=`.',
  sources: [
    { title: 'Keras: layer weight regularizers', url: 'https://keras.io/api/layers/regularizers/' },
    {
      title: 'Keras source: Layer.add_weight takes the regularizer when the weight is made',
      url: 'https://github.com/keras-team/keras/blob/master/keras/src/layers/layer.py',
    },
  ],
  example: {
    language: 'python',
    code: [
      'import keras',
      '',
      'base = keras.applications.ResNet50(include_top=False, pooling="avg")',
      'for layer in base.layers:',
      '    layer.kernel_regularizer = keras.regularizers.L2(1e-4)',
      '',
    ].join('\n'),
  },
  mended: [
    'import keras',
    '',
    'base = keras.applications.ResNet50(include_top=False, pooling="avg")',
    'for layer in base.layers:',
    '    layer.kernel_regularizer = keras.regularizers.L2(1e-4)',
    'weights = base.get_weights()',
    'base = keras.models.clone_model(base)',
    'base.set_weights(weights)',
    '',
  ].join('\n'),
};

export const lateRegularizer = defineRule({
  code: 'REG024',
  slug: 'late-regularizer',
  severity: 'warning',
  documentation,
  find: (context) =>
    factsOf(context.reading, 'lateChange')
      .filter(({ acts, attribute }) => !acts && /regularizer$/i.test(attribute))
      .filter(() => !isMadeAnew(context))
      .map((fact) => ({ range: fact.range, message: message(fact), idle: true })),
});

/** Whether a model is made from its configuration somewhere in the file. */
const isMadeAnew = (context: RuleContext): boolean =>
  /\b(model_from_json|model_from_yaml|model_from_config|clone_model|from_config|modelFromJSON|fromConfig)\b/.test(
    wholeText(context),
  );

function message({ attribute, layer, framework }: LateChangeFact): string {
  const whose = layer === undefined ? '' : ` of “${layer}”`;
  const library = framework === 'tfjs' ? 'TensorFlow.js' : 'Keras';
  return `Setting ${attribute}${whose} has no effect here: ${library} took the regularizer when the layer was built, and nothing is added to the loss. Pass it to the layer’s constructor.`;
}
