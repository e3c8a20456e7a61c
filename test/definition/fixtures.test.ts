import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { definitionsReport, definitionsText } from '../../src/cli/definitions.ts';
import { definitionsCommand } from '../../src/cli/definitionsCommand.ts';
import { architectureOf, lensTitle } from '../../src/definition/describe.ts';
import { read } from './python.ts';

const file = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const fixture = (name: string) => file(`fixtures/definition/${name}`);

describe('real files', () => {
  test('examples/digits/model.py', () => {
    const [model, ...others] = read(file('../examples/digits/model.py'));
    expect(others).toEqual([]);
    expect(model!.parameters).toBe(64 * 128 + 128 + (128 * 64 + 64) + (64 * 10 + 10));
    expect(architectureOf(model!)).toBe('64 → 128 → 64 → 10');
    expect(lensTitle(model!)).toBe('17,226 parameters, nothing regularizes it');
  });

  test('the .add form with constants', () => {
    const [model, ...others] = read(fixture('mnist_add.py'));
    expect(others).toEqual([]);
    expect(architectureOf(model!)).toBe('784 → 512 → 512 → 10');
    const parameters = 784 * 512 + 512 + (512 * 512 + 512) + (512 * 10 + 10);
    expect(model!.parameters).toBe(parameters);
    expect(model!.layers[4]!.settings.units!.origin).toBe('constant');
    expect(lensTitle(model!)).toBe('669,706 parameters, dropout 0.2 on 2 layers');
  });

  test('functions, a class, constants', () => {
    const models = read(fixture('trainer.py'));
    expect(models.map((model) => [model.name, architectureOf(model), lensTitle(model)])).toEqual([
      [
        'build_regularized',
        '? → 128 → 64 → 1',
        'parameters unknown (input size not visible), dropout 0.25 on 1 layer, L2 1e-4 on 2 of 3 Dense layers, ' +
          'batch normalization on 1 layer, 1 of 3 Dense layers is unregularized',
      ],
      [
        'net',
        '20 → … → 1',
        'parameters unknown (line 34: layers added in a loop), no regularization visible',
      ],
      // `self.classes` is not a visible constant.
      ['head', '8×8 → 64 → ?', 'parameters unknown (units of dense_1 not visible), nothing regularizes it'],
      [
        'tuned',
        '? → ? → 10',
        'parameters unknown (units of dense not visible), dropout (rate not visible) on 1 layer, ' +
          'L2 (strength not visible) on 1 of 2 Dense layers',
      ],
    ]);
  });

  test('a convolutional network with a nested model', () => {
    const [augmentation, model] = read(fixture('cnn.py'));
    expect(augmentation!.layers.map(({ kind }) => kind)).toEqual(['RandomFlip', 'RandomRotation']);
    expect(model!.layers.map(({ kind, line }: { kind: string; line?: number }) => [kind, line])).toHaveLength(
      7,
    );
    expect(model!.unreadable).toMatchObject([{ before: 0, what: '“data_augmentation”' }]);
    expect(architectureOf(model!)).toBe('? → … → conv 16 → 128 → 5');
    // Flatten after a shape that is not computed: the first Dense is unknown, the second is not.
    expect(model!.layers.at(-2)!.parameters).toBeUndefined();
    expect(model!.layers.at(-1)!.parameters).toBe(128 * 5 + 5);
  });
});

describe('reglens definitions', () => {
  test('the JSON of the example', () => {
    expect(definitionsReport('model.py', file('../examples/digits/model.py'))).toEqual({
      file: 'model.py',
      models: [
        {
          name: 'model',
          framework: 'keras',
          style: 'sequential',
          startLine: 6,
          endLine: 13,
          parameters: 17_226,
          layers: [
            { kind: 'Input', line: 8, inputShape: [64], outputShape: [64], parameters: 0 },
            { kind: 'Dense', line: 9, units: 128, inputShape: [64], outputShape: [128], parameters: 8320 },
            { kind: 'Dense', line: 10, units: 64, inputShape: [128], outputShape: [64], parameters: 8256 },
            { kind: 'Dense', line: 11, units: 10, inputShape: [64], outputShape: [10], parameters: 650 },
          ],
        },
      ],
    });
  });

  test('what is unknown is null for the model and absent for a layer', () => {
    const text = `
from tensorflow import keras
from tensorflow.keras import layers, regularizers
wide = layers.Dense(8, kernel_regularizer=regularizers.l1_l2(1e-5, 1e-4))
model = keras.Sequential([
    wide,
    layers.Dropout(rate),
    layers.Dropout(0.5),
    make_block(),
    layers.Conv2D(4, 3, kernel_regularizer="l2"),
])
`;
    const [model] = definitionsReport('a/b.py', text).models;
    expect(model).toEqual({
      name: 'model',
      framework: 'keras',
      style: 'sequential',
      startLine: 5,
      endLine: 11,
      parameters: null,
      layers: [
        { kind: 'Dense', line: 4, units: 8, l1: 1e-5, l2: 1e-4, target: 'wide' },
        { kind: 'Dropout', line: 7, parameters: 0 },
        { kind: 'Dropout', line: 8, rate: 0.5, parameters: 0 },
        { kind: 'Conv2D', line: 10, filters: 4, l2: 0.01 },
      ],
      unreadable: [{ line: 9, what: '“make_block()”' }],
    });
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
  });

  test('the table', () => {
    const report = definitionsReport('model.py', file('../examples/digits/model.py'));
    expect(definitionsText(report)).toBe(`model.py
  model (keras sequential), lines 6–13: 17,226 parameters
    line  layer  settings  output  parameters
       8  Input            64               0
       9  Dense  128       128          8,320
      10  Dense  64        64           8,256
      11  Dense  10        10             650
`);
    expect(definitionsText({ file: 'empty.py', models: [] })).toBe('empty.py\n  no model definition found\n');
  });

  test('the table of a model that is partly unknown', () => {
    const text = definitionsText(definitionsReport('trainer.py', fixture('trainer.py')));
    expect(text).toContain('net (keras sequential), lines 31–35: parameters unknown');
    expect(text).toContain('line 34 not readable: layers added in a loop');
    expect(text).toContain('128, L2 1e-4');
    expect(text).toContain('rate 0.25');
  });

  test.each(['x.json', 'notebook.ipynb', 'model'])('%s is not a kind of file that is read', async (name) => {
    await expect(definitionsCommand.run([name])).rejects.toMatchObject({
      problem: {
        code: 'SOURCE_KIND_UNKNOWN',
        title: `${name} is not a kind of file that is read`,
        explanation: expect.stringContaining('.py'),
      },
    });
  });
});
