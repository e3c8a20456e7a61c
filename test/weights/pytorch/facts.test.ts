import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openPytorch, openShardedPytorch } from '../../../src/weights/pytorch/open.ts';
import type { WeightFile } from '../../../src/weights/weightFile.ts';
import { readAll, refusalOf, written } from '../plain/reading.ts';
import { archive, call, global, int, join, pickle, stateDict, tensor, text, uint64 } from './pickleBytes.ts';

/** Made by PyTorch 1.13 (Debian): see make.py beside the files. */
const folder = fileURLToPath(new URL('../../fixtures/files/pytorch/', import.meta.url));

async function facts(name: string) {
  const file = await openPytorch(folder + name);
  await file.close();
  return file;
}

const tensorOf = ({ tensors }: WeightFile, name: string) => tensors.find((each) => each.name === name);

test.each([
  ['state-dict.pt', 'PyTorch state dict (zip)'],
  ['protocol-4.pt', 'PyTorch state dict (zip)'],
  ['types-legacy.pt', 'PyTorch state dict (before 1.6)'],
  ['checkpoint.pt', 'PyTorch checkpoint (zip)'],
  ['lightning.ckpt', 'PyTorch checkpoint (zip)'],
  ['nested.pt', 'PyTorch checkpoint (zip)'],
  ['optimizer.pt', 'PyTorch optimizer state (zip)'],
  ['whole-model.pt', 'PyTorch model (zip)'],
  ['whole-model-legacy.pt', 'PyTorch model (before 1.6)'],
  ['list.pt', 'PyTorch tensors (zip)'],
  ['torchscript.pt', 'TorchScript'],
  ['numpy-2.pkl', 'Python pickle'],
])('%s is a %s', async (name, title) => {
  expect((await facts(name)).title).toBe(title);
});

describe('a checkpoint with its optimizer', () => {
  test('settings by group, the step out of a tensor, the training’s progress', async () => {
    const { optimizer } = await facts('checkpoint.pt');
    // lr 0.01 halved once, after step 2 of 3.
    const settings = { lr: 0.01 / 2, initial_lr: 0.01, betas: '0.9, 0.999', eps: 1e-8, amsgrad: false };
    expect(optimizer).toMatchObject({
      name: null,
      groups: [
        { parameters: 1, settings: { ...settings, weight_decay: 0.05 } },
        { parameters: 2, settings: { ...settings, weight_decay: 0 } },
      ],
      step: 3,
      training: { epoch: 7, global_step: 123 },
    });
  });

  test('what each tensor is there for', async () => {
    const file = await facts('checkpoint.pt');
    expect(
      [
        'body.0.weight',
        'body.1.running_mean',
        'body.1.num_batches_tracked',
        'mask',
        'optimizer_state_dict.state.0.exp_avg',
        'optimizer_state_dict.state.0.step',
        'best_accuracy',
      ].map((name) => tensorOf(file, name)?.role),
    ).toEqual(['weight', 'buffer', 'buffer', 'buffer', 'optimizer', 'optimizer', 'other']);
  });

  test('notes say what was left out of the names and what is only guessed', async () => {
    expect((await facts('checkpoint.pt')).notes).toEqual([
      'The model is under “model_state_dict”: names of its tensors are without it.',
      '1 tensor is the same as an earlier one, or part of it.',
      'The file does not name its optimizer; the state is that of Adam or AdamW.',
    ]);
  });

  test('hyperparameters are kept as text', async () => {
    expect((await facts('lightning.ckpt')).metadata).toEqual({
      epoch: '2',
      global_step: '40',
      'pytorch-lightning_version': '1.9.0',
      'hyper_parameters.lr': '0.01',
      'hyper_parameters.hidden': '4',
      'format version': '3',
    });
    expect((await facts('checkpoint.pt')).metadata).toMatchObject({
      'args.lr': '0.01',
      'args.name': 'run 1',
    });
  });

  test.each([
    ['\x88', 'AdamW'],
    ['\x89', 'Adam'],
  ])('a later PyTorch’s group names it: %j is %s', async (flag, name) => {
    const group = join(
      '}',
      '(',
      text('decoupled_weight_decay'),
      flag,
      text('lr'),
      int(1),
      text('params'),
      ']u',
    );
    const content = stateDict(
      ['model', join('}', text('w'), tensor(), 's')],
      ['optimizer', join('}', '(', text('state'), '}', text('param_groups'), join(']', group, 'a'), 'u')],
    );
    const file = await openPytorch(archive('model.pt', content));
    await file.close();
    expect(file.optimizer).toMatchObject({
      name,
      groups: [{ parameters: 0, settings: { lr: 1, decoupled_weight_decay: name === 'AdamW' } }],
    });
  });
});

test('states of an optimizer under keys that are no names are left alone', async () => {
  const missing = tensor({ key: 'nowhere' });
  const states = join('}', 'N', join('}', text('step'), missing, 's'), 's');
  const content = stateDict(
    ['model', join('}', text('w'), tensor(), 's')],
    ['optimizer', join('}', '(', text('state'), states, text('param_groups'), ']u')],
  );
  const file = await openPytorch(archive('model.pt', content));
  await file.close();
  expect(file.optimizer).toEqual({ name: null, groups: [], step: null, training: {} });
});

describe('a whole model', () => {
  test.each(['whole-model.pt', 'whole-model-legacy.pt'])(
    '%s: classes of layers and their buffers',
    async (name) => {
      const file = await facts(name);
      expect(file.tensors.map(({ name: tensor, layerClass, role }) => [tensor, layerClass, role])).toEqual([
        ['mask', 'Net', 'buffer'],
        ['embedding.weight', 'Embedding', 'weight'],
        ['body.0.weight', 'Linear', 'weight'],
        ['body.0.bias', 'Linear', 'weight'],
        ['body.1.weight', 'BatchNorm1d', 'weight'],
        ['body.1.bias', 'BatchNorm1d', 'weight'],
        ['body.1.running_mean', 'BatchNorm1d', 'buffer'],
        ['body.1.running_var', 'BatchNorm1d', 'buffer'],
        ['body.1.num_batches_tracked', 'BatchNorm1d', 'buffer'],
        ['head.weight', 'Linear', 'weight'],
      ]);
    },
  );

  test('tied weights are named', async () => {
    for (const name of ['whole-model.pt', 'state-dict.pt', 'whole-model-legacy.pt'])
      expect(tensorOf(await facts(name), 'head.weight')?.sharedWith).toBe('embedding.weight');
  });
});

test('views of one storage belong to the matrix that holds them all', async () => {
  const shared = (await facts('views.pt')).tensors.filter(({ sharedWith }) => sharedWith !== undefined);
  expect(shared.map(({ name, sharedWith }) => [name, sharedWith])).toEqual([
    ['tied', 'base'],
    ['transposed', 'base'],
    ['slice', 'base'],
    ['every_other', 'base'],
    ['expanded', 'base'],
  ]);
});

test('integers that stand for real numbers have their scale', async () => {
  const file = await facts('quantized.pt');
  expect(file.tensors.map(({ quantization }) => quantization)).toEqual([
    { scale: 0.01, zeroPoint: 3 },
    { scale: 0.02, zeroPoint: 128 },
    { scale: expect.closeTo(0.03, 8), zeroPoint: 0, channels: 3 },
  ]);
  expect(file.notes).toEqual([]);
});

test('what is not read is named', async () => {
  expect((await facts('sparse.pt')).notes).toEqual(['Not read: “sparse” is sparse or nested.']);
  expect((await facts('torchscript.pt')).notes).toEqual(['Its code was not run.']);
});

test('two tensors whose paths read the same are told apart', async () => {
  const content = stateDict(['a', join('}', text('b'), tensor(), 's')], ['a.b', tensor()]);
  const file = await openPytorch(archive('model.pt', content));
  await file.close();
  expect(file.tensors.map(({ name }) => name)).toEqual(['a.b', 'a.b#2']);
});

test('a model under a name that is a layer’s keeps it', async () => {
  const inner = (name: string) => join('}', text(name), tensor(), 's');
  const two = stateDict(['model', inner('w')], ['net', inner('v')]);
  const file = await openPytorch(archive('model.pt', two));
  await file.close();
  expect(file.tensors.map(({ name }) => name)).toEqual(['model.w', 'net.v']);
});

test('a dictionary with a model’s name among a model’s own weights is a layer', async () => {
  const model = join(
    '}',
    text('model'),
    join('}', text('w'), tensor(), 's'),
    's',
    text('scale'),
    tensor(),
    's',
  );
  const file = await openPytorch(archive('model.pt', stateDict(['state_dict', model])));
  await file.close();
  expect(file.tensors.map(({ name }) => name)).toEqual(['model.w', 'scale']);
});

test('the layout before PyTorch 1.6 from a machine with the highest byte first', async () => {
  const storage = Buffer.alloc(24);
  for (let index = 0; index < 6; index++) storage.writeFloatBE(index / 4, 4 * index);
  const content = join(
    pickle(2, '\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19'),
    pickle(2, int(1001)),
    pickle(2, '}', text('little_endian'), '\x89', 's'),
    stateDict(['w', tensor()]),
    pickle(2, ']', text('0'), 'a'),
    uint64(6n),
    storage,
  );
  const file = await openPytorch(written('big.pt', content));
  const values: number[] = [];
  for await (const piece of file.pieces(file.tensors[0]!)) values.push(...piece);
  await file.close();
  expect(values).toEqual([0, 0.25, 0.5, 0.75, 1, 1.25]);
});

test('a tensor’s subclass and a parameter with state are the tensor in them', async () => {
  const { 0: maker, 1: args } = [global('torch._utils', '_rebuild_tensor_v2'), tensor().subarray(0, -2)];
  const inTuple = join('(', args.subarray(maker.length + 1), 't');
  const content = stateDict(
    ['sub', call(global('torch._tensor', '_rebuild_from_type_v2'), maker, global('my', 'T'), inTuple, '}')],
    ['parameter', call(global('torch._utils', '_rebuild_parameter'), tensor(), '\x88', '}')],
  );
  const file = await openPytorch(archive('model.pt', content));
  await readAll(file);
  await file.close();
  expect(file.tensors.map(({ name, shape }) => [name, shape])).toEqual([
    ['sub', [2, 3]],
    ['parameter', [2, 3]],
  ]);
});

describe('an index of shards', () => {
  const index = (map: unknown, name = 'pytorch_model.bin.index.json') =>
    written(name, JSON.stringify({ weight_map: map }));

  test('is one model', async () => {
    const file = await openShardedPytorch(`${folder}pytorch_model.bin.index.json`);
    await file.close();
    expect([file.title, file.bytes]).toEqual(['PyTorch state dict, 2 shards', 1002 + 1194]);
  });

  test.each<[string, unknown, [string, string, string]]>([
    [
      'without its part',
      { w: 'missing.bin' },
      [
        'WEIGHTS_PART_MISSING',
        'missing.bin is missing beside pytorch_model.bin.index.json',
        'It names missing.bin as one of the files that hold the weights.',
      ],
    ],
    [
      'of a file elsewhere',
      { w: '../../etc/passwd' },
      [
        'WEIGHTS_DAMAGED',
        'pytorch_model.bin.index.json is damaged',
        'It names “../../etc/passwd” as one of its parts. Expected a file in its own folder.',
      ],
    ],
    [
      'without a map',
      [],
      [
        'WEIGHTS_DAMAGED',
        'pytorch_model.bin.index.json is damaged',
        'It has no “weight_map” with the file of each tensor. Expected one.',
      ],
    ],
    [
      'of a tensor that is not there',
      { v: 'part.bin' },
      [
        'WEIGHTS_DAMAGED',
        'pytorch_model.bin.index.json is damaged',
        '“v” is not in part.bin. Expected it there.',
      ],
    ],
  ])('%s is refused', async (_, map, expected) => {
    archive('part.bin', stateDict(['w', tensor()]));
    expect(await refusalOf(openShardedPytorch(index(map)))).toEqual(expected);
  });
});

test('state of objects is not taken for a model’s', async () => {
  const module = join(global('my', 'Trainer'), ')\x81', '}', text('weights'), tensor(), 's', 'b');
  const file = await openPytorch(archive('model.pt', stateDict(['w', tensor()], ['trainer', module])));
  await file.close();
  expect(file.tensors.map(({ name }) => name)).toEqual(['w']);
});
