/** Edits of a layer's weight penalty in Keras and TensorFlow.js. */
import type { LayerDefinition } from '../../definition/model.ts';
import { formatStrength } from '../../words.ts';
import type { TextEdit } from '../edits.ts';
import { setArgument } from './arguments.ts';
import { canonicalPath } from './libraries.ts';
import { namesAt } from './names.ts';
import type { Editable, Span } from './source.ts';
import { type Spelling, spell } from './spell.ts';
import { braced } from './strings.ts';

/** λ1·Σ|w| + λ2·Σw². */
export interface Strengths {
  l1: number;
  l2: number;
}

type Family = 'l1' | 'l2' | 'l1l2';

/** The regularizer that has these strengths. */
export const familyOf = ({ l1, l2 }: Strengths): Family => (l1 > 0 && l2 > 0 ? 'l1l2' : l1 > 0 ? 'l1' : 'l2');

/** Keras has every regularizer as a class and as a function. */
export const FAMILIES: Record<Family, { class: string; function: string }> = {
  l1: { class: 'L1', function: 'l1' },
  l2: { class: 'L2', function: 'l2' },
  l1l2: { class: 'L1L2', function: 'l1_l2' },
};

/** How a regularizer with these strengths is written: `regularizers.L2(1e-4)`, `tf.regularizers.l2({l2: 1e-4})`. */
export function spellRegularizer(
  source: Editable,
  framework: 'keras' | 'tfjs',
  strengths: Strengths,
  at: Span,
): Spelling | undefined {
  const family = familyOf(strengths);
  const name = framework === 'tfjs' ? family : kerasName(source, family, at);
  const callee = spell(source, framework, `${framework}.regularizers.${name}`, at);
  const strengthsIn = framework === 'tfjs' ? tfjsStrengths(source, strengths) : kerasStrengths(strengths);
  return callee && { text: `${callee.text}(${strengthsIn})`, edits: callee.edits };
}

/** The function where the file imports functions by name, otherwise the class. */
function kerasName(source: Editable, family: Family, at: Span): string {
  const imported = namesAt(source, at.from)
    .bindings.map(({ path }) => canonicalPath('keras', path!) ?? '')
    .filter((path) => /^keras\.regularizers\.\w+$/.test(path))
    .map((path) => path.slice('keras.regularizers.'.length));
  const names = FAMILIES[family];
  if (imported.includes(names.class)) return names.class;
  return imported.some((name) => /^[a-z]/.test(name)) ? names.function : names.class;
}

/** Arguments of a regularizer of Keras: both strengths by name, as the library's defaults are not 0 everywhere. */
export function kerasStrengths({ l1, l2 }: Strengths): string {
  if (l1 > 0 && l2 > 0) return `l1=${formatStrength(l1)}, l2=${formatStrength(l2)}`;
  return formatStrength(l1 > 0 ? l1 : l2);
}

function tfjsStrengths(source: Editable, { l1, l2 }: Strengths): string {
  const strengths = Object.entries({ l1, l2 }).filter(([, strength]) => strength > 0);
  return braced(
    source,
    strengths.map(([name, strength]) => `${name}: ${formatStrength(strength)}`).join(', '),
  );
}

/** The argument that penalizes a layer's main weights; undefined for layers without such. */
export function kernelArgument({
  kind,
  framework,
}: Pick<LayerDefinition, 'kind' | 'framework'>): string | undefined {
  const found = ARGUMENTS.find(([kinds]) => kinds.test(kind))?.[1];
  if (!found || framework === 'pytorch') return undefined;
  return framework === 'tfjs' ? `${found}Regularizer` : `${found}_regularizer`;
}

const ARGUMENTS: [RegExp, string][] = [
  [/^Embedding$/, 'embeddings'],
  [/^DepthwiseConv[12]D$/, 'depthwise'],
  [/^(Dense|EinsumDense|Conv[123]D(Transpose)?|SimpleRNN|LSTM|GRU)$/, 'kernel'],
];

/** Gives a layer's main weights a penalty, or replaces the one it has. */
export function setPenalty(
  source: Editable,
  layer: LayerDefinition,
  strengths: Strengths,
): TextEdit[] | undefined {
  const framework = layer.framework === 'tfjs' ? 'tfjs' : 'keras';
  const name = kernelArgument(layer);
  const regularizer = name && spellRegularizer(source, framework, strengths, layer.range);
  if (!name || !regularizer) return undefined;
  const edits = setArgument(source, layer.range, name, regularizer.text, layer.arguments);
  return edits && [...edits, ...regularizer.edits];
}
