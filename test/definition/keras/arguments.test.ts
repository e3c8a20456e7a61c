/** Arguments bound to parameters, as the settings of a layer show it. */
import { describe, expect, test } from 'vitest';
import { modelsOf } from './support.ts';

const denseOf = (call: string, before = '') =>
  modelsOf(`${before}\nnet = Sequential([${call}])`)
    .find(({ name }) => name === 'net')!
    .layers.find(({ kind }) => kind === 'Dense')!;

describe('arguments as they are written', () => {
  test('by position and by keyword, under the names of the parameters', () => {
    const { arguments: written } = denseOf('Dense(N, "relu", name=make(), kernel_regularizer=None)', 'N = 8');
    expect(written!.map(({ name, value, origin }) => [name, value, origin])).toEqual([
      ['units', 8, 'constant'],
      ['activation', 'relu', 'literal'],
      ['name', undefined, 'unknown'],
      ['kernel_regularizer', null, 'literal'],
    ]);
  });

  test('a dictionary that is spread', () => {
    const dense = denseOf('Dense(8, **common)', 'common = dict(activation="relu", use_bias=False)');
    expect(dense.settings).toMatchObject({ activation: { value: 'relu' }, useBias: { value: false } });
    expect(dense.kernelPenaltyUnknown).toBeUndefined();
  });

  test('a list of arguments that is spread, and one that is not known', () => {
    expect(denseOf('Dense(*given)', 'given = [8, "relu"]').settings).toMatchObject({
      units: { value: 8 },
      activation: { value: 'relu' },
    });
    const hidden = denseOf('Dense(*given, "relu", use_bias=False)');
    expect(hidden.settings).toMatchObject({
      units: { value: undefined, origin: 'unknown' },
      activation: { value: undefined, origin: 'unknown' },
      useBias: { value: false, origin: 'literal' },
    });
  });
});

describe('where a value comes from', () => {
  test.each([
    ['Dense(8)', 'literal'],
    ['Dense(2 * 4)', 'literal'],
    ['Dense(N)', 'constant'],
    ['Dense(2 * N)', 'constant'],
    ['Dense(settings["units"])', 'constant'],
    ['Dense(unknown)', 'unknown'],
  ])('%s', (call, origin) => {
    const { units } = denseOf(call, 'N = 8\nsettings = {"units": 8}').settings;
    expect(units!.origin).toBe(origin);
  });

  test('a value that changes between rounds serves shapes and is not reported', () => {
    const [model] = modelsOf(`
width = 4
net = Sequential([Input((3,))])
for _ in range(2):
    net.add(Dense(width))
    width = 8
`);
    expect(model!.layers[1]!.settings.units).toMatchObject({ value: undefined, origin: 'unknown' });
    expect(model!.parameters).toBe(3 * 4 + 4 + (4 * 8 + 8));
  });
});
