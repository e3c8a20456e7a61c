import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { openHdf5, openKeras } from '../../../src/weights/hdf5/open.ts';
import type { WeightFile } from '../../../src/weights/weightFile.ts';
import { letters, link, NOWHERE, softLink, u16, u64, zipOf } from './craft.ts';
import { crafted, good, HOSTILE, NO_SIGNATURE, nothingRead } from './hostileFiles.ts';

const scratch = mkdtempSync(join(tmpdir(), 'hostile-'));
afterAll(() => rmSync(scratch, { recursive: true }));

let files = 0;
function save(bytes: Uint8Array, extension = 'h5'): string {
  const path = join(scratch, `f${files++}.${extension}`);
  writeFileSync(path, bytes);
  return path;
}

const openEither = (path: string): Promise<WeightFile> =>
  (path.endsWith('.keras') ? openKeras : openHdf5)(path);

/** Opens the file and goes through all of its values. */
async function readAll(path: string): Promise<WeightFile> {
  const file = await openEither(path);
  try {
    for (const tensor of file.tensors) for await (const piece of file.pieces(tensor)) void piece.length;
  } finally {
    await file.close();
  }
  return file;
}

async function refusalOf(path: string): Promise<string> {
  try {
    await readAll(path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `${error.problem.code}: ${error.problem.explanation}`;
  }
  return 'read';
}

describe('a hostile or broken .h5 is refused', () => {
  test.each(HOSTILE)('%s', async (_name, make, message) => {
    expect(await refusalOf(save(make()))).toBe(message);
  });
});

const config = { class_name: 'Sequential', config: { layers: [] } };
const store = crafted((craft) => craft.fileOf(craft.dataset([4])));

describe('a hostile or broken .keras is refused', () => {
  test.each<[string, Record<string, Uint8Array | string>, string]>([
    [
      'no weights',
      { 'config.json': '{}' },
      'WEIGHTS_DAMAGED: It has no member “model.weights.h5”. Every .keras file has one.',
    ],
    [
      'weights as .npz',
      { 'config.json': '{}', 'model.weights.npz': 'PK' },
      'WEIGHTS_UNSUPPORTED: Its weights are in “model.weights.npz”.',
    ],
    [
      'weights in shards',
      { 'config.json': '{}', 'model.weights.json': '{}', 'model_00000.weights.h5': 'x' },
      'WEIGHTS_UNSUPPORTED: Its weights are in “model.weights.json”.',
    ],
    ['weights that are text', { 'config.json': '{}', 'model.weights.h5': 'hello hello' }, NO_SIGNATURE],
    [
      'weights cut in two',
      { 'model.weights.h5': good('keras1.h5').subarray(0, 6212) },
      'WEIGHTS_TRUNCATED: It has 6212 bytes; its header says 12424.',
    ],
  ])('%s', async (_name, members, message) => {
    expect(await refusalOf(save(zipOf(members), 'keras'))).toBe(message);
  });

  test.each([
    ['is no JSON', '{"class_name": '],
    ['nests 5,000 levels', `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`],
  ])('a description that %s is left out, and the weights are read', async (_name, description) => {
    const file = await readAll(
      save(zipOf({ 'config.json': description, 'model.weights.h5': store }), 'keras'),
    );
    expect(file.tensors.map(({ name }) => name)).toEqual(['w']);
    expect(file.architecture).toBeUndefined();
    expect(file.notes).toEqual(['Its description of the layers is not JSON that is read, and is left out.']);
  });

  test('names of a description do not reach the prototypes of objects', async () => {
    const description = `{"__proto__": {"polluted": 1}, "class_name": "constructor", "config": {"layers": [${JSON.stringify(config)}]}}`;
    await readAll(save(zipOf({ 'config.json': description, 'model.weights.h5': store }), 'keras'));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('links', () => {
  test('in circles are read once', async () => {
    const path = save(
      crafted((craft) => {
        const weight = craft.dataset([4]);
        const root = craft.next;
        return craft.file(craft.object(link('w', weight), link('again', root), link('more', root)));
      }),
    );
    const file = await readAll(path);
    expect(file.tensors.map(({ name }) => name)).toEqual(['w']);
    expect(file.notes).toEqual(['2 further names of groups already listed (“again”) left alone.']);
  });

  test('that double at each level are read once', async () => {
    const path = save(
      crafted((craft) => {
        let group = craft.object(link('w', craft.dataset([4])));
        for (let level = 0; level < 50; level++) group = craft.object(link('a', group), link('b', group));
        return craft.file(group);
      }),
    );
    expect((await readAll(path)).tensors).toHaveLength(1);
  });

  test('into other files are named and not followed', async () => {
    const other = save(store);
    const path = save(
      crafted((craft) => {
        const target = [0, ...letters(other), 0, ...letters('/w'), 0];
        const outside = { type: 6, data: [1, 8, 64, 3, ...letters('out'), ...u16(target.length), ...target] };
        return craft.file(craft.object(outside, softLink('in', '/w'), link('w', craft.dataset([4]))));
      }),
    );
    const file = await readAll(path);
    expect(file.tensors.map(({ name }) => name)).toEqual(['w']);
    expect(file.notes).toEqual([
      '“out” points into another file, which is not opened.',
      '1 name that points to another name (“in”) left alone.',
    ]);
  });

  test('two names of a dataset are one storage', async () => {
    const path = save(
      crafted((craft) => {
        const weight = craft.dataset([4]);
        return craft.file(craft.object(link('a', weight), link('b', weight)));
      }),
    );
    expect((await readAll(path)).tensors.map(({ sharedWith }) => sharedWith)).toEqual([undefined, 'a']);
  });
});

test.each(['keras2.h5', 'plain.h5', 'latest.h5', 'keras3.keras'])(
  '%s cut anywhere is refused',
  async (name) => {
    const whole = good(name);
    for (let part = 0; part < 40; part++) {
      const length = Math.floor((whole.length * part) / 40);
      const refusal = await refusalOf(save(whole.subarray(0, length), name.split('.').pop()));
      expect(refusal).toMatch(/^WEIGHTS_(FILE|DAMAGED|TRUNCATED): /);
    }
  },
);

test('bytes changed at random end in values or in a refusal', async () => {
  let seed = 6;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const outcomes = new Set<string>();
  for (let round = 0; round < 400; round++) {
    const bytes = Buffer.from(good(['keras1.h5', 'plain.h5', 'latest.h5'][round % 3]!));
    for (let change = 0; change < 6; change++) {
      let at = random(bytes.length);
      while (bytes[at] === 0) at = random(bytes.length);
      bytes[at] = [0, 255, random(256)][change % 3]!;
    }
    outcomes.add((await refusalOf(save(bytes))).split(':')[0]!);
  }
  expect([...outcomes].sort()).toEqual(
    expect.arrayContaining(['WEIGHTS_DAMAGED', 'WEIGHTS_TRUNCATED', 'read']),
  );
});

test('an address of all bits set is none', async () => {
  const path = save(
    crafted((craft) => craft.fileOf(craft.dataset([4], { type: 8, data: [3, 1, ...NOWHERE, ...u64(16)] }))),
  );
  expect(await refusalOf(path)).toBe(nothingRead('was never written'));
});
