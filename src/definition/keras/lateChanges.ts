/** Settings of layers that are changed after the layers were built: `layer.kernel_regularizer = …`. */
import type { Run } from '../interpret/framework.ts';
import type { Value } from '../interpret/values.ts';
import type { Place } from '../program/program.ts';

const REGULARIZER =
  /^(kernel|bias|activity|recurrent|embeddings|depthwise|pointwise|gamma|beta)_(regularizer|constraint)$/;
/** Read whenever the layer is called. */
const ACTS = /^(rate|activity_regularizer|p)$/;

/** Notes the change of a layer, or of something in `model.layers` that cannot be told. */
export function noteLateChange(receiver: Value, name: string, at: Place, run: Run): boolean {
  const isLayer = receiver.type === 'layer';
  if (!isLayer && !(receiver.type === 'unknown' && isFromLayers(receiver, at, run))) return false;
  if (!REGULARIZER.test(name) && !(isLayer && name === 'rate')) return isLayer;
  const range = run.range(at);
  const layer = isLayer ? receiver.draft.name : undefined;
  run.note({
    type: 'lateChange',
    framework: 'keras',
    range,
    anchor: range,
    scope: run.scope(),
    attribute: name,
    ...(layer !== undefined && { layer }),
    acts: ACTS.test(name),
  });
  return true;
}

/** `model.layers[i]`, `model.get_layer("fc")`, and the variable of a loop over layers. */
function isFromLayers(receiver: Value & { type: 'unknown' }, at: Place, run: Run): boolean {
  const text = run.text(at).split('=')[0]!;
  return /layers\s*\[|get_layer\(/.test(text) || /^(layer|l)\./.test(text) || receiver.of?.type === 'list';
}
