/** REG002: a drop probability that is unusual, does nothing, or is no probability. */
import type { FrameworkName, LayerDefinition, Setting } from '../../definition/model.ts';
import type { RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule, type Found } from './support/define.ts';
import { sourceOf } from './support/facts.ts';
import { replaceLiteral, withoutLayer } from './support/fixes.ts';
import { type Site, sitesOf } from './support/flows.ts';
import { isKeepName } from './support/keep.ts';
import { rateOf, rateOfLayer } from './support/rates.ts';
import { roleOf } from './support/roles.ts';
import { inPercent, written } from './support/strengths.ts';
import { labelOfSite } from './support/words.ts';

const DROPS = new Set(['dropout', 'channelDropout', 'noise', 'recurrent', 'attention', 'transformer']);

const DROPS_ONLY = new Set(['dropout', 'channelDropout', 'noise']);

/** What becomes of a rate of 1, and of one that is no probability. */
const CONSEQUENCES: Record<FrameworkName, { one: string; outside: string }> = {
  keras: {
    one: 'nothing is left of them, and TensorFlow refuses it in training',
    outside: 'Keras refuses it with a ValueError',
  },
  pytorch: {
    one: 'PyTorch returns zeros in training, and nothing can be learned from them',
    outside: 'PyTorch refuses it with a ValueError',
  },
  tfjs: {
    one: 'TensorFlow.js takes that for a layer that drops nothing',
    outside: 'TensorFlow.js cuts it to the range 0–1, and at both ends nothing is dropped',
  },
};

interface Rate {
  setting: Setting<number>;
  value: number;
  /** What it belongs to, for the message. */
  subject: string;
}

/** The rates of a site that are written in the source. */
function ratesOf(site: Site): Rate[] {
  const label = labelOfSite(site);
  const settings: [Setting<number> | undefined, string][] = [
    [rateOf(site.steps[0]!), label],
    [site.layer?.settings.recurrentRate, `The recurrent dropout of ${label}`],
  ];
  return settings.flatMap(([setting, subject]) =>
    setting?.value === undefined || setting.origin === 'default'
      ? []
      : [{ setting, value: setting.value, subject }],
  );
}

/** Layers that are made and act in no flow that can be seen, with a rate that is refused as soon as they are made. */
function unusedSites(context: RuleContext): Site[] {
  const used = new Set(sitesOf(context).flatMap(({ steps }) => steps.map(({ node }) => placeOf(node.layer))));
  const found = new Map<string, Site>();
  for (const model of context.reading.models) {
    for (const layer of model.layers) {
      const place = placeOf(layer);
      const rate = rateOfLayer(layer)?.value;
      if (used.has(place) || found.has(place) || rate === undefined || (rate >= 0 && rate <= 1)) continue;
      const node = { layer, range: layer.range, inputs: [] };
      const role = roleOf(node);
      const step = { node, role, model, inputs: [], outputs: [], returned: false };
      found.set(place, { range: layer.range, role, layer, steps: [step] });
    }
  }
  return [...found.values()];
}

const placeOf = (layer: LayerDefinition | undefined): string =>
  layer ? `${layer.range.cell ?? ''}:${layer.range.from}` : '';

function noProbability({ value, subject, setting }: Rate, framework: FrameworkName): Omit<Found, 'range'> {
  const { one, outside } = CONSEQUENCES[framework];
  const what =
    value === 1
      ? `${subject} drops all values with rate 1: ${one}.`
      : `${subject} has the drop probability ${written(value)}: ${outside}.`;
  // 1.5 is no share that somebody meant in percent.
  const isPercentage = value >= 2 && value <= 100;
  const meant = isPercentage ? ` ${value}\u202f% is written ${written(value / 100)}.` : '';
  const title = `Write ${value}\u202f% as ${written(value / 100)}`;
  return {
    message: `${what} Expected is the probability of dropping a value, from 0 to below 1.${meant}`,
    severity: 'error',
    fixes: () => [isPercentage ? replaceLiteral(setting, written(value / 100), title) : undefined],
  };
}

function nothing({ subject }: Rate, layer: LayerDefinition, context: RuleContext): Omit<Found, 'range'> {
  return {
    message: `${subject} drops nothing. Remove it, or give it a rate: 0.5 is usual after hidden layers, 0.2 on inputs.`,
    severity: 'information',
    idle: true,
    fixes: () => [withoutLayer(context, layer, true)],
  };
}

function tooHigh({ value, subject, setting }: Rate): Omit<Found, 'range'> {
  const kept = written(1 - value);
  return {
    message:
      `${subject} drops ${inPercent(value)} of the values and keeps ${inPercent(1 - value)}: the rate is the ` +
      `probability of dropping, not of keeping. Usual are 0.5 after hidden layers and 0.2 on inputs.`,
    fixes: () => [replaceLiteral(setting, kept, `Drop ${inPercent(1 - value)} instead: rate ${kept}`)],
  };
}

function problemOf(rate: Rate, site: Site, context: RuleContext): Omit<Found, 'range'> | undefined {
  const { value, setting } = rate;
  if (value < 0 || value >= 1) return noProbability(rate, site.steps[0]!.model.framework);
  // Zero as the default of a parameter or of a constant with a name is a switch that is off.
  if (value === 0 && setting.origin === 'literal' && site.layer && DROPS_ONLY.has(site.role)) {
    return nothing(rate, site.layer, context);
  }
  if (value <= context.thresholds.largestRate) return undefined;
  // REG003 says more about a name that speaks of keeping.
  return setting.range && isKeepName(sourceOf(context, setting.range)) ? undefined : tooHigh(rate);
}

const documentation: RuleDocumentation = {
  title: 'A drop probability that is unusual, does nothing, or is no probability',
  why:
    'In Keras, PyTorch and TensorFlow.js `rate` or `p` is the probability of **dropping** a value; what is kept is divided ' +
    'by 1 − rate in training, and nothing happens in evaluation. A rate above 0.8 leaves too little to learn from and is ' +
    'most often a keep probability (`keep_prob` of TensorFlow 1) that was carried over: at 0.5 the mistake is invisible, ' +
    'at 0.9 it is severe. A rate of 0 does nothing.\n\n' +
    '| rate | Keras | PyTorch | TensorFlow.js |\n| --- | --- | --- | --- |\n' +
    '| below 0 or above 1 | `ValueError` | `ValueError` | cut to 0–1, then nothing is dropped |\n' +
    '| 1 | refused by TensorFlow in training | zeros in training | nothing is dropped |',
  silent:
    'The rate cannot be seen (`config.dropout`); 0 is the default of a parameter or a named constant (a switch that is ' +
    'off); 0 is an argument of a recurrent layer. The largest usual rate is the threshold `largestRate`, 0.8.',
  remedy:
    'Give the probability of dropping: 0.5 after hidden layers, 0.2 on inputs, 0.1 in transformer blocks. A keep ' +
    'probability q is the rate 1 − q.',
  sources: [
    {
      title:
        'Srivastava et al. 2014, “Dropout: A Simple Way to Prevent Neural Networks from Overfitting”, appendix A',
      url: 'https://jmlr.org/papers/v15/srivastava14a.html',
    },
    { title: 'Keras: Dropout layer', url: 'https://keras.io/api/layers/regularization_layers/dropout/' },
    {
      title: 'PyTorch: torch.nn.Dropout',
      url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html',
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
      '    layers.Dropout(0.9),',
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
    '    layers.Input((64,)),',
    "    layers.Dense(128, activation='relu'),",
    '    layers.Dropout(0.1),',
    "    layers.Dense(10, activation='softmax'),",
    '])',
    '',
  ].join('\n'),
};

export const dropRate = defineRule({
  code: 'REG002',
  slug: 'drop-rate',
  severity: 'warning',
  documentation,
  find: (context) =>
    [...sitesOf(context), ...unusedSites(context)]
      .filter(({ role }) => DROPS.has(role))
      .flatMap((site) =>
        ratesOf(site).flatMap((rate) => {
          const problem = problemOf(rate, site, context);
          return problem ? [{ range: rate.setting.range ?? site.range, ...problem }] : [];
        }),
      ),
});
