/** What the names of arrays say: inputs or target, training or test part. */

export type ArrayPart = 'training' | 'validation' | 'test';

export interface ArrayRole {
  /** The name without its part: `x` of `x_train`. */
  base: string;
  part?: ArrayPart;
}

const PARTS: Record<string, ArrayPart> = {
  train: 'training',
  training: 'training',
  tr: 'training',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
  te: 'test',
};

const TARGETS = ['y', 'target', 'targets', 'label', 'labels', 'class', 'classes'];
const INPUTS = ['x', 'data', 'input', 'inputs', 'feature', 'features', 'image', 'images'];
const COLUMN_NAMES = ['feature_names', 'column_names', 'columns'];

/** Which targets go with which inputs when each array is a file of its own. */
const PARTNERS: Record<string, string[]> = {
  x: ['y'],
  data: ['target', 'targets', 'label', 'labels'],
  input: ['target', 'label'],
  inputs: ['targets', 'labels'],
  feature: ['label', 'target'],
  features: ['labels', 'label', 'targets', 'target'],
  image: ['label'],
  images: ['labels', 'label'],
};

/** The one array is of inputs, the other of their targets, or both are the same of different parts. */
export function goTogether(one: ArrayRole, other: ArrayRole): boolean {
  const [a, b] = [one.base.toLowerCase(), other.base.toLowerCase()];
  const pair = (inputs: string, target: string) =>
    Object.hasOwn(PARTNERS, inputs) && PARTNERS[inputs]!.includes(target);
  // A file whose name has a part is of a set of files whose names have.
  if ((one.part === undefined) !== (other.part === undefined)) return false;
  return a === b || pair(a, b) || pair(b, a);
}

export const isTargetName = (base: string): boolean => TARGETS.includes(base.toLowerCase());
/** Words that stand beside a target's name when it is written in another way. */
const ENCODINGS = /^(one|hot|onehot|ohe|cat|categorical|encoded|enc|idx|index|int|ids?|num|raw|str)$/i;

/** A target, also in another writing: `y_onehot`, `labels_cat`. */
export function isTargetLike(base: string): boolean {
  const words = base.split('_').filter((word) => !ENCODINGS.test(word));
  return isTargetName(words.join('_'));
}

export const isInputName = (base: string): boolean => INPUTS.includes(base.toLowerCase());
export const isNameList = (name: string): boolean => COLUMN_NAMES.includes(name.toLowerCase());

/** `x_train`, `trainX`, `train_images`, `X`: a part in front or behind. */
export function roleOf(name: string): ArrayRole {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .split(/[_\-.\s]+/)
    .filter(Boolean);
  for (const [at, rest] of [
    [words.length - 1, words.slice(0, -1)],
    [0, words.slice(1)],
  ] as const) {
    const part = PARTS[words[at]?.toLowerCase() ?? ''];
    if (part && rest.length > 0) return { base: rest.join('_'), part };
  }
  const joined = /^([xy])(train|val|valid|test)$/i.exec(name);
  return joined ? { base: joined[1]!, part: PARTS[joined[2]!.toLowerCase()]! } : { base: name };
}

/**
 * Names of the values of one row. Images, that is four axes, or three of bytes, give `pixel_row_column` and, with
 * several channels, `pixel_row_column_channel`; a matrix `x_1`, `x_2`, …; other arrays `x_0_0`, … after their axes.
 */
export function columnNames(base: string, shape: number[], type: string, alone: boolean): string[] {
  const axes = shape.slice(1);
  if (axes.length === 0) return [base];
  if (axes.length === 1) return Array.from({ length: axes[0]! }, (_, i) => `${base}_${i + 1}`);
  const picture = axes.length === 3 || (axes.length === 2 && type === 'u1');
  const prefix = picture ? (alone ? 'pixel' : `${base}_pixel`) : base;
  // One channel needs no number.
  const named = picture && axes.length === 3 && axes[2] === 1 ? axes.slice(0, 2) : axes;
  let names = [prefix];
  for (const size of named)
    names = names.flatMap((name) => Array.from({ length: size }, (_, i) => `${name}_${i}`));
  return names;
}
