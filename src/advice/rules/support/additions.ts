/** Fixes that regularize one layer: dropout behind it, a penalty on its kernel. */
import type { FrameworkName, LayerDefinition } from '../../../definition/model.ts';
import { insertLayerAfter } from '../../edit/layers.ts';
import { setPenalty } from '../../edit/penalties.ts';
import { spell } from '../../edit/spell.ts';
import type { Fix, RuleContext } from '../../rule.ts';
import { checkedFix, isPlain, sourceAt } from './fixes.ts';

/** `SpatialDropout1D` as each framework has it: its path, and how it is called with a rate. */
function callOf(framework: FrameworkName, kind: string): { path: string; options: (rate: number) => string } {
  if (framework === 'pytorch') return { path: `torch.nn.${kind}`, options: String };
  if (framework === 'keras') return { path: `keras.layers.${kind}`, options: String };
  const name = kind.replace(/^[A-Z]/, (letter) => letter.toLowerCase()).replace(/D$/, 'd');
  return { path: `tfjs.layers.${name}`, options: (rate) => `{ rate: ${rate} }` };
}

/** Puts a dropout layer behind a layer and its activation. */
export function additionAfter(
  context: RuleContext,
  layer: LayerDefinition,
  kind: string,
  rate: number,
): Fix | undefined {
  if (!isPlain(layer)) return undefined;
  const framework = layer.framework ?? 'keras';
  const source = sourceAt(context, layer.range);
  const { path, options } = callOf(framework, kind);
  const spelling = spell(source, framework, path, layer.range);
  const edits = spelling && insertLayerAfter(source, layer, `${spelling.text}(${options(rate)})`);
  const title = `Add ${kind}(${rate}) after this layer`;
  return checkedFix(context, { title, edits: edits && [...spelling.edits, ...edits] }, { added: [kind] });
}

/** Gives a layer's kernel an L2 penalty; PyTorch has weight decay in the optimizer instead. */
export function l2On(context: RuleContext, layer: LayerDefinition): Fix | undefined {
  if (!isPlain(layer) || layer.framework === 'pytorch') return undefined;
  const edits = setPenalty(sourceAt(context, layer.range), layer, { l1: 0, l2: 1e-4 });
  return checkedFix(context, { title: 'Add L2 with 1e-4 to its kernel', edits }, { layers: [layer] });
}
