/**
 * One penalty in the conventions of every framework. Everywhere here λ1·Σ|w| + λ2·Σw² is added to a mean data loss, as
 * Keras and TensorFlow.js have it.
 */
import { formatPercent, formatStrength } from '../words.ts';

export interface Reference {
  title: string;
  url: string;
}

/** A statement for hovers and messages. */
export interface Equivalent {
  /** What it is about: `SGD with weight decay`, `textbook`. */
  where: string;
  /** As it is written there: `torch.optim.SGD(…, weight_decay=2e-4)`; absent where there is no equivalent. */
  code?: string;
  value?: number;
  /** A complete sentence, with the condition under which it holds. */
  sentence: string;
  source: Reference;
}

export const REFERENCES = {
  keras: { title: 'Keras, layer weight regularizers', url: 'https://keras.io/api/layers/regularizers/' },
  sgd: {
    title: 'PyTorch, torch.optim.SGD',
    url: 'https://pytorch.org/docs/stable/generated/torch.optim.SGD.html',
  },
  tfjs: { title: 'TensorFlow.js, regularizers', url: 'https://js.tensorflow.org/api/latest/#Regularizers' },
  goodfellow: {
    title: 'Goodfellow, Bengio & Courville 2016, “Deep Learning”, section 7.1',
    url: 'https://www.deeplearningbook.org/contents/regularization.html',
  },
  adamw: {
    title: 'Loshchilov & Hutter 2019, “Decoupled Weight Decay Regularization”',
    url: 'https://arxiv.org/abs/1711.05101',
  },
  linear: {
    title: 'scikit-learn, linear models',
    url: 'https://scikit-learn.org/stable/modules/linear_model.html',
  },
  bishop: {
    title: 'Bishop 2006, “Pattern Recognition and Machine Learning”, section 3.3',
    url: 'https://www.microsoft.com/en-us/research/publication/pattern-recognition-machine-learning/',
  },
  dropout: {
    title: 'Srivastava et al. 2014, “Dropout: A Simple Way to Prevent Neural Networks from Overfitting”',
    url: 'https://jmlr.org/papers/v15/srivastava14a.html',
  },
} as const satisfies Record<string, Reference>;

/** λ2·Σw² has the gradient 2·λ2·w, which SGD's `weight_decay` adds as weight_decay·w. */
export const sgdWeightDecay = (l2: number): number => 2 * l2;

/** λ2 of the penalty with the same gradient as SGD's `weight_decay`: half of it. */
export const l2OfWeightDecay = (weightDecay: number): number => weightDecay / 2;

/** λ of (λ/2)·Σw²: twice λ2. */
export const textbookStrength = (l2: number): number => 2 * l2;

/** scikit-learn's `Ridge(alpha)` minimizes ‖y − Xw‖² + alpha·‖w‖²: n·λ2 for a mean squared error over n rows. */
export const ridgeAlpha = (l2: number, rows: number): number => rows * l2;

/**
 * `ElasticNet` minimizes ‖y − Xw‖²/(2n) + alpha·(l1_ratio·‖w‖₁ + (1 − l1_ratio)/2·‖w‖²): half of the mean squared
 * error with its penalties, so alpha = λ1/2 + λ2 and l1_ratio = (λ1/2)/alpha. The rows do not matter.
 */
export function elasticNet(l1: number, l2: number): { alpha: number; l1Ratio: number } {
  const alpha = l1 / 2 + l2;
  return { alpha, l1Ratio: alpha === 0 ? 0 : l1 / 2 / alpha };
}

/** `LogisticRegression(C)` minimizes ‖w‖²/2 + C·Σ loss: C = 1/(2·n·λ2) for a mean log loss over n rows. */
export const logisticC = (l2: number, rows: number): number => 1 / (2 * rows * l2);

/** Variance of the Gaussian prior whose negative logarithm is n·λ2·Σw². */
export const gaussianPriorVariance = (l2: number, rows: number): number => 1 / (2 * l2 * rows);

/** Scale b of the Laplace prior exp(−|w|/b)/2b whose negative logarithm is n·λ1·Σ|w|; its variance is 2b². */
export const laplacePriorScale = (l1: number, rows: number): number => 1 / (l1 * rows);

/** λ2 of about the same effect as `steps` steps of gradient descent on a quadratic loss: (λ/2)·Σw² with λ ≈ 1/(η·t). */
export const l2OfEarlyStopping = (learningRate: number, steps: number): number =>
  1 / (2 * learningRate * steps);

/** Strengths of a penalty; undefined ones are not known. */
export interface Strengths {
  l1: number | undefined;
  l2: number | undefined;
}

/** `0.01·Σ|w| + 1e-4·Σw²`; `?` for a strength that is not known, `0` for no penalty. */
export function penaltyFormula({ l1, l2 }: Strengths): string {
  const term = (strength: number | undefined, sum: string) =>
    strength === 0 ? [] : [`${strength === undefined ? '?' : shown(strength)}·${sum}`];
  return [...term(l1, 'Σ|w|'), ...term(l2, 'Σw²')].join(' + ') || '0';
}

/** At most four digits: 2e-4, 0.5, 1.235e-3. */
const shown = (value: number): string =>
  Math.abs(value) >= 1
    ? Number(value.toPrecision(4)).toLocaleString('en-US')
    : formatStrength(Number(value.toPrecision(4)));

/**
 * What a penalty λ1·Σ|w| + λ2·Σw² of a layer is elsewhere, most useful first. Statements that need the number of
 * training rows are made when it is given.
 */
export function penaltyEquivalents(strengths: Strengths, rows?: number): Equivalent[] {
  const l1 = strengths.l1 ?? 0;
  const l2 = strengths.l2 ?? 0;
  return [
    ...(l2 > 0 ? ofL2(l2) : []),
    ...(l1 > 0 ? ofL1(l1) : []),
    ...(l1 > 0 && strengths.l2 !== undefined ? [ofElasticNet(l1, l2)] : []),
    ...(rows === undefined ? [] : ofPriors(l1, l2, rows)),
    ...(rows !== undefined && l2 > 0 && strengths.l1 === 0 ? [ofRidge(l2, rows)] : []),
  ];
}

function ofL2(l2: number): Equivalent[] {
  const doubled = shown(sgdWeightDecay(l2));
  return [
    {
      where: 'SGD with weight decay',
      code: `torch.optim.SGD(…, weight_decay=${doubled})`,
      value: sgdWeightDecay(l2),
      sentence: `l2(${shown(l2)}) has the same gradient as weight_decay=${doubled} in SGD.`,
      source: REFERENCES.sgd,
    },
    {
      where: 'AdamW',
      sentence:
        'AdamW has no fixed equivalent: its decay acts beside the gradient step and does not pass through the adaptive ' +
        'denominator.',
      source: REFERENCES.adamw,
    },
    {
      where: 'Keras',
      code: `keras.regularizers.l2(${shown(l2)})`,
      value: l2,
      sentence: `Keras adds ${shown(l2)}·Σw², without the factor ½ of the textbooks.`,
      source: REFERENCES.keras,
    },
    {
      where: 'TensorFlow.js',
      code: `tf.regularizers.l2({l2: ${shown(l2)}})`,
      value: l2,
      sentence: `TensorFlow.js adds ${shown(l2)}·Σw², as Keras does.`,
      source: REFERENCES.tfjs,
    },
    {
      where: 'textbook',
      value: textbookStrength(l2),
      sentence: `In the textbooks’ convention (λ/2)·Σw² it is λ = ${shown(textbookStrength(l2))}.`,
      source: REFERENCES.goodfellow,
    },
  ];
}

function ofL1(l1: number): Equivalent[] {
  return [
    {
      where: 'Keras',
      code: `keras.regularizers.l1(${shown(l1)})`,
      value: l1,
      sentence: `L1 is written ${shown(l1)}·Σ|w| in every framework.`,
      source: REFERENCES.keras,
    },
    {
      where: 'TensorFlow.js',
      code: `tf.regularizers.l1({l1: ${shown(l1)}})`,
      value: l1,
      sentence: 'In TensorFlow.js use l1 for it, as l1l2({l1}) also adds l2 = 0.01.',
      source: REFERENCES.tfjs,
    },
    {
      where: 'PyTorch',
      code: `loss + ${shown(l1)} * sum(p.abs().sum() for p in …)`,
      value: l1,
      sentence: 'PyTorch’s optimizers have no L1: it is added to the loss by hand.',
      source: REFERENCES.goodfellow,
    },
  ];
}

function ofElasticNet(l1: number, l2: number): Equivalent {
  const { alpha, l1Ratio } = elasticNet(l1, l2);
  const code =
    l2 === 0
      ? `sklearn.linear_model.Lasso(alpha=${shown(alpha)})`
      : `sklearn.linear_model.ElasticNet(alpha=${shown(alpha)}, l1_ratio=${shown(l1Ratio)})`;
  return {
    where: 'scikit-learn',
    code,
    value: alpha,
    sentence: `For a linear model with mean squared error it is alpha=${shown(alpha)}${l2 === 0 ? '' : `, l1_ratio=${shown(l1Ratio)}`}: scikit-learn halves the squared error.`,
    source: REFERENCES.linear,
  };
}

function ofRidge(l2: number, rows: number): Equivalent {
  const alpha = ridgeAlpha(l2, rows);
  return {
    where: 'scikit-learn',
    code: `sklearn.linear_model.Ridge(alpha=${shown(alpha)})`,
    value: alpha,
    sentence: `For a linear model with mean squared error over ${rows.toLocaleString('en-US')} rows it is alpha=${shown(alpha)}: scikit-learn does not divide by the number of rows.`,
    source: REFERENCES.linear,
  };
}

function ofPriors(l1: number, l2: number, rows: number): Equivalent[] {
  const assumption = `if the loss is a mean negative log-likelihood over ${rows.toLocaleString('en-US')} rows`;
  const gaussian = gaussianPriorVariance(l2, rows);
  const laplace = laplacePriorScale(l1, rows);
  const prior = (value: number, name: string): Equivalent => ({
    where: 'prior',
    value,
    sentence: `It is ${name} on each weight, ${assumption}.`,
    source: REFERENCES.bishop,
  });
  return [
    ...(l2 > 0 ? [prior(gaussian, `a Gaussian prior of variance 1/(2λn) = ${shown(gaussian)}`)] : []),
    ...(l1 > 0 ? [prior(laplace, `a Laplace prior of scale 1/(λn) = ${shown(laplace)}`)] : []),
  ];
}

/**
 * What an optimizer's weight decay is as a penalty.
 * @param optimizer its name, and whether its decay acts beside the gradient step (AdamW, every optimizer of Keras)
 */
export function weightDecayEquivalent(
  weightDecay: number,
  { name, decoupled }: { name: string; decoupled: boolean },
): Equivalent {
  const decay = `${name}’s weight_decay=${shown(weightDecay)}`;
  if (decoupled) {
    return {
      where: 'decoupled',
      sentence: `${decay} takes learning rate × ${shown(weightDecay)} of each weight away in every step, beside the gradient: no penalty in the loss is the same.`,
      source: REFERENCES.adamw,
    };
  }
  const l2 = l2OfWeightDecay(weightDecay);
  if (/^(SGD|Momentum)$/i.test(name)) {
    return {
      where: 'penalty',
      code: `keras.regularizers.l2(${shown(l2)})`,
      value: l2,
      sentence: `${decay} has the same gradient as the penalty ${shown(l2)}·Σw²: Keras’ l2(${shown(l2)}).`,
      source: REFERENCES.sgd,
    };
  }
  return {
    where: 'coupled',
    value: l2,
    sentence: `${decay} is the gradient of ${shown(l2)}·Σw², but it passes through the adaptive denominator: weights with large gradients are decayed less. It is not AdamW.`,
    source: REFERENCES.adamw,
  };
}

/** What a drop probability means: keep probability, and what frameworks do with it. `rate` within [0, 1). */
export function dropoutEquivalents(rate: number): Equivalent[] {
  const keep = Number((1 - rate).toPrecision(12));
  const factor = 1 / (1 - rate);
  const statement = (where: string, value: number, sentence: string): Equivalent => ({
    where,
    value,
    sentence,
    source: REFERENCES.dropout,
  });
  return [
    statement(
      'keep probability',
      keep,
      `${shown(rate)} is the probability of dropping a unit; ${shown(keep)} is that of keeping it (TensorFlow 1: keep_prob=${shown(keep)}).`,
    ),
    statement(
      'inverted dropout',
      factor,
      `In training the units that are kept are divided by ${shown(keep)}, that is multiplied by ${shown(factor)}; in evaluation nothing is done.`,
    ),
    statement(
      'standard dropout',
      keep,
      `The papers’ dropout does not scale in training and multiplies by ${shown(keep)} at test time: the expected activations are the same.`,
    ),
    statement(
      'width',
      factor,
      `${formatPercent(rate)} of the units are missing in each step: Srivastava et al. make the layer ${shown(factor)} times as wide.`,
    ),
  ];
}
