import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
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
        '20 → … → 64 ×? → 1',
        'parameters unknown (line 34: layers added in a loop), no regularization visible',
      ],
      // `self.classes` is a constant of the class.
      ['head', '8×8 → 64 → 3', '4,355 parameters, nothing regularizes it'],
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
    expect(model!.unreadable).toBeUndefined();
    expect(model!.submodules).toMatchObject([{ name: 'data_augmentation', count: 1, parameters: 0 }]);
    expect(architectureOf(model!)).toBe('180×180×3 → conv 16 → 128 → 5');
    const [convolution, dense, last] = [3 * 3 * 3 * 16 + 16, 90 * 90 * 16 * 128 + 128, 128 * 5 + 5];
    expect(model!.parameters).toBe(convolution + dense + last);
  });
});
