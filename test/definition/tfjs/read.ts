/** Definitions of TensorFlow.js written short. */
import type { LayerDefinition, ModelDefinition, Setting } from '../../../src/definition/model.ts';
import { readSource } from '../../../src/definition/source.ts';

/** A file that begins with the usual import, whose line is not counted: the first line of `code` is line 1. */
export function read(code: string, file = 'model.js') {
  return readSource(file, `${code}\n;import * as tf from '@tensorflow/tfjs';\n`);
}

/** `4 Dense units=256 (constant) → 256 : 295168`: line, class, settings that are written, output shape, parameters. */
function describeLayer({
  range,
  kind,
  settings,
  outputShape,
  parameters,
  ...layer
}: LayerDefinition): string {
  const written = Object.entries(settings)
    .filter(([, setting]) => setting.origin !== 'default')
    .map(([name, setting]) => `${name}=${settingText(setting)}`);
  const { kernelPenalty: penalty, kernelPenaltyUnknown: hidden, context, count } = layer;
  return [
    range.startLine,
    kind,
    ...written,
    ...(penalty ? [`l1=${penalty.l1} l2=${penalty.l2}`] : []),
    ...(hidden ? ['penalty=?'] : []),
    ...(context ? [`in ${context.join(', ')}`] : []),
    ...(count !== undefined ? [`× ${count}`] : []),
    `→ ${outputShape ? outputShape.map((size) => size ?? '?').join('×') : '?'}`,
    `: ${parameters ?? '?'}`,
  ].join(' ');
}

function settingText({ value, origin }: Setting<unknown>): string {
  if (origin === 'unknown') return '?';
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
  return origin === 'literal' ? text : `${text} (${origin})`;
}

/** `model sequential : 312474`, then its layers. */
function describeModel({ name, style, parameters, layers, submodules }: ModelDefinition): string[] {
  const blocks = submodules?.map(({ name, count }) => ` + ${count ?? '?'} ${name}`).join('') ?? '';
  return [`${name} ${style}${blocks} : ${parameters ?? '?'}`, ...layers.map(describeLayer)];
}

export const describeModels = (code: string, file?: string): string[][] =>
  read(code, file).models.map(describeModel);
