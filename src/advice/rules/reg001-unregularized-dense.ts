/** REG001: a large fully-connected layer that nothing regularizes. */
import type { FrameworkName, LayerDefinition } from '../../definition/model.ts';
import type { RuleContext, RuleDocumentation, Severity } from '../rule.ts';
import { additionAfter, l2On } from './support/additions.ts';
import { defineRule, type Found } from './support/define.ts';
import { wholeText } from './support/facts.ts';
import { isAttention, type Site, type Step, sitesOf, stepsOf, walk } from './support/flows.ts';
import { isNoisy } from './support/rates.ts';
import { isPassing } from './support/roles.ts';
import { shrinking, stopsEarly } from './support/training.ts';
import { labelOf, partOf } from './support/words.ts';

/** A penalty or constraint of its own, also one that cannot be read. */
const hasOwn = (layer: LayerDefinition): boolean =>
  layer.kernelPenaltyUnknown !== undefined ||
  layer.otherRegularizer !== undefined ||
  layer.unreadRegularizers !== undefined ||
  layer.maxNorms !== undefined ||
  layer.settings.trainable?.value === false ||
  (layer.kernelPenalty !== undefined && !(layer.kernelPenalty.l1 === 0 && layer.kernelPenalty.l2 === 0));

/** Dropout, noise or batch normalization between the layer and its neighbours; an unknown neighbour may have it. */
function mayBeNoisy(step: Step): boolean {
  return (['inputs', 'outputs'] as const).some((direction) => {
    const { through, stops } = walk(step, direction, ({ role }) => isPassing(role));
    const isRegularizing = (near: Step) => isNoisy(near) || near.role === 'batchNormalization';
    return (
      through.some(isRegularizing) ||
      stops.some((stop) => stop.role === 'unknown' || (direction === 'outputs' && isNoisy(stop)))
    );
  });
}

/** Nothing with weights comes after it. */
function isOutput(step: Step): boolean {
  const { stops, open } = walk(step, 'outputs', ({ role }) => isPassing(role));
  return open && stops.length === 0;
}

/** How many values a fully-connected layer takes: of inputs·units weights and units biases. */
function inputsOf({ settings, parameters }: LayerDefinition): number | undefined {
  const units = settings.units?.value;
  if (settings.inputs?.value !== undefined) return settings.inputs.value;
  const biases = settings.useBias?.value === false ? 0 : 1;
  return units && parameters !== undefined ? parameters / units - biases : undefined;
}

/** An output over many classes or words is as large as it must be. */
function isWideOutput(layer: LayerDefinition): boolean {
  const units = layer.settings.units?.value;
  const inputs = inputsOf(layer);
  return units === undefined || units >= MANY_CLASSES || inputs === undefined || units >= inputs / 2;
}

const MANY_CLASSES = 100;

/** Models that are not fitted to labels: dropout and L2 do something else in them. */
const OTHER_GOALS =
  /generator|discriminator|critic|actor|policy|q_?net|dqn|encoder|decoder|(?<![a-z])(vae|gan)(?![a-z])|^(net_?)?[DG]$/i;

/** Agents see new data all the time and learn worse with dropout. */
const REINFORCEMENT =
  /^\s*(?:import|from)\s+(?:gym|gymnasium|stable_baselines3?|pettingzoo)\b|\benv\.step\(|\breplay_?(?:buffer|memory)\b/im;

const UPSAMPLING = /^(Conv\dDTranspose|ConvTranspose\dd|UpSampling\dD|Upsample)$/;

/** Generators and decoders begin with a layer whose output is reshaped to a small map, which is enlarged. */
const isEnlarged = (step: Step): boolean =>
  walk(step, 'outputs', ({ role }) => isPassing(role) || role === 'reshape').stops.some(({ node }) =>
    UPSAMPLING.test(node.layer?.kind ?? ''),
  );

/** Autoencoders give as many values as they take. */
function reconstructs(steps: Step[]): boolean {
  const layers = steps.flatMap((step) => (step.role === 'dense' && step.node.layer ? [step] : []));
  const taken = layers[0] && inputsOf(layers[0].node.layer!);
  return layers.some(
    (step, index) => index > 0 && step.node.layer!.settings.units?.value === taken && isOutput(step),
  );
}

function severityOf({ steps }: Site, context: RuleContext): Severity | undefined {
  const { framework } = steps[0]!.model;
  const seen = shrinking(context.reading, framework);
  if (seen === 'no') return 'information';
  // PyTorch's weight decay stands at the optimizer, which is in another file then.
  if (seen === 'notSeen') return framework === 'pytorch' ? 'hint' : 'information';
  return undefined;
}

function find(site: Site, context: RuleContext): Found[] {
  const { layer, steps, range } = site;
  const { largeLayer, largeShare } = context.thresholds;
  const { model } = steps[0]!;
  const size = layer?.parameters;
  if (!layer || size === undefined || size < largeLayer || hasOwn(layer)) return [];
  if (model.parameters !== undefined && size < largeShare * model.parameters) return [];
  const output = steps.some(isOutput);
  if (
    steps.some((step) => mayBeNoisy(step) || isEnlarged(step)) ||
    (output && isWideOutput(layer)) ||
    OTHER_GOALS.test(model.name)
  )
    return [];
  const all = stepsOf(model);
  // REG018 speaks of attention.
  if (all.some(isAttention) || reconstructs(all)) return [];
  const severity = severityOf(site, context);
  if (!severity || REINFORCEMENT.test(wholeText(context))) return [];
  const nothing = stopsEarly(context, model) ? 'nothing but early stopping' : 'nothing';
  const elsewhere = severity === 'hint' ? ' in this file' : '';
  return [
    {
      range,
      severity,
      message:
        `${labelOf(layer)} holds ${partOf(size, model.parameters)} and ${nothing} regularizes it${elsewhere}. ` +
        adviceFor(model.framework, output),
      fixes: () => [output ? undefined : additionAfter(context, layer, 'Dropout', 0.5), l2On(context, layer)],
    },
  ];
}

function adviceFor(framework: FrameworkName, output: boolean): string {
  const where = output ? 'before it' : framework === 'pytorch' ? 'after its activation' : 'after it';
  return framework === 'pytorch'
    ? `Add Dropout(0.5) ${where}, or weight decay to the optimizer: AdamW with 0.01, SGD with 5e-4.`
    : `Add dropout with rate 0.5 ${where}, or L2 with 1e-4 on its kernel.`;
}

const documentation: RuleDocumentation = {
  title: 'A large fully-connected layer that nothing regularizes',
  why:
    'Most parameters of small networks are in one or two fully-connected layers, and those overfit first. A layer counts as ' +
    'regularized by a penalty or constraint on its weights, by dropout, noise or batch normalization between it and the ' +
    'layers beside it, by weight decay in the optimizer, and by a penalty that the training code adds to the loss.',
  silent:
    'The layer has fewer than `largeLayer` (100,000) parameters or less than `largeShare` (10 %) of the model’s; its size ' +
    'cannot be seen; code that cannot be seen stands beside it; it is an output over many classes or words; the model has ' +
    'attention (see REG018), gives its input back, or is a generator, discriminator, encoder, decoder, critic, actor or ' +
    'policy by its name, or enlarges what the layer makes with transposed convolutions; the file trains an agent by ' +
    'reinforcement learning; weight decay cannot be seen. In PyTorch, where no optimizer is in the file, it is a hint only.',
  remedy:
    'Dropout with rate 0.5 after the activation, or L2 with 1e-4 (Keras convention, λ Σw²); weight decay in PyTorch. ' +
    'Measure which one helps: an experiment compares them over seeds.',
  sources: [
    {
      title:
        'Srivastava et al. 2014, “Dropout: A Simple Way to Prevent Neural Networks from Overfitting”, appendix A',
      url: 'https://jmlr.org/papers/v15/srivastava14a.html',
    },
    {
      title: 'Goodfellow, Bengio & Courville 2016, “Deep Learning”, chapter 7',
      url: 'https://www.deeplearningbook.org/contents/regularization.html',
    },
  ],
  example: {
    language: 'python',
    code: [
      'import keras',
      'from keras import layers',
      '',
      'model = keras.Sequential([',
      '    layers.Input((784,)),',
      "    layers.Dense(512, activation='relu'),",
      "    layers.Dense(10, activation='softmax'),",
      '])',
      '',
    ].join('\n'),
  },
  mended: [
    'import keras',
    'from keras import layers',
    '',
    'model = keras.Sequential([',
    '    layers.Input((784,)),',
    "    layers.Dense(512, activation='relu'),",
    '    layers.Dropout(0.5),',
    "    layers.Dense(10, activation='softmax'),",
    '])',
    '',
  ].join('\n'),
};

export const unregularizedDense = defineRule({
  code: 'REG001',
  slug: 'unregularized-dense',
  severity: 'information',
  documentation,
  find: (context) =>
    sitesOf(context)
      .filter(({ role }) => role === 'dense')
      .flatMap((site) => find(site, context)),
});
