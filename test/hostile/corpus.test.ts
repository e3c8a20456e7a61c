/** Hostile files of every kind through the front doors: each is refused with exactly this, and soon. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { readTable } from '../../src/dataset/table.ts';
import { openHistory } from '../../src/history/open.ts';
import { openWeights } from '../../src/weights/open.ts';
import { zipBytes } from '../weights/plain/zipBytes.ts';
import { pickle, stateDict, tensor, text } from '../weights/pytorch/pickleBytes.ts';
import { ARRAY_FILES } from './arrayFiles.ts';
import { uint64 } from './bytes.ts';
import { DATA_FILES } from './dataFiles.ts';
import { LOG_FILES } from './logFiles.ts';
import { good, type Room, refusalOf, written } from './made.ts';
import { MODEL_FILES } from './modelFiles.ts';
import { PICKLE_FILES } from './pickleFiles.ts';

/** Far above what a refusal takes, and far below what the bombs would. */
const DEADLINE = 10_000;

describe.each([
  ['pickles', 'weights', PICKLE_FILES],
  ['arrays', 'weights', ARRAY_FILES],
  ['models', 'weights', MODEL_FILES],
  ['logs', 'logs', LOG_FILES],
  ['data', 'data', DATA_FILES],
] as const)('%s:', (_, room, files) => {
  test.each(files)('%s', { timeout: DEADLINE }, async (_what, opened, content, ...refusal) => {
    expect(await refusalOf(room, written(opened, content()))).toEqual(refusal);
  });
});

describe.skipIf(process.platform === 'win32')('what never ends is not opened:', () => {
  test.each<[Room, string]>([
    ['weights', 'It is a folder or a device; expected a file.'],
    ['logs', 'It is a pipe or a device; expected a file or a folder.'],
    ['data', 'It is a pipe or a device; expected a file, or a folder of images.'],
  ])('a pipe and a device as %s', { timeout: DEADLINE }, async (room, explanation) => {
    const pipe = `${written('file', 'x')}.csv`;
    execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', pipe]);
    for (const path of [pipe, '/dev/zero'])
      expect((await refusalOf(room, path)).slice(2)).toEqual([explanation]);
  });
});

describe('what would run or overwrite something elsewhere is text here:', () => {
  test('the code of a Lambda layer', async () => {
    const lambda = { class_name: 'Lambda', config: { name: 'evil', function: ['4wEAAAAAAAAA', null, null] } };
    const config = { class_name: 'Sequential', config: { name: 's', layers: [lambda] } };
    const members = [
      { name: 'config.json', content: JSON.stringify(config) },
      { name: 'metadata.json', content: '{"keras_version": "3.0.0"}' },
      { name: 'model.weights.h5', content: good('keras/alone.weights.h5') },
    ];
    const file = await openWeights(written('model.keras', zipBytes(members)));
    expect(file.architecture?.config).toEqual(config);
    await file.close();
  });

  test('the constants of a TorchScript archive', async () => {
    const members = [
      { name: 'm/data.pkl', content: stateDict(['w', tensor()]) },
      { name: 'm/data/0', content: Buffer.alloc(24) },
      { name: 'm/constants.pkl', content: 'cos\nsystem\n(Vtouch /tmp/owned\ntR.' },
      { name: 'm/version', content: '3' },
    ];
    const file = await openWeights(written('model.pt', zipBytes(members)));
    expect(file.tensors.map(({ name }) => name)).toEqual(['w']);
    await file.close();
  });

  test('names like __proto__', async () => {
    const header = '{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    const bytes = Buffer.concat([uint64(BigInt(header.length)), Buffer.from(header), Buffer.alloc(4)]);
    const file = await openWeights(written('model.safetensors', bytes));
    expect(file.tensors.map(({ name }) => name)).toEqual(['__proto__']);
    await file.close();
    const log = await openHistory(
      written('log.jsonl', '{"step":1,"__proto__":2}\n{"step":2,"__proto__":1}\n'),
    );
    expect(log.runs[0]!.series.map(({ name }) => name)).toEqual(['__proto__']);
    const table = await readTable(written('x.jsonl', '{"__proto__": 1, "y": 1}\n{"__proto__": 2, "y": 2}\n'));
    expect(table.columns.map(({ name }) => name)).toEqual(['__proto__', 'y']);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

test('a header whose length looks like the signature of gzip is read', async () => {
  const header = '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'.padEnd(0x8b1f);
  const bytes = Buffer.concat([uint64(BigInt(header.length)), Buffer.from(header), Buffer.alloc(4)]);
  const file = await openWeights(written('model.safetensors', bytes));
  expect(file.tensors.map(({ name }) => name)).toEqual(['w']);
  await file.close();
});

test('a storage that is pickled with its bytes is no danger', async () => {
  const inner = Buffer.concat([pickle(2, text('data')), pickle(2, '}')]);
  const content = stateDict(
    ['w', tensor()],
    [
      's',
      `ctorch.storage\n_load_from_bytes\n(C${String.fromCharCode(inner.length)}${inner.toString('latin1')}tR`,
    ],
  );
  const members = [
    { name: 'm/data.pkl', content },
    { name: 'm/data/0', content: Buffer.alloc(24) },
    { name: 'm/version', content: '3' },
  ];
  const file = await openWeights(written('model.pt', zipBytes(members)));
  expect(file.tensors.map(({ name }) => name)).toEqual(['w']);
  await file.close();
});

afterAll(() => expect(existsSync('/tmp/owned')).toBe(false));
