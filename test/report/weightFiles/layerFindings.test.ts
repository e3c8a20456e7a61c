import { expect, test } from 'vitest';
import { weightsReport } from '../../../src/report/weightFiles/build.ts';
import type { OptimizerFacts } from '../../../src/weights/weightFile.ts';
import { memoryFile } from './memoryFile.ts';

const adam: OptimizerFacts = {
  name: 'Adam',
  groups: [{ parameters: null, settings: { weight_decay: 0 } }],
  step: null,
  training: {},
};

const findings = async (config: unknown) => {
  const kernel = { name: 'dense/kernel', shape: [1, 2], values: [0.1, 0.2] };
  const file = memoryFile([kernel], { optimizer: adam, architecture: { kind: 'keras', config } });
  return (await weightsReport(file)).findings;
};

const model = (...layers: [className: string, config: object][]) => ({
  class_name: 'Sequential',
  config: { name: 'sequential', layers: layers.map(([class_name, config]) => ({ class_name, config })) },
});

test('penalties and dropout in the description of the layers are told', async () => {
  const found = await findings(
    model(
      [
        'Dense',
        { name: 'd', kernel_regularizer: { class_name: 'L1', config: { l1: 0.009999999776482582 } } },
      ],
      ['Dropout', { name: 'drop', rate: 0.5 }],
      [
        'LSTM',
        {
          name: 'lstm',
          dropout: 0,
          recurrent_dropout: 0.2,
          bias_regularizer: null,
          recurrent_regularizer: { class_name: 'L1L2', config: { l1: 0, l2: 1e-4 } },
        },
      ],
      ['Dense', { name: 'plain', kernel_regularizer: null }],
    ),
  );
  expect(found.map(({ id }) => id)).toEqual(['layers-regularized', 'not-regularized']);
  expect(found[0]!.title).toBe('3 layers were built with a penalty or dropout');
  expect(found[0]!.text).toContain(
    '“d” kernel L1 1e-2; “drop” dropout 0.5; “lstm” recurrent dropout 0.2, recurrent L2 1e-4. From',
  );
  expect(found[1]!.text).not.toContain('no trace');
});

test('layers without any are told with the optimizer', async () => {
  const [found] = await findings(model(['Dense', { name: 'd', kernel_regularizer: null }]));
  expect(found!.text).toContain('Its layers have neither penalty nor dropout;');
});

test('a description that is nested without end is given up', async () => {
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level++) deep = [deep];
  expect((await findings(deep)).map(({ id }) => id)).toEqual(['not-regularized']);
});
