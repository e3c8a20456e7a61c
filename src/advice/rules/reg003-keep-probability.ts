/** REG003: a keep probability used as the rate of dropping. */
import type { Setting } from '../../definition/model.ts';
import type { RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule, type Found } from './support/define.ts';
import { sourceOf } from './support/facts.ts';
import { replaceAt, replaceLiteral } from './support/fixes.ts';
import { type Site, sitesOf } from './support/flows.ts';
import { isKeepName, saysKeep } from './support/keep.ts';
import { rateOf } from './support/rates.ts';
import { inPercent, written } from './support/strengths.ts';
import { labelOfSite } from './support/words.ts';

const complement = (expression: string): string => `1 - ${expression}`;

function consequence(rate: number | undefined): string {
  if (rate === undefined || rate < 0 || rate > 1) return 'the rate is the probability of dropping.';
  if (rate === 0.5)
    return 'the rate is the probability of dropping. At 0.5 both are the same; any other value is inverted.';
  return `the rate is the probability of dropping, so ${inPercent(rate)} of the values are dropped and ${inPercent(1 - rate)} kept.`;
}

function byName(rate: Setting<number>, site: Site, context: RuleContext): Found[] {
  const name = rate.range && sourceOf(context, rate.range);
  if (!rate.range || !name || !isKeepName(name)) return [];
  const { range } = rate;
  return [
    {
      range,
      message: `“${name}” is named as the probability of keeping a value, and ${labelOfSite(site)} drops with it: ${consequence(rate.value)} Give it ${complement(name)}.`,
      severity: rate.value === 0.5 ? 'information' : 'warning',
      fixes: () => [replaceAt(range, complement(name), `Drop with the rate ${complement(name)}`)],
    },
  ];
}

function byComment(rate: Setting<number>, site: Site, comments: Comments, context: RuleContext): Found[] {
  const { range, value } = rate;
  if (!range || value === undefined) return [];
  const name = /^(?:\w+\.)*(\w+)$/.exec(sourceOf(context, range))?.[1];
  const comment = comments.get(lineKey(range.cell, range.endLine)) ?? comments.get(name ?? '');
  if (comment === undefined || !saysKeep(comment, value)) return [];
  const kept = written(1 - value);
  return [
    {
      range,
      message: `The comment “${comment}” gives the probability of keeping a value, and ${labelOfSite(site)} drops with it: ${consequence(value)} To keep ${inPercent(value)}, drop with the rate ${kept}.`,
      fixes: () => [replaceLiteral(rate, kept, `Keep ${inPercent(value)}: rate ${kept}`)],
    },
  ];
}

const lineKey = (cell: number | undefined, line: number): string => `${cell ?? ''}:${line}`;

/** Comments by their line, and by the name that is given a value on it. */
type Comments = Map<string, string>;

const DEFINED = /^\s*(?:(?:export\s+)?(?:const|let|var)\s+)?(?:(?:self|this)\.)?(\w+)\s*(?::[^=]*)?=[^=]/;

function commentsOf({ reading, textOf }: RuleContext): Comments {
  const comments: Comments = new Map();
  for (const { text, range } of reading.comments) {
    if (!/\b(keep|retain|retention)/i.test(text)) continue;
    const comment = text.replace(/\s+/g, ' ');
    comments.set(lineKey(range.cell, range.startLine), comment);
    const source = textOf(range.cell);
    const code = source.slice(source.lastIndexOf('\n', range.from - 1) + 1, range.from);
    const name = DEFINED.exec(code)?.[1];
    if (name !== undefined) comments.set(name, comment);
  }
  return comments;
}

const documentation: RuleDocumentation = {
  title: 'A keep probability that is used as the rate of dropping',
  why:
    'TensorFlow 1 and many articles give dropout the probability of **keeping** a unit (`keep_prob`). Keras, PyTorch and ' +
    'TensorFlow.js take the probability of **dropping** it. With `keep_prob = 0.8` handed on as the rate, 80 % of the ' +
    'units are dropped, four times as many as meant.',
  silent:
    'The value is turned round on the way (`1 - keep_prob`); it passes through a variable with another name; the comment ' +
    'also speaks of dropping, or gives the share that is indeed kept (`keep 80 %` beside the rate 0.2); `tf.nn.dropout`, ' +
    'whose second argument is the keep probability in TensorFlow 1 and the rate in TensorFlow 2.',
  remedy:
    'Give the rate as `1 - keep_prob`, or rename the variable when it holds the probability of dropping.',
  sources: [
    {
      title:
        'Srivastava et al. 2014, “Dropout: A Simple Way to Prevent Neural Networks from Overfitting”: p is the probability of retaining a unit',
      url: 'https://jmlr.org/papers/v15/srivastava14a.html',
    },
    {
      title: 'TensorFlow 1: tf.compat.v1.nn.dropout, “rate = 1 - keep_prob”',
      url: 'https://www.tensorflow.org/api_docs/python/tf/compat/v1/nn/dropout',
    },
  ],
  example: {
    language: 'python',
    code: [
      'from torch import nn',
      '',
      'keep_prob = 0.8',
      'model = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Dropout(keep_prob), nn.Linear(128, 10))',
      '',
    ].join('\n'),
  },
  mended: [
    'from torch import nn',
    '',
    'keep_prob = 0.8',
    'model = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Dropout(1 - keep_prob), nn.Linear(128, 10))',
    '',
  ].join('\n'),
};

export const keepProbability = defineRule({
  code: 'REG003',
  slug: 'keep-probability',
  severity: 'warning',
  documentation,
  find(context) {
    const comments = commentsOf(context);
    return sitesOf(context).flatMap((site) => {
      const rate = rateOf(site.steps[0]!);
      const isTensorFlowFunction = !site.layer && site.steps[0]!.model.framework !== 'pytorch';
      if (!rate || isTensorFlowFunction) return [];
      const named = byName(rate, site, context);
      return named.length > 0 ? named : byComment(rate, site, comments, context);
    });
  },
});
