import { expect, test } from 'vitest';
import type { UserError } from '../../src/errors.ts';
import { vocabularyOf } from '../../src/experiment/vocabulary.ts';
import { define } from './models.ts';

const SOURCE = '/w/model.py';

test.each([
  ['Embedding(9, 2), Flatten(), Dense(3)', { vocabulary: 9 }],
  ['Input((4,)), Embedding(9, 2), Flatten(), Dense(3)', { vocabulary: 9 }],
  ['Input((12,)), Reshape((3, 4)), Embedding(9, 2), Flatten(), Dense(3)', { vocabulary: 9 }],
  ['Input((2, 2)), Flatten(), Embedding(9, 2), Flatten(), Dense(3)', { vocabulary: 9 }],
  ['Embedding(units, 2), Flatten(), Dense(3)', {}],
  ['Dense(8), Dense(3)', {}],
])('%s', (layers, expected) => {
  expect(vocabularyOf(define(layers), SOURCE)).toEqual(expected);
});

test.each([
  ['GaussianNoise', 'Input((4,)),\nGaussianNoise(0.1),\nEmbedding(9, 2), Flatten(), Dense(3)'],
  ['Dropout', 'Dropout(0.1),\n\nEmbedding(9, 2), Flatten(), Dense(3)'],
  ['BatchNormalization', 'Input((4,)),\nBatchNormalization(),\nEmbedding(9, 2), Flatten(), Dense(3)'],
  ['Dense', 'Input((4,)),\nDense(4),\nEmbedding(9, 2), Flatten(), Dense(3)'],
  ['Embedding', 'Embedding(9, 1), Flatten(),\n\nEmbedding(9, 2), Flatten(), Dense(3)'],
])('%s before an Embedding is refused, with its place in the source', (kind, layers) => {
  const definition = define(layers);
  const layer = definition.layers.find((each) => each.kind === kind)!;
  let error: UserError | undefined;
  try {
    vocabularyOf(definition, SOURCE);
  } catch (thrown) {
    error = thrown as UserError;
  }
  expect(error?.problem).toEqual({
    code: 'MODEL_EMBEDDING_INPUT',
    // `define` puts four lines before the layers.
    title: `${kind} changes what the Embedding in line ${4 + 3} takes`,
    explanation: expect.stringContaining(`has ${kind} before it`),
    remedy: `Begin the model with one Embedding, and move or remove the ${kind} before it.`,
    location: { file: SOURCE, line: layer.range.startLine, column: layer.range.startColumn },
  });
});
