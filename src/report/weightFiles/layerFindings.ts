/** What the layers that a file describes say of the regularization that they were trained with. */
import type { StoredArchitecture } from '../../weights/weightFile.ts';
import { formatCount, formatStrength } from '../../words.ts';
import type { WeightsFinding } from './weightsReport.ts';

/** Of one layer of Keras or TensorFlow.js. */
interface LayerRegularization {
  name: string;
  /** `kernel L1 0.01`, `dropout 0.5`. */
  texts: string[];
}

/** A description with more values than this is not looked at further. */
const MOST_VALUES = 200_000;
const MOST_NAMED = 4;

/**
 * Penalties and dropout in the description of the layers: `kernel_regularizer`, `rate`, `recurrent_dropout`, …
 * @returns undefined where the file does not describe its layers so that these would be in it
 */
export function storedRegularization(
  architecture: StoredArchitecture | undefined,
): LayerRegularization[] | undefined {
  if (architecture?.kind !== 'keras') return undefined;
  const found: LayerRegularization[] = [];
  const waiting: unknown[] = [architecture.config];
  for (let looked = 0; waiting.length > 0 && looked < MOST_VALUES; looked++) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null) continue;
    const layer = isObject(value) ? regularizationOf(value) : undefined;
    if (layer) found.push(layer);
    for (const each of Object.values(value).reverse()) waiting.push(each);
  }
  return found;
}

type Values = Record<string, unknown>;

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function regularizationOf(layer: Values): LayerRegularization | undefined {
  const { class_name: className, config } = layer;
  if (typeof className !== 'string' || !isObject(config)) return undefined;
  const texts = Object.entries(config).flatMap(([key, value]) => [
    ...penaltyOf(key, value),
    ...dropoutOf(className, key, value),
  ]);
  const name = typeof config.name === 'string' ? config.name : className;
  return texts.length === 0 ? undefined : { name, texts };
}

function penaltyOf(key: string, value: unknown): string[] {
  if (!key.endsWith('_regularizer') || value === null || value === undefined) return [];
  const of = key.slice(0, -'_regularizer'.length);
  const regularizer = isObject(value) && isObject(value.config) ? value.config : {};
  const terms = (['l1', 'l2'] as const).flatMap((term) => {
    const strength = regularizer[term];
    return typeof strength === 'number' && strength !== 0
      ? [`${term.toUpperCase()} ${formatStrength(Number(strength.toPrecision(6)))}`]
      : [];
  });
  const given = typeof value === 'string' ? value : isObject(value) ? value.class_name : undefined;
  const named = typeof given === 'string' && !('l1' in regularizer || 'l2' in regularizer) ? [given] : [];
  return [...terms, ...named].map((term) => `${of} ${term}`);
}

/** `rate` of the dropout layers, `p` in Keras 1; `dropout` and `recurrent_dropout` of recurrent layers and attention. */
function dropoutOf(className: string, key: string, value: unknown): string[] {
  if (typeof value !== 'number' || !(value > 0)) return [];
  if (/Dropout/.test(className) && /^(rate|p)$/.test(key)) return [`dropout ${value}`];
  return /^(recurrent_)?dropout$/.test(key) ? [`${key.replace('_', ' ')} ${value}`] : [];
}

export function layerFindings(layers: LayerRegularization[] | undefined): WeightsFinding[] {
  if (!layers || layers.length === 0) return [];
  const texts = layers.slice(0, MOST_NAMED).map(({ name, texts }) => `“${name}” ${texts.join(', ')}`);
  const others = layers.length - texts.length;
  const more = others > 0 ? `; ${formatCount(others, 'other layer')}` : '';
  return [
    {
      id: 'layers-regularized',
      tone: 'info',
      title: `${formatCount(layers.length, 'layer')} ${layers.length === 1 ? 'was' : 'were'} built with a penalty or dropout`,
      text: `${texts.join('; ')}${more}. From the description of the layers in the file, in the conventions of Keras: L1 λΣ|w|, L2 λΣw², a dropout’s rate is the share that is dropped.`,
      tensors: [],
    },
  ];
}
