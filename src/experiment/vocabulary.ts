/** Models that begin with an Embedding: their inputs are numbers of words. */
import type { LayerDefinition, ModelDefinition } from '../definition/model.ts';
import { layerError } from './modelErrors.ts';

/** Layers that hand numbers on as they are. */
const HANDING_ON = new Set(['Input', 'InputLayer', 'Identity', 'Flatten', 'Reshape', 'Permute']);

/**
 * What the reading of the data must know of the model: with an Embedding the columns are numbers of words, below its
 * number of rows.
 * @param sourceFile path of the model's source, for messages
 * @throws UserError `MODEL_EMBEDDING_INPUT` for an Embedding that does not get its numbers as they are in the data
 */
export function vocabularyOf(
  { layers, name }: Pick<ModelDefinition, 'layers' | 'name'>,
  sourceFile: string,
): { vocabulary?: number } {
  const begin = layers.findIndex(({ kind }) => !HANDING_ON.has(kind));
  const late = layers.find(({ kind }, index) => kind === 'Embedding' && index > begin);
  if (late) throw changedWords(late, layers[begin]!, { sourceFile, model: name });
  const first = layers[begin];
  const vocabulary = first?.kind === 'Embedding' ? first.settings.vocabulary?.value : undefined;
  return vocabulary === undefined ? {} : { vocabulary };
}

function changedWords(
  embedding: LayerDefinition,
  before: LayerDefinition,
  context: { sourceFile: string; model: string },
) {
  const title = `${before.kind} changes what the Embedding in line ${embedding.range.startLine} takes`;
  return layerError('MODEL_EMBEDDING_INPUT', title, before, context, {
    explanation: `An Embedding looks numbers of words up in a table, so they must reach it as they are in the data. “${context.model}” has ${before.kind} before it.`,
    remedy: `Begin the model with one Embedding, and move or remove the ${before.kind} before it.`,
  });
}
