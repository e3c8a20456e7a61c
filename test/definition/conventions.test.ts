import { describe, expect, test } from 'vitest';
import {
  dropoutEquivalents,
  elasticNet,
  gaussianPriorVariance,
  l2OfEarlyStopping,
  l2OfWeightDecay,
  laplacePriorScale,
  logisticC,
  penaltyEquivalents,
  penaltyFormula,
  REFERENCES,
  ridgeAlpha,
  sgdWeightDecay,
  textbookStrength,
  weightDecayEquivalent,
} from '../../src/definition/conventions.ts';

describe('numbers, checked by the objectives themselves', () => {
  const w = [0.5, -2];
  const absolute = 0.5 + 2;
  const square = 0.25 + 4;
  const rows = 50;
  /** Any mean squared error and mean log loss will do. */
  const error = 0.7;
  const l1 = 0.03;
  const l2 = 0.01;

  test('SGD’s weight_decay·w is the gradient 2·λ2·w, and so is the textbook’s λ·w', () => {
    expect(sgdWeightDecay(l2) * w[1]!).toBeCloseTo(2 * l2 * -2, 12);
    expect((textbookStrength(l2) / 2) * square).toBeCloseTo(l2 * square, 12);
    expect(l2OfWeightDecay(5e-4)).toBe(2.5e-4);
  });

  test('Ridge: ‖y − Xw‖² + alpha·‖w‖² is n times ours', () => {
    const ridge = rows * error + ridgeAlpha(l2, rows) * square;
    expect(ridge).toBeCloseTo(rows * (error + l2 * square), 12);
  });

  test('ElasticNet: ‖y − Xw‖²/2n + alpha·(r·‖w‖₁ + (1 − r)/2·‖w‖²) is half of ours', () => {
    const { alpha, l1Ratio } = elasticNet(l1, l2);
    const theirs = error / 2 + alpha * (l1Ratio * absolute + ((1 - l1Ratio) / 2) * square);
    expect(theirs).toBeCloseTo((error + l1 * absolute + l2 * square) / 2, 12);
    expect(elasticNet(0, 0)).toEqual({ alpha: 0, l1Ratio: 0 });
  });

  test('LogisticRegression: ‖w‖²/2 + C·Σ loss is C·n times ours', () => {
    const c = logisticC(l2, rows);
    expect(square / 2 + c * rows * error).toBeCloseTo(c * rows * (error + l2 * square), 10);
  });

  test('priors: their negative logarithms are n times the penalty', () => {
    expect(square / (2 * gaussianPriorVariance(l2, rows))).toBeCloseTo(rows * l2 * square, 10);
    expect(absolute / laplacePriorScale(l1, rows)).toBeCloseTo(rows * l1 * absolute, 10);
  });

  test('early stopping: (λ/2)·Σw² with λ = 1/(η·t)', () => {
    expect(2 * l2OfEarlyStopping(0.1, 100)).toBeCloseTo(1 / (0.1 * 100), 12);
  });
});

describe('sentences', () => {
  const sentences = (...[strengths, rows]: Parameters<typeof penaltyEquivalents>) =>
    penaltyEquivalents(strengths, rows).map(({ sentence }) => sentence);

  test('L2: SGD, AdamW, Keras, TensorFlow.js, textbook', () => {
    const found = penaltyEquivalents({ l1: 0, l2: 1e-4 });
    expect(found.map(({ where, code }) => [where, code])).toEqual([
      ['SGD with weight decay', 'torch.optim.SGD(…, weight_decay=2e-4)'],
      ['AdamW', undefined],
      ['Keras', 'keras.regularizers.l2(1e-4)'],
      ['TensorFlow.js', 'tf.regularizers.l2({l2: 1e-4})'],
      ['textbook', undefined],
    ]);
    expect(found[0]!.sentence).toBe('l2(1e-4) has the same gradient as weight_decay=2e-4 in SGD.');
    expect(found[1]!.sentence).toMatch(/^AdamW has no fixed equivalent/);
    expect(found[4]!.sentence).toContain('λ = 2e-4');
  });

  test('L1: Lasso has half of it', () => {
    expect(penaltyEquivalents({ l1: 0.02, l2: 0 }).at(-1)!.code).toBe(
      'sklearn.linear_model.Lasso(alpha=1e-2)',
    );
  });

  test('both: ElasticNet', () => {
    expect(penaltyEquivalents({ l1: 0.02, l2: 0.01 }).at(-1)!.code).toBe(
      'sklearn.linear_model.ElasticNet(alpha=2e-2, l1_ratio=0.5)',
    );
  });

  test('with rows: priors and Ridge', () => {
    expect(sentences({ l1: 0, l2: 0.01 }, 1000).slice(-2)).toEqual([
      'It is a Gaussian prior of variance 1/(2λn) = 5e-2 on each weight, if the loss is a mean negative ' +
        'log-likelihood over 1,000 rows.',
      'For a linear model with mean squared error over 1,000 rows it is alpha=10: scikit-learn does not divide by the ' +
        'number of rows.',
    ]);
    expect(sentences({ l1: 0.01, l2: 0 }, 1000).at(-1)).toContain('a Laplace prior of scale 1/(λn) = 0.1 ');
  });

  test('a strength that is not known has no equivalents', () => {
    expect(sentences({ l1: undefined, l2: undefined })).toEqual([]);
    expect(sentences({ l1: 0, l2: 0 }, 10)).toEqual([]);
  });

  test.each([
    [0.01, 0, '1e-2·Σ|w|'],
    [0, 1e-4, '1e-4·Σw²'],
    [0.5, undefined, '0.5·Σ|w| + ?·Σw²'],
    [0, 0, '0'],
    [0, 2 * 0.0001 + 0.0001, '3e-4·Σw²'],
  ])('the penalty (%d, %d) is %s', (l1, l2, expected) => {
    expect(penaltyFormula({ l1, l2 })).toBe(expected);
  });

  test.each<[string, boolean, number | undefined, RegExp]>([
    ['SGD', false, 2.5e-4, /^SGD’s weight_decay=5e-4 has the same gradient as the penalty 2.5e-4·Σw²/],
    ['Adam', false, 2.5e-4, /adaptive denominator.* It is not AdamW\.$/],
    ['AdamW', true, undefined, /no penalty in the loss is the same\.$/],
    ['SGD', true, undefined, /beside the gradient/],
  ])('weight decay of %s, decoupled: %s', (name, decoupled, value, sentence) => {
    const found = weightDecayEquivalent(5e-4, { name, decoupled });
    expect(found.value).toBe(value);
    expect(found.sentence).toMatch(sentence);
  });

  test('dropout: at 0.8 a fifth is kept and scaled by 5', () => {
    const [keep, inverted, standard, width] = dropoutEquivalents(0.8);
    expect([keep!.value, standard!.value]).toEqual([0.2, 0.2]);
    expect(inverted!.value).toBeCloseTo(5, 12);
    expect(keep!.sentence).toBe(
      '0.8 is the probability of dropping a unit; 0.2 is that of keeping it (TensorFlow 1: keep_prob=0.2).',
    );
    expect(inverted!.sentence).toContain('divided by 0.2, that is multiplied by 5;');
    expect(width!.sentence).toContain('5 times as wide');
  });

  test('every source has an address', () => {
    for (const { title, url } of Object.values(REFERENCES)) {
      expect(title.length).toBeGreaterThan(5);
      expect(url).toMatch(/^https:\/\//);
    }
  });
});
