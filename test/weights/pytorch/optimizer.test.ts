import { expect, test } from 'vitest';
import { openPytorch } from '../../../src/weights/pytorch/open.ts';
import { archive, int, join, stateDict, tensor, text } from './pickleBytes.ts';

const [TRUE, FALSE] = ['\x88', '\x89'];

type Settings = Record<string, number | boolean>;

const dictOf = (settings: Settings) =>
  join(
    '}',
    '(',
    ...Object.entries(settings).flatMap(([name, value]) => [
      text(name),
      typeof value === 'number' ? int(value) : value ? TRUE : FALSE,
    ]),
    text('params'),
    ']u',
  );

const optimizer = (settings: Settings) =>
  join('}', '(', text('state'), '}', text('param_groups'), join(']', dictOf(settings), 'a'), 'u');

async function factsOf(optimizers: Record<string, Settings>) {
  const content = stateDict(
    ['model', join('}', text('w'), tensor(), 's')],
    ...Object.entries(optimizers).map(([name, settings]) => [name, optimizer(settings)] as [string, Buffer]),
  );
  const file = await openPytorch(archive('model.pt', content));
  await file.close();
  return file;
}

const adam = { lr: 1, betas: 1, eps: 1, weight_decay: 1, amsgrad: false };

/** Settings as each class of torch.optim 1.13 and 2.6 writes them. */
test.each<[string | null, Settings]>([
  [null, adam],
  ['Adam', { ...adam, decoupled_weight_decay: false }],
  ['AdamW', { ...adam, decoupled_weight_decay: true }],
  ['NAdam', { lr: 1, betas: 1, eps: 1, weight_decay: 1, momentum_decay: 1, decoupled_weight_decay: true }],
  ['NAdam', { lr: 1, betas: 1, eps: 1, weight_decay: 1, momentum_decay: 1 }],
  ['RAdam', { lr: 1, betas: 1, eps: 1, weight_decay: 1, decoupled_weight_decay: false }],
  ['SGD', { lr: 1, momentum: 0, dampening: 0, weight_decay: 1, nesterov: false }],
  ['RMSprop', { lr: 1, momentum: 0, alpha: 1, eps: 1, centered: false, weight_decay: 1 }],
  [null, { lr: 1, rho: 1, eps: 1, weight_decay: 1 }],
])('%s by the settings %o', async (name, settings) => {
  const { optimizer: facts, notes } = await factsOf({ optimizer: settings });
  expect(facts).toMatchObject({ name, groups: [{ settings }] });
  expect(notes.filter((note) => /optimizer/.test(note))).toEqual([]);
});

test('of two optimizers the groups of both are told', async () => {
  const { optimizer: facts, notes } = await factsOf({
    optG: { ...adam, weight_decay: 0 },
    optD: { ...adam, weight_decay: 2 },
  });
  expect(facts!.groups.map(({ settings }) => settings.weight_decay)).toEqual([0, 2]);
  expect(notes).toContain(
    'It has 2 optimizers (“optG”, “optD”): their parameter groups are shown one after another, the step is the first one’s.',
  );
});

test('two that differ have no common name', async () => {
  const sgd = { lr: 1, momentum: 0, dampening: 0, nesterov: false };
  const { optimizer: facts } = await factsOf({ a: sgd, b: { ...adam, decoupled_weight_decay: true } });
  expect(facts!.name).toBeNull();
});
