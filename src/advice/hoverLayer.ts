/** A layer explained: shapes, parameters by arithmetic, and where each value comes from. */
import { penaltyFormula } from '../definition/conventions.ts';
import { initialPenalty } from '../definition/initialPenalty.ts';
import type { InitializerSetting, LayerDefinition, ModelDefinition, Setting } from '../definition/model.ts';
import { formatCount } from '../words.ts';
import { amount, countArithmetic, shapeText } from './layerWords.ts';
import { code, paragraphs, table } from './markdown.ts';
import { originText } from './origins.ts';

/** Library defaults that decide how a layer is regularized; others are left out. */
const TELLING_DEFAULTS = new Set(['rate', 'recurrentRate', 'kernelInitializer']);

/** @param text of the file, or of the notebook's cell */
export function layerText(model: ModelDefinition, layer: LayerDefinition, text: string): string {
  return paragraphs(
    headline(layer),
    parametersText(layer),
    placeText(layer),
    table(['setting', 'value', 'from'], settingRows(model, layer, text)),
    penaltyOfKernel(layer),
  );
}

function headline({ kind, name, inputShape, outputShape }: LayerDefinition): string {
  const shapes = [inputShape, outputShape].map((shape) =>
    shape && shape.length > 0 ? shapeText(shape) : '?',
  );
  const way = shapes.every((shape) => shape === '?') ? '' : ` · ${shapes.join(' → ')}`;
  return `**${kind}** ${code(name)}${way}`;
}

function parametersText(layer: LayerDefinition): string {
  const { parameters, count } = layer;
  if (parameters === undefined) return 'Parameters: not known, as a size is not visible.';
  if (parameters === 0) return 'No parameters.';
  const arithmetic = countArithmetic(layer);
  const each = count === undefined ? '' : ' each';
  return `${formatCount(parameters, 'parameter')}${each}${arithmetic ? ` = ${code(arithmetic)}` : ''}`;
}

function placeText({ context = [], count }: LayerDefinition): string | undefined {
  const parts = [
    ...(context.includes('condition') ? ['stands under a condition whose outcome is not visible'] : []),
    ...(count === null ? ['is made an unknown number of times'] : []),
    ...(typeof count === 'number' && count !== 1 ? [`is made ${count} times`] : []),
  ];
  return parts.length > 0 ? `It ${parts.join(' and ')}.` : undefined;
}

function settingRows({ framework }: ModelDefinition, layer: LayerDefinition, text: string): string[][] {
  const settings = Object.entries(layer.settings) as [string, Setting<unknown>][];
  return settings
    .filter(([name, { origin, range }]) =>
      origin === 'default' ? TELLING_DEFAULTS.has(name) : range !== undefined,
    )
    .map(([name, setting]) => [
      writtenName(layer, name, setting),
      setting.value === undefined ? '?' : code(valueText(setting.value)),
      originText(setting, layer.framework ?? framework, text),
    ]);
}

/** By the framework's own name where the argument is written. */
function writtenName(
  { arguments: written = [] }: LayerDefinition,
  name: string,
  { range }: Setting<unknown>,
): string {
  const argument =
    range && written.find((each) => each.range.from === range.from && each.range.to === range.to);
  return argument?.name ?? WORDS[name] ?? name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

const WORDS: Record<string, string> = {
  rate: 'drop probability',
  recurrentRate: 'drop probability of the state',
};

/** Zeros before and after an axis are one number where they are equal. */
const sizeText = (size: unknown): string =>
  Array.isArray(size) ? [...new Set(size)].join(' and ') : valueText(size);

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(sizeText).join('×');
  if (value === null) return 'none';
  if (typeof value !== 'object') return String(value);
  const { name, arguments: given } = value as InitializerSetting;
  const list = Object.entries(given ?? {}).map(([key, each]) => `${key}=${each}`);
  return list.length > 0 ? `${name}(${list.join(', ')})` : name;
}

function penaltyOfKernel(layer: LayerDefinition): string | undefined {
  const { kernelPenalty, kernelPenaltyUnknown } = layer;
  if (kernelPenaltyUnknown) return 'Penalty on the kernel: not visible.';
  if (!kernelPenalty) return undefined;
  const initial = initialPenalty(layer);
  const added = initial ? `, which adds ${amount(initial.total)} to the loss at initialization` : '';
  return `Penalty on the kernel: ${code(penaltyFormula(kernelPenalty))}${added}.`;
}
