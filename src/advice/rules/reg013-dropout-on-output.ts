/** REG013: dropout on the logits, or after the softmax, of a model's output. */
import type { LayerDefinition } from '../../definition/model.ts';
import type { RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule, type Found } from './support/define.ts';
import { factsOf, isSameRange } from './support/facts.ts';
import { withoutLayer } from './support/fixes.ts';
import { type Site, type Step, sitesOf, stepsOf, walk } from './support/flows.ts';
import { compiledModel, rootsOf } from './support/models.ts';
import { rateOf } from './support/rates.ts';
import { isWeighted, type Role, roleOfActivation } from './support/roles.ts';
import { inPercent } from './support/strengths.ts';
import { labelOf, labelOfSite } from './support/words.ts';

const PASSES = new Set<Role>(['identity', 'reshape', 'flatten']);
const PROBABILITIES = new Set<Role>(['softmax', 'sigmoid']);

/** What a dropout acts on, when it is the model's output. */
type Output = { what: 'logits' | 'probabilities' | 'predictions'; layer?: string };

function outputAt(dropout: Step, context: RuleContext): Output | undefined {
  const before = walk(dropout, 'inputs', ({ role }) => PASSES.has(role)).stops;
  const after = walk(dropout, 'outputs', ({ role }) => PASSES.has(role) || PROBABILITIES.has(role));
  if (before.length !== 1 || after.stops.length > 0 || !isReturned(dropout, after.through)) return undefined;
  const from = before[0]!;
  const { layer } = from.node;
  const label = layer && labelOf(layer);
  if (PROBABILITIES.has(from.role))
    return isGate(from) ? undefined : { what: squashedBy(from.role), layer: label };
  if (from.role !== 'dense' || !layer) return undefined;
  const squashed = roleOfActivation(layer.settings.activation?.value);
  if (squashed) return { what: squashedBy(squashed), layer: label };
  const isLinear = (layer.settings.activation?.value ?? 'linear') === 'linear';
  const becomesProbabilities = after.through.some(({ role }) => PROBABILITIES.has(role));
  return isLinear && (becomesProbabilities || isTrained(from, context))
    ? { what: isNumber(layer) && !becomesProbabilities ? 'predictions' : 'logits', layer: label }
    : undefined;
}

/** Sigmoids are each by themselves: probabilities, or the values of an image that is given back. */
const squashedBy = (role: Role): Output['what'] => (role === 'sigmoid' ? 'predictions' : 'probabilities');

/** A single output without a sigmoid is a number, not a score. */
const isNumber = ({ settings }: LayerDefinition): boolean => settings.units?.value === 1;

const isReturned = (dropout: Step, through: Step[]): boolean =>
  [dropout, ...through].some(({ returned }) => returned);

/** Weights of attention are probabilities too: their softmax is over values that were multiplied. */
const isGate = (softmax: Step): boolean =>
  walk(softmax, 'inputs', ({ role }) => role === 'merge' || role === 'activation').stops.some(
    ({ role }) => role === 'product',
  );

/** Blocks that end in dropout are usual; the output of a whole model is compiled, or narrows what the model takes. */
function isTrained(dense: Step, context: RuleContext): boolean {
  const { reading } = context;
  const { model } = dense;
  if (factsOf(reading, 'compile').some((fact) => compiledModel(context, fact) === model)) return true;
  const roots = rootsOf(reading, model.framework);
  const trained = factsOf(reading, 'optimizer').some(({ framework }) => framework === model.framework);
  return trained && roots.length === 1 && roots[0] === model && narrows(dense, stepsOf(model));
}

/** Fewer outputs than half of what it takes, and of what the model takes. */
function narrows({ node }: Step, steps: Step[]): boolean {
  const units = node.layer?.settings.units?.value;
  const inputs = node.layer?.settings.inputs?.value;
  const first = steps.find(({ role }) => isWeighted(role));
  const taken = first?.role === 'dense' ? first.node.layer?.settings.inputs?.value : Infinity;
  const sizes = [inputs, taken];
  return units !== undefined && sizes.every((size) => size !== undefined && units < size / 2);
}

function find(site: Site, context: RuleContext): Found[] {
  const { layer, steps, range } = site;
  const rate = rateOf(steps[0]!);
  if (rate?.value === 0) return [];
  const applications = applicationsOf(steps);
  const isOnlyOne = applications.length === 1;
  return applications.flatMap((same) => {
    const outputs = same.map((step) => outputAt(step, context));
    const [output] = outputs;
    if (!output || outputs.some((each) => !each)) return [];
    return [
      {
        range: isOnlyOne ? range : same[0]!.node.range,
        message: messageOf(labelOfSite(site), output, rate?.value),
        fixes: () => [isOnlyOne && layer ? withoutLayer(context, layer) : undefined],
      },
    ];
  });
}

/** The steps of each place that applies the dropout: a block’s acts in every model that uses it. */
function applicationsOf(steps: Step[]): Step[][] {
  const groups: Step[][] = [];
  for (const step of steps) {
    const same = groups.find(([first]) => isSameRange(first!.node.range, step.node.range));
    if (same) same.push(step);
    else groups.push([step]);
  }
  return groups;
}

/** `%` stands for the share that is dropped. */
const EFFECTS: Record<Output['what'], string> = {
  logits:
    'sets class scores% to 0 in training, the right one as well: the loss punishes what the model did not say',
  probabilities:
    'sets probabilities% to 0 in training, so that they no longer sum to 1, and the loss of a right class becomes infinite',
  predictions: 'sets predictions% to 0 in training, whatever the model says',
};

function messageOf(dropout: string, { what, layer }: Output, rate: number | undefined): string {
  const of = layer ? ` of ${layer}` : '';
  const some = rate !== undefined && rate > 0 && rate < 1 ? `, ${inPercent(rate)} of them,` : '';
  const effect = EFFECTS[what].replace('%', some);
  return `${dropout} on the ${what}${of} at the model’s output ${effect}. Remove it, or put it before the last layer with weights.`;
}

const documentation: RuleDocumentation = {
  title: 'Dropout on the output',
  why:
    'Dropout on logits or probabilities does not thin the network: it changes the answer. In training the score of the ' +
    'right class is set to 0 at random, and after a softmax the probabilities no longer sum to 1, with log 0 in the ' +
    'cross-entropy. Dropout belongs before the last layer with weights.',
  silent:
    'Nothing tells that the end of the block is the output of a whole model (a feed-forward block that ends in dropout is ' +
    'usual); the dropout is on weights of attention; the rate is 0.',
  remedy: 'Remove it, or put it before the last fully-connected layer.',
  sources: [
    {
      title:
        'Srivastava et al. 2014, “Dropout: A Simple Way to Prevent Neural Networks from Overfitting”: visible and hidden units are dropped',
      url: 'https://jmlr.org/papers/v15/srivastava14a.html',
    },
  ],
  example: {
    language: 'python',
    code: [
      'import keras',
      'from keras import layers',
      '',
      'model = keras.Sequential([',
      '    layers.Input((64,)),',
      "    layers.Dense(128, activation='relu'),",
      "    layers.Dense(10, activation='softmax'),",
      '    layers.Dropout(0.5),',
      '])',
      '',
    ].join('\n'),
  },
  mended: [
    'import keras',
    'from keras import layers',
    '',
    'model = keras.Sequential([',
    '    layers.Input((64,)),',
    "    layers.Dense(128, activation='relu'),",
    "    layers.Dense(10, activation='softmax'),",
    '])',
    '',
  ].join('\n'),
};

export const dropoutOnOutput = defineRule({
  code: 'REG013',
  slug: 'dropout-on-output',
  severity: 'warning',
  documentation,
  find: (context) =>
    sitesOf(context)
      .filter(({ role }) => role === 'dropout' || role === 'channelDropout')
      .flatMap((site) => find(site, context)),
});
