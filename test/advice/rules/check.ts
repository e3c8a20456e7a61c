/** Helpers of the rules' tests: from source to findings. */
import { applyEdits } from '../../../src/advice/edits.ts';
import type { Finding, RuleContext } from '../../../src/advice/rule.ts';
import { rules } from '../../../src/advice/rules/index.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/advice/settings.ts';
import { readSource } from '../../../src/definition/source.ts';
import { module } from '../edit/source.ts';

type Options = Partial<Pick<RuleContext, 'thresholds' | 'samples'>> & { file?: string };

/** What one rule finds in a source. */
export function check(
  code: string,
  text: string,
  { file = 'model.py', ...options }: Options = {},
): Finding[] {
  const rule = rules.find((candidate) => candidate.code === code);
  if (!rule) throw new Error(`no rule ${code}`);
  const reading = readSource(file, text);
  return rule.check({ reading, textOf: () => text, thresholds: DEFAULT_THRESHOLDS, ...options });
}

export const messages = (code: string, text: string, options?: Options): string[] =>
  check(code, text, options).map(({ message }) => message);

/** The source that a finding's range covers, with its severity: `information: Dense(512)`. */
export const places = (code: string, text: string, options?: Options): string[] =>
  check(code, text, options).map(({ severity, range }) => `${severity}: ${text.slice(range.from, range.to)}`);

/** The source after one of the fixes of the first finding. */
export function mended(code: string, text: string, index = 0, options?: Options): string {
  const fix = check(code, text, options)[0]?.fixes[index];
  if (!fix) throw new Error(`${code} has no fix ${index}`);
  return applyEdits(text, fix.edits);
}

/** A Sequential model of Keras with these lines as its layers. */
export const keras = (...layers: string[]): string =>
  [
    'import keras',
    'from keras import layers, regularizers',
    '',
    'model = keras.Sequential([',
    ...layers.map((layer) => `    ${layer},`),
    '])',
    '',
  ].join('\n');

/** A Sequential model of TensorFlow.js. */
export const tfjs = (...layers: string[]): string =>
  [
    "import * as tf from '@tensorflow/tfjs';",
    '',
    'const model = tf.sequential();',
    ...layers.map((layer) => `model.add(${layer});`),
    '',
  ].join('\n');

/** A Sequential model of PyTorch, and what stands below it. */
export const pytorch = (layers: string[], ...below: string[]): string =>
  [
    'import torch',
    'import torch.nn.functional as F',
    'from torch import nn',
    '',
    'model = nn.Sequential(',
    ...layers.map((layer) => `    ${layer},`),
    ')',
    ...below,
    '',
  ].join('\n');

/** A module of PyTorch out of the bodies of its two methods. */
export const torchModule = (init: string[], forward: string[]): string =>
  `import torch\nimport torch.nn.functional as F\nfrom torch import nn\n\n\n${module(init, forward)}`;
