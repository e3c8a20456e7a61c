import type { FitFact } from '../../definition/surroundings.ts';
import { setArgument } from '../edit/arguments.ts';
import { argumentsOf, callAt, calledName } from '../edit/calls.ts';
import type { Fix, RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule } from './support/define.ts';
import { factsOf, sourceOf, wholeText } from './support/facts.ts';
import { fixOf, sourceAt } from './support/fixes.ts';
import { trainsOnHandful } from './support/handful.ts';
import { compiledModel } from './support/models.ts';
import { grouped } from './support/strengths.ts';

const documentation: RuleDocumentation = {
  title: 'Training without validation data',
  why:
    'Whether a model overfits shows in the distance between training and validation loss, epoch by epoch. A fit without ' +
    'validation data has only the training loss, which falls either way. Choosing epochs, rates and penalties on the ' +
    'test data instead makes its result too good.',
  silent:
    'Arguments cannot be seen (`**options`); a single epoch; a fit in a test; another fit of the same model has ' +
    'validation data (the last one may train on all of them); a model of fewer than 10 parameters; fewer than 30 rows that are ' +
    'written out; a model with a `train_step` of its own and no `test_step`; PyTorch, where loops are the user’s own.',
  remedy:
    '`validation_data=(x_val, y_val)`, or `validation_split=0.2` for arrays. Keras and TensorFlow.js take the last rows ' +
    'for it before shuffling, so shuffle data that are sorted. `validation_split` does not work with generators and ' +
    '`tf.data`.',
  sources: [
    { title: 'Keras: Model.fit', url: 'https://keras.io/api/models/model_training_apis/#fit-method' },
    {
      title: 'Goodfellow, Bengio & Courville 2016, “Deep Learning”, section 5.3',
      url: 'https://www.deeplearningbook.org/contents/ml.html',
    },
  ],
  example: {
    language: 'python',
    code: [
      'import keras',
      '',
      'model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])',
      'model.compile("adam", "sparse_categorical_crossentropy")',
      'model.fit(x, y, epochs=20)',
      '',
    ].join('\n'),
  },
  mended: [
    'import keras',
    '',
    'model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])',
    'model.compile("adam", "sparse_categorical_crossentropy")',
    'model.fit(x, y, epochs=20, validation_split=0.2)',
    '',
  ].join('\n'),
};

export const noValidation = defineRule({
  code: 'REG015',
  slug: 'no-validation-data',
  severity: 'information',
  documentation,
  find: (context) =>
    factsOf(context.reading, 'fit')
      .filter((fit) => !isShort(fit) && !isInTest(context, fit) && !isValidated(context, fit))
      .filter((fit) => !trainsItsOwnWay(context, fit) && !isTiny(context, fit))
      .map((fit) => ({
        range: fit.anchor,
        message: message(context, fit),
        fixes: () => [holdOut(context, fit)],
      })),
});

/** A loop of the user's own around fits of one epoch may evaluate by itself. */
const isShort = ({ epochs }: FitFact): boolean => epochs.value === 1;

const TEST_FILE = /(^|[\\/])tests?[\\/]|(^|[\\/])test_[^\\/]*$|[._-](test|spec)\.\w+$/i;

const isInTest = ({ reading }: RuleContext, { scope }: FitFact): boolean =>
  /^test/i.test(scope.function ?? scope.class ?? '') || TEST_FILE.test(reading.file);

/** Whether this fit, or another one of the variable, has validation data: the last one may well train on all data. */
function isValidated(context: RuleContext, fit: FitFact): boolean {
  if (fit.validation !== false) return true;
  const own = compiledModel(context, fit);
  return factsOf(context.reading, 'fit').some((other) => {
    if (other.model !== fit.model || other.validation !== true) return false;
    // Notebooks use a name again for another model.
    const theirs = compiledModel(context, other);
    return own === undefined || theirs === undefined || own === theirs;
  });
}

/** A line through points, which has nothing to overfit with. */
const FEWEST = 10;

const isTiny = (context: RuleContext, fit: FitFact): boolean =>
  (compiledModel(context, fit)?.parameters ?? FEWEST) < FEWEST || trainsOnHandful(context, fit);

/** A generative model with a training step of its own has no validation loss unless it has a test step too. */
function trainsItsOwnWay(context: RuleContext, fit: FitFact): boolean {
  const model = compiledModel(context, fit);
  const text = model ? sourceOf(context, model.range) : wholeText(context);
  return /\bdef train_step\b/.test(text) && !/\bdef test_step\b/.test(text);
}

function message(context: RuleContext, fit: FitFact): string {
  const { epochs } = fit;
  const model = compiledModel(context, fit);
  const what =
    model?.parameters === undefined ? 'This fit' : `This fit of ${grouped(model.parameters)} parameters`;
  const time = epochs.value === undefined ? '' : ` over ${grouped(epochs.value)} epochs`;
  return `${what}${time} has no validation data, so overfitting cannot be seen: the training loss falls either way. ${REMEDY}`;
}

const REMEDY = 'Hold data out, with validation data or a validation split.';

/** A split works for arrays, that is where targets are given apart. */
function holdOut(context: RuleContext, { range, framework }: FitFact): Fix | undefined {
  const source = sourceAt(context, range);
  const call = callAt(source, range);
  const written = call ? argumentsOf(source, call) : [];
  const hasTargets = written.some(({ name }, index) => name === 'y' || (name === undefined && index === 1));
  if (!call || calledName(source, call) !== 'fit' || !hasTargets) return undefined;
  const [name, text] =
    framework === 'tfjs'
      ? ['validationSplit', 'validationSplit: 0.2']
      : ['validation_split', 'validation_split=0.2'];
  return fixOf(`Hold out the last 20\u202f% of the rows: ${text}`, setArgument(source, range, name!, '0.2'));
}
