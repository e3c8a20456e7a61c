/** Which curves are the losses and the metrics of training and validation, guessed by their names. */
import { groupBy } from './groups.ts';
import type { Roles } from './history.ts';
import { isPartWord, type Part, partOf, wordsOf } from './names.ts';

export interface NamedCurve {
  name: string;
  /** Values that were logged. */
  count: number;
}

export interface GuessedRoles {
  roles: Roles;
  metricRises: boolean;
}

interface Candidate extends NamedCurve {
  part: Part;
  /** The name without the words for the part of the data; two curves of one quantity share it. */
  quantity: string;
  /** Larger is likelier. */
  rank: number;
  rises: boolean;
}

/** Losses by what they are called, the likeliest first. */
const LOSSES = [
  ['loss', 'losses', 'loss_epoch'],
  ['logloss', 'nll', 'crossentropy', 'xent', 'bce', 'ce', 'objective', 'cost', 'deviance'],
  ['mse', 'rmse', 'l2', 'mae', 'l1', 'rmsle', 'mape', 'perplexity', 'ppl'],
  ['error', 'err', 'merror'],
];
/** Stands for a name such as `neg_log_loss`: a loss with its sign turned, as scikit-learn scores. */
const NEGATED = 'negated';
/** Metrics; those of the first list rise. */
const RISING = [
  ['accuracy', 'acc'],
  [
    'auc',
    'auroc',
    'auprc',
    'f1',
    'top1',
    'map',
    'map50',
    'miou',
    'iou',
    'dice',
    'r2',
    'ndcg',
    'mcc',
    'kappa',
  ],
  [
    'precision',
    'recall',
    'top5',
    'bleu',
    'rouge',
    'rouge1',
    'rougel',
    'score',
    'ap',
    'jaccard',
    'psnr',
    'ssim',
  ],
  ['pearson', 'spearman', 'pearsonr', 'spearmanr', 'correlation', 'specificity', 'sensitivity'],
  ['elbo', 'likelihood', 'loglikelihood', 'loglik', 'reward', 'rewards', 'rew', 'return', 'returns', NEGATED],
];
const FALLING = [
  ['error', 'err', 'merror', 'wer', 'cer'],
  [
    'mae',
    'rmse',
    'mse',
    'mape',
    'smape',
    'rmsle',
    'l1',
    'l2',
    'perplexity',
    'ppl',
    'brier',
    'fid',
    'absolute',
  ],
];

const COSTS = new Set([...LOSSES, ...FALLING].flat());

/** Words that make a name something else than a loss or metric. */
const OTHER = new Set(
  'lr rate grad gradient norm weight weights scale scaler std stdv var variance time runtime seconds best min max lowest highest learning samples delta patience count num smooth smoothed total_flos per second'.split(
    ' ',
  ),
);
/** Words that make a loss a part of the whole, or a running value. */
const PARTIAL = new Set(
  'step batch iterations iteration iter running avg box cls dfl kl kld rec recon reg aux regularization penalty obj adv gen disc'.split(
    ' ',
  ),
);
const NEUTRAL = new Set(['epoch', 'mean', 'total', 'set', 'metrics', 'metric', 'vs', 'history', 'keras']);

/**
 * Losses and metrics of training and validation. A pair of the same quantity is preferred to curves of different
 * ones, a curve of many values to a single number; test curves serve where no validation curve is there. What no
 * name tells is absent.
 */
export function guessRoles(curves: NamedCurve[]): GuessedRoles {
  const longest = curves.reduce((most, { count }) => Math.max(most, count), 0);
  const losses = pair(curves.flatMap((curve) => candidate(curve, [LOSSES], 0, longest)));
  const taken = new Set([losses.training?.name, losses.validation?.name]);
  const others = curves.filter(({ name }) => !taken.has(name));
  const metrics = pair(
    others
      .flatMap((curve) => candidate(curve, [RISING, FALLING], 1, longest))
      .filter(({ quantity }) => !sameQuantity(quantity, losses)),
  );
  // Beside losses that name their part, a metric that names none may be of either.
  if (losses.training?.part === 'training' && !metrics.validation && metrics.training?.part === null)
    delete metrics.training;
  const metric = metrics.validation ?? metrics.training;
  const roles: Roles = {
    ...(losses.training && { trainingLoss: losses.training.name }),
    ...(losses.validation && { validationLoss: losses.validation.name }),
    ...(metrics.training && { trainingMetric: metrics.training.name }),
    ...(metrics.validation && { validationMetric: metrics.validation.name }),
  };
  return { roles, metricRises: metric?.rises ?? true };
}

/** Whether larger is better for a metric of this name; true where the name does not tell. */
export function rises(name: string): boolean {
  const [found] = candidate({ name, count: 1 }, [RISING, FALLING], 1, 1);
  if (found) return found.rises;
  return !wordsOf(name).some((word) => LOSSES.some((words) => words.includes(word)));
}

/** Whether a name says “loss” of validation and nothing more; a test loss and “val_mae” are called by their names. */
export function isPlainLoss(name: string): boolean {
  const words = wordsOf(name);
  const rest = words.filter((word) => !isPartWord(word) && !NEUTRAL.has(word) && !/^\d+$/.test(word));
  return rest.join(' ') === 'loss' && !isOfTest(name);
}

export const isOfTest = (name: string): boolean => partOf(wordsOf(name)) === 'test';

interface Pair {
  training?: Candidate;
  validation?: Candidate;
}

const sameQuantity = (quantity: string, { training, validation }: Pair) =>
  training?.quantity === quantity || validation?.quantity === quantity;

/** Words, with those that belong together in one. A negated loss rises, and a negated likelihood is a loss. */
function partsOf(words: string[]): string[] {
  const joined = words
    .join('_')
    .replace('log_loss', 'logloss')
    .replace('cross_entropy', 'crossentropy')
    .replace(/(neg|negative)_(log_likelihood|loglikelihood|loglik|likelihood|elbo)/, 'nll');
  const parts = joined.split('_');
  const isCost = parts.some((word) => COSTS.has(word));
  if (!isCost || !(parts.includes('neg') || parts.includes('negative'))) return parts;
  return parts.map((word) => (isPartWord(word) ? word : word.startsWith('neg') ? NEGATED : `−${word}`));
}

/**
 * @param lists of words, those of the first list rise where `risingLists` is 1
 * @param longest values of the longest curve: beside it a single number is rather a summary
 */
function candidate(
  curve: NamedCurve,
  lists: string[][][],
  risingLists: number,
  longest: number,
): Candidate[] {
  const words = wordsOf(curve.name);
  if (words.some((word) => OTHER.has(word))) return [];
  const parts = partsOf(words);
  for (const [list, groups] of lists.entries()) {
    const group = groups.findIndex((names) => parts.some((word) => names.includes(word)));
    if (group < 0) continue;
    const rest = parts.filter((word) => !isPartWord(word) && !NEUTRAL.has(word) && !/^\d+$/.test(word));
    const partial = rest.some((word) => PARTIAL.has(word));
    const single = curve.count <= 1 && longest > 2;
    const known = groups[group]!.some((name) => rest.length === 1 && rest[0] === name);
    const rank =
      -100 * list -
      10 * group -
      (partial ? 40 : 0) -
      (single ? 60 : 0) +
      (known ? 5 : 0) +
      (parts.includes('epoch') ? 1 : 0);
    return [{ ...curve, part: partOf(words), quantity: rest.join(' '), rank, rises: list < risingLists }];
  }
  return [];
}

/** The likeliest pair of one quantity; else the likeliest curve of each part. */
function pair(candidates: Candidate[]): Pair {
  const best = (ones: Candidate[]) =>
    ones.reduce<Candidate | undefined>((top, one) => (top && top.rank >= one.rank ? top : one), undefined);
  const validations = partsFirst(candidates, ['validation', 'test']);
  const trainings = [
    ...candidates.filter(({ part }) => part === 'training'),
    ...candidates.filter(({ part }) => part === null),
  ];
  const byQuantity = groupBy(trainings, ({ quantity }) => quantity);
  const pairs = validations.flatMap((validation) => {
    const training = best(byQuantity.get(validation.quantity) ?? []);
    return training ? [{ training, validation, rank: training.rank + validation.rank }] : [];
  });
  const top = pairs.reduce<(typeof pairs)[number] | undefined>(
    (one, other) => (one && one.rank >= other.rank ? one : other),
    undefined,
  );
  if (top) return { training: top.training, validation: top.validation };
  const training = best(trainings);
  const validation = best(validations);
  return { ...(training && { training }), ...(validation && { validation }) };
}

/** Those of the first part that has any. */
function partsFirst(candidates: Candidate[], parts: Part[]): Candidate[] {
  const part = parts.find((one) => candidates.some((candidate) => candidate.part === one));
  return part ? candidates.filter((candidate) => candidate.part === part) : [];
}
