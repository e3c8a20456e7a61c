/** Reads an edited source again: it must mean what was asked, and nothing else may have changed. */
import { readSequentials } from '../definition/keras/sequential.ts';
import type { LayerDefinition, ModelDefinition } from '../definition/model.ts';
import { type PythonSource, textOf } from '../definition/python/syntax.ts';

/** What is wrong after an edit of definition `index`, in words; undefined when all is well. */
export function problemAfter(
  before: { source: PythonSource; definitions: ModelDefinition[] },
  after: PythonSource,
  index: number,
  isAsAsked: (definition: ModelDefinition) => boolean,
): string | undefined {
  if (errorsIn(after) > errorsIn(before.source)) return 'the result would not be valid Python';
  const definitions = readSequentials(after);
  const changed = definitions[index];
  if (!changed || !isAsAsked(changed)) return 'the result would not mean what was asked';
  const same =
    definitions.length === before.definitions.length &&
    before.definitions.every((definition, at) => {
      const result = definitions[at]!;
      const digestOf = at === index ? bones : digest;
      return digestOf(before.source, definition) === digestOf(after, result);
    });
  return same ? undefined : 'other parts of the file would change their meaning';
}

function errorsIn({ tree }: PythonSource): number {
  let errors = 0;
  tree.iterate({
    enter(ref) {
      if (ref.type.isError) errors++;
    },
  });
  return errors;
}

/** What a definition says, places left out. */
function digest(source: PythonSource, { name, layers, unreadable }: ModelDefinition): string {
  return JSON.stringify([
    name,
    layers.map((layer) => layerDigest(source, layer)),
    unreadable?.map(({ what }) => what),
  ]);
}

/** The same without what a regularization edit may change. */
function bones(source: PythonSource, definition: ModelDefinition): string {
  const layers = definition.layers
    .filter(({ kind }) => kind !== 'Dropout')
    .map((layer) => (layer.kind === 'Dense' ? { ...layer, kernelPenalty: undefined } : layer));
  return digest(source, { ...definition, layers });
}

const PLACES = new Set(['range', 'slot', 'callee', 'origin']);

/** Expressions that are not read count as they are written: their places shift with the edits above them. */
function layerDigest(source: PythonSource, layer: LayerDefinition): string {
  const { kernelPenaltyUnknown, otherRegularizer, ...rest } = layer;
  const written = [kernelPenaltyUnknown, otherRegularizer].map((range) => range && textOf(source, range));
  return JSON.stringify([rest, written], (key, value) => (PLACES.has(key) ? undefined : value));
}
