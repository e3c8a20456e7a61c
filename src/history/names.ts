/** What the name of a curve tells: of which part of the data it is, and of which quantity. */

export type Part = 'training' | 'validation' | 'test' | null;

const TRAINING = new Set(['train', 'training', 'trn', 'tr', 'learn', 'dtrain', 'fit']);
const VALIDATION = new Set([
  'val',
  'valid',
  'validation',
  'validate',
  'validating',
  'dev',
  'eval',
  'evaluation',
  'evaluate',
  'holdout',
  'heldout',
  'cv',
  'vl',
  'va',
  'dvalid',
  'deval',
]);
const TEST = new Set(['test', 'testing', 'tst', 'te', 'dtest']);

/** Lower case words and numbers: `valLoss` → val, loss; `train/epoch_loss` → train, epoch, loss. */
export function wordsOf(name: string): string[] {
  return name
    .replaceAll('mAP', 'map')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .flatMap((word) => splitOff(word))
    .filter((word) => word !== '');
}

/** `valloss`, `trainacc`: written in one. */
function splitOff(word: string): string[] {
  const [, part, rest] =
    /^(train|training|val|valid|validation|test|eval)(loss|acc|accuracy|error|err|mse|mae|rmse|auc|f1)$/.exec(
      word,
    ) ?? [];
  return part ? [part, rest!] : [word];
}

export function partOf(words: string[]): Part {
  if (words.some((word) => VALIDATION.has(word))) return 'validation';
  if (words.some((word) => TEST.has(word))) return 'test';
  return words.some((word) => TRAINING.has(word)) ? 'training' : null;
}

/** A word for a part of the data; `valid_0` and `validation_1` are such words with a number. */
export const isPartWord = (word: string) => TRAINING.has(word) || VALIDATION.has(word) || TEST.has(word);
