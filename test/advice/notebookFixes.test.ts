/** Fixes in notebooks, whose imports stand in a cell without models. */
import { expect, test } from 'vitest';
import { applyEdits } from '../../src/advice/edits.ts';
import { rules } from '../../src/advice/rules/index.ts';
import { DEFAULT_THRESHOLDS } from '../../src/advice/settings.ts';
import { readSource } from '../../src/definition/source.ts';

test('names of a cell above with imports alone', () => {
  const cells = [
    'import tensorflow as tf',
    'model = tf.keras.Sequential([\n    tf.keras.layers.Input((784,)),\n    tf.keras.layers.Dense(512),\n    tf.keras.layers.Dense(10),\n])',
  ];
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: cells.map((source) => ({ cell_type: 'code', source, metadata: {}, outputs: [] })),
  };
  const reading = readSource('lab.ipynb', JSON.stringify(notebook));
  const context = { reading, textOf: (cell = 0) => cells[cell]!, thresholds: DEFAULT_THRESHOLDS };
  const [finding] = rules.find(({ code }) => code === 'REG001')!.check(context);
  expect(finding!.range.cell).toBe(1);
  expect(applyEdits(cells[1]!, finding!.fixes[0]!.edits)).toContain(
    'tf.keras.layers.Dense(512),\n    tf.keras.layers.Dropout(0.5),\n',
  );
});
