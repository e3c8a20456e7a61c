/** Edits that put one dropout rate before every Dense layer but the first. */

import type { LayerDefinition } from '../definition/model.ts';
import { insertBefore, removeItem } from './edit/layout.ts';
import { textOf } from './edit/source.ts';
import { type Spelling, spell } from './edit/spell.ts';
import type { TextEdit } from './edits.ts';
import { callOf, type EditTarget, placeOf, Refusal, slotOf } from './target.ts';

/**
 * The first Dropout between two Dense layers carries the rate and is put before the later one where there is none;
 * every other Dropout is removed, so that the source is the network that was measured.
 */
export function dropoutEdits(target: EditTarget): TextEdit[] {
  const { definition, settings } = target;
  const { layers } = definition;
  const lastDense = layers.findLastIndex(({ kind }) => kind === 'Dense');
  const spelling = once(() => spellDropout(target));
  const edits: TextEdit[] = [];
  let afterDense = false;
  let gapHasDropout = false;
  layers.forEach((layer, index) => {
    const inGap = settings.dropout > 0 && afterDense;
    if (layer.kind === 'Dropout') {
      const keep = inGap && index < lastDense && !gapHasDropout;
      if (keep) gapHasDropout = true;
      edits.push(...(keep ? setRate(target, layer) : [removeDropout(target, layer)]));
    } else if (layer.kind === 'Dense') {
      if (inGap && !gapHasDropout) edits.push(insertDropout(target, layer, spelling().text));
      afterDense = true;
      gapHasDropout = false;
    }
  });
  return [...edits, ...spelling.made().flatMap((made) => made.edits)];
}

function setRate({ settings }: EditTarget, layer: LayerDefinition): TextEdit[] {
  const { rate } = layer.settings;
  if (rate?.value === settings.dropout) return [];
  if (!rate?.range) throw new Refusal(`The rate of ${placeOf(layer)} is not written in the file.`);
  return [{ from: rate.range.from, to: rate.range.to, text: String(settings.dropout) }];
}

function removeDropout(target: EditTarget, layer: LayerDefinition): TextEdit {
  const { node, previous, next } = slotOf(target, layer);
  return removeItem(target.source.text, node, next, previous);
}

function insertDropout(target: EditTarget, before: LayerDefinition, callee: string): TextEdit {
  const { source, settings } = target;
  const { node, kind } = slotOf(target, before);
  const layer = `${callee}(${settings.dropout})`;
  if (kind === 'element') return insertBefore(source.text, node, layer, ',');
  const add = node.firstChild?.firstChild;
  if (!add) throw new Refusal(`The statement that adds ${placeOf(before)} cannot be edited.`);
  return insertBefore(source.text, node, `${textOf(source, add)}(${layer})`, ';');
}

/** As another Dropout of the model is written, else beside its Dense layers. */
function spellDropout(target: EditTarget): Spelling {
  const { layers } = target.definition;
  const existing = layers.find(({ kind }) => kind === 'Dropout');
  if (existing) return { text: existing.callee, edits: [] };
  const dense = layers.find(({ kind }) => kind === 'Dense')!;
  const { from, to } = callOf(target, dense);
  const spelling = spell(target.source, 'keras', 'keras.layers.Dropout', { from, to });
  if (!spelling)
    throw new Refusal('The name “Dropout” is taken in this file, so the layer cannot be imported.');
  return spelling;
}

/** Computes a value on first use; `made` is that value in a list, empty while it was not needed. */
function once<T>(compute: () => T): { (): T; made(): T[] } {
  const values: T[] = [];
  const get = () => {
    if (values.length === 0) values.push(compute());
    return values[0]!;
  };
  return Object.assign(get, { made: () => values });
}
