/** REG017: an L1 penalty of which exact zeros are expected. */
import type { LayerDefinition, SourceRange } from '../../definition/model.ts';
import type { RuleContext, RuleDocumentation } from '../rule.ts';
import { functionsAround } from './support/assignments.ts';
import { defineRule, type Found } from './support/define.ts';
import { factsOf } from './support/facts.ts';
import { optimizersOf } from './support/optimizedModel.ts';
import { written } from './support/strengths.ts';
import { labelOf } from './support/words.ts';

/** Names of losses, matrices and options that speak of another kind of sparsity. */
const OTHER_SPARSITY =
  /sparse[_.]?(categorical|softmax|top|tensor|output|matrix|coo|csr|cross)\w*|\b(tf|torch|scipy|sp)\.sparse\b\w*|\bsparse\s*=/gi;
const EXPECTS_ZEROS =
  /\bsparsity\b|\bsparsif\w*|\bsparse[ _-](weights?|models?|networks?|solutions?|layers?|features?|connections?|inputs?|kernels?|coefficients?)\b|\blasso\b|\bfeature[ _-]?selection\b|\b(exact(ly)?|become|are|count|number of|share of|fraction of) zeros?\b|\b(weights?|coefficients?|shrink\w*|driv\w+|push\w*|forc\w+|pull\w*) (\w+ ){0,4}to (exact(ly)? )?zeros?\b(?! (init|padd))|\bzero(ed)?[ _-](weights?|coefficients?|out)\b|\bprun(e|ed|ing)\b|\bcount_?nonzero\b|\bnum_?zeros?\b|\bn_?zeros?\b|==\s*0(\.0?)?\s*\)\s*\.\s*(sum|mean)\b|(?<=\()[\w.[\]]*(weight|kernel|coef|param)\w*(\.data)?\s*===?\s*0\b/i;

/** Words about zeros on a line that names the penalty stand for it wherever they are. */
const NAMES_PENALTY = /\bl1\b|\bl1_|_l1\b|\blasso\b/i;
const NEAR = 10;

interface Words {
  text: string;
  /** The line, counted from 1 within the text or cell. */
  line: number;
  from: number;
  cell?: number;
  namesPenalty: boolean;
}

/** What the source says about zeros, and where. */
function wordsOf(context: RuleContext, cell: number | undefined): Words[] {
  // Blanks in their place leave the offsets as they are.
  const text = (context.textOf(cell) ?? '').replace(OTHER_SPARSITY, (other) => ' '.repeat(other.length));
  return [...text.matchAll(new RegExp(EXPECTS_ZEROS, 'gi'))].map(({ 0: words, index }) => {
    const end = text.indexOf('\n', index);
    const line = text.slice(text.lastIndexOf('\n', index) + 1, end < 0 ? undefined : end);
    return {
      text: words.replace(/\s+/g, ' ').trim(),
      line: text.slice(0, index).split('\n').length,
      from: index,
      ...(cell !== undefined && { cell }),
      namesPenalty: NAMES_PENALTY.test(line),
    };
  });
}

/** All that is said in the file; of a notebook, in the cells that a penalty or a fact of it stands in. */
function allWords(context: RuleContext): Words[] {
  const { reading } = context;
  if (!reading.notebook) return wordsOf(context, undefined);
  const parts = [...reading.models, ...reading.surroundings, ...reading.comments];
  return [...new Set(parts.map(({ range }) => range.cell))].flatMap((cell) => wordsOf(context, cell));
}

/** The words that are about this penalty: they name it, or stand in the same function or a few lines from it. */
function expectation(context: RuleContext, words: Words[], range: SourceRange): string | undefined {
  const [around] = functionsAround(context.reading, range);
  return words.find(({ line, from, cell, namesPenalty }) => {
    if (namesPenalty) return true;
    if (cell !== range.cell) return false;
    if (line >= range.startLine - NEAR && line <= range.endLine + NEAR) return true;
    return around !== undefined && functionsAround(context.reading, { ...range, from })[0] === around;
  })?.text;
}

interface L1 {
  range: SourceRange;
  what: string;
}

function l1Of(context: RuleContext): L1[] {
  const layers = context.reading.models.flatMap(({ layers: all }) => all.flatMap(l1OnLayer));
  const byHand = factsOf(context.reading, 'handPenalty')
    .filter(({ norm, strength }) => norm === 'l1' && strength.value !== 0)
    .map(({ range, strength }) => ({ range, what: l1Named(strength.value, 'by hand') }));
  return [...layers, ...byHand];
}

function l1OnLayer(layer: LayerDefinition): L1[] {
  const { kernelPenalty } = layer;
  if (!kernelPenalty?.l1) return [];
  return [{ range: kernelPenalty.range, what: l1Named(kernelPenalty.l1, `on ${labelOf(layer)}`) }];
}

const l1Named = (strength: number | undefined, where: string): string =>
  strength === undefined ? `The L1 penalty ${where}` : `L1(${written(strength)}) ${where}`;

/** How far weights chatter around 0 under the optimizer, where it is known. */
function amplitude({ reading }: RuleContext): string {
  const [optimizer, ...others] = optimizersOf(reading);
  const rate = optimizer?.learningRate.value;
  if (!optimizer || others.length > 0 || rate === undefined) return 'weights chatter around 0';
  return /^(Adam|AdamW|Nadam|NAdam|Adamax|RMSprop)$/.test(optimizer.name)
    ? `under ${optimizer.name} weights chatter around 0 by about the learning rate, ${written(rate)}`
    : `weights chatter around 0 by about learning rate times λ`;
}

function find(context: RuleContext): Found[] {
  const penalties = l1Of(context);
  const words = penalties.length > 0 ? allWords(context) : [];
  return penalties.flatMap(({ range, what }) => {
    const expected = expectation(context, words, range);
    if (!expected) return [];
    const message =
      `${what} makes no exact zeros, which the file speaks of (“${expected}”): the sub-gradient steps over 0, and ` +
      `${amplitude(context)}. Take a proximal step after each update, w ← sign(w)·max(|w| − η·λ, 0) for plain SGD, or ` +
      `set weights below a threshold to 0 after training.`;
    return [{ range, message }];
  });
}

const documentation: RuleDocumentation = {
  title: 'L1 by sub-gradient where exact zeros are expected',
  why:
    'The penalty λ Σ|w| has its minimum at exact zeros, but gradient descent does not land there: the sub-gradient keeps its ' +
    'size near 0 and steps over it. Weights chatter around 0 with an amplitude of about η·λ under SGD and about η under ' +
    'Adam. That holds for `regularizers.l1` of Keras and TensorFlow.js and for penalties written by hand in PyTorch. ' +
    'Exact zeros need a proximal step (soft threshold) after the gradient step of the data loss alone; under Adam its ' +
    'threshold is divided by √v̂ + ε like the step.',
  silent:
    'Nothing speaks of sparsity, zeros, pruning or feature selection in the penalty’s function, within 10 lines of it or ' +
    'on a line that names L1; the penalty is not L1.',
  remedy:
    'Use a proximal step, or choose a threshold τ, set |w| ≤ τ to 0 after training and measure the loss again (the pruning ' +
    'curve). An experiment offers L1 both “as your framework does it” and “proximal (exact zeros)”.',
  sources: [
    {
      title: 'Parikh & Boyd 2014, “Proximal Algorithms”, section 6.5',
      url: 'https://web.stanford.edu/~boyd/papers/prox_algs.html',
    },
    {
      title: 'Duchi & Singer 2009, “Efficient Online and Batch Learning Using Forward Backward Splitting”',
      url: 'https://jmlr.org/papers/v10/duchi09a.html',
    },
  ],
  example: {
    language: 'python',
    code: [
      'import keras',
      'import numpy as np',
      'from keras import layers, regularizers',
      '',
      'model = keras.Sequential([',
      '    layers.Input((64,)),',
      "    layers.Dense(10, activation='softmax', kernel_regularizer=regularizers.l1(1e-4)),",
      '])',
      '',
      '',
      'def sparsity(kernel):',
      '    return np.mean(kernel == 0)',
      '',
    ].join('\n'),
  },
  mended: [
    'import keras',
    'import numpy as np',
    'from keras import layers, regularizers',
    '',
    'model = keras.Sequential([',
    '    layers.Input((64,)),',
    "    layers.Dense(10, activation='softmax', kernel_regularizer=regularizers.l1(1e-4)),",
    '])',
    '',
    '',
    'def small_share(kernel, threshold=1e-3):',
    '    return np.mean(np.abs(kernel) <= threshold)',
    '',
  ].join('\n'),
};

export const subGradientL1 = defineRule({
  code: 'REG017',
  slug: 'sub-gradient-l1',
  severity: 'information',
  documentation,
  find,
});
