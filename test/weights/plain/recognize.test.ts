import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openWeights, WEIGHT_EXTENSIONS } from '../../../src/weights/open.ts';
import { recognizeFile } from '../../../src/weights/recognize/file.ts';
import { fixture, refusalOf, written } from './reading.ts';
import { zipBytes } from './zipBytes.ts';

const EXPECTED =
  ' Expected .safetensors, .keras, .h5, .pt, .pth, .bin, .ckpt, .onnx, .npz, .npy, a TensorFlow.js model.json, a TensorFlow .index or a folder with one of these.';

describe('a file that is no weight file is told apart:', () => {
  const cases: [string, Uint8Array | string, string][] = [
    [
      'model.pt',
      'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n',
      'It is a Git LFS pointer of a few lines; the weights themselves were not fetched.',
    ],
    [
      'model.h5',
      '/annex/objects/SHA256E-s1--0.h5',
      'It is a git-annex pointer; the weights themselves were not fetched.',
    ],
    ['model.bin', '<!DOCTYPE html><html>', 'It is an HTML page: the download may have been a web page.'],
    [
      'model.safetensors',
      '\ufeff\n<html lang="en">',
      'It is an HTML page: the download may have been a web page.',
    ],
    ['model.onnx', '<?xml version="1.0"?><Error>', 'It is XML: the download may have been an error message.'],
    ['model.gguf', 'GGUF\x03\0\0\0', 'It is a GGUF file of quantized blocks.'],
    ['model.tflite', '\x1c\0\0\0TFL3', 'It is a TensorFlow Lite model.'],
    ['weights.npz', Buffer.from('1f8b0800', 'hex'), 'It is compressed by gzip.'],
    ['weights.7z', Buffer.from('377abcaf271c', 'hex'), 'It is a compressed archive.'],
    ['weights.parquet', 'PAR1', 'It is a Parquet table: data, not weights.'],
    ['weights.png', Buffer.from('89504e470d0a1a0a', 'hex'), 'It is a picture.'],
    [
      'model.safetensors',
      '# This is a fake model\nof text',
      'It is text that begins with “# This is a fake model”.',
    ],
    ['notes.onnx', 'Do not forget to train.', 'It is text that begins with “Do not forget to train.”.'],
    [
      'weights.dat',
      Buffer.from('0102030405060708090a', 'hex'),
      'It begins with the bytes 01 02 03 04 05 06 07 08.',
    ],
    [
      'config.json',
      '{"hidden_size": 768, "model_type": "bert"}',
      'It is JSON without weights (“hidden_size”, “model_type”).',
    ],
    [
      'group1-shard1of2.bin',
      Buffer.alloc(64, 7),
      'It looks like a part of a TensorFlow.js model, whose model.json is not beside it.',
    ],
    ['empty.zip', zipBytes([]), 'It is a zip archive without members.'],
    [
      'model.zip',
      zipBytes([
        { name: 'policy.pth', content: 'x' },
        { name: 'data', content: 'x' },
      ]),
      'It is a zip archive of 2 members (“policy.pth”, “data”), none of which says that it holds weights.',
    ],
  ];
  test.each(cases)('%s, %j', async (name, content, found) => {
    const path = written(`strangers/${name}`, content);
    expect(await refusalOf(openWeights(path))).toEqual([
      'WEIGHTS_UNKNOWN',
      `${name} is not a weight file that is read here`,
      found + EXPECTED,
    ]);
  });

  test('a part of a TensorFlow.js model leads to its model.json', async () => {
    expect((await refusalOf(openWeights(fixture('tfjs/group1-shard1of2.bin'))))[2]).toBe(
      `It is a part of the TensorFlow.js model beside it: open its model.json.${EXPECTED}`,
    );
  });

  test('an empty file and none at all', async () => {
    expect(await refusalOf(openWeights(written('empty.pt', '')))).toEqual([
      'WEIGHTS_FILE',
      'empty.pt cannot be read',
      'The file has no content.',
    ]);
    expect((await refusalOf(openWeights(fixture('nowhere.pt'))))[0]).toBe('WEIGHTS_FILE');
  });
});

describe('the content decides, not the name:', () => {
  const cases: [string, string, Uint8Array | string][] = [
    ['keras', 'a.bin', zipBytes([{ name: 'model.weights.h5', content: 'x' }])],
    ['keras', 'b.zip', zipBytes(['config.json', 'metadata.json'].map((name) => ({ name, content: '{}' })))],
    ['pytorch', 'c.keras', zipBytes([{ name: 'archive/data.pkl', content: 'x' }])],
    ['pytorch', 'd.zip', zipBytes([{ name: 'model/version', content: '3' }])],
    ['npz', 'e.pt', zipBytes([{ name: 'w.npy', content: 'x' }])],
    ['hdf5', 'f.pt', Buffer.from('\x89HDF\r\n\x1a\n and more', 'latin1')],
    ['npy', 'g.bin', Buffer.from('\x93NUMPY\x01\0', 'latin1')],
    ['pytorch', 'h.dat', Buffer.from([0x80, 2, 0x7d, 0x71, 0, 0x2e])],
    ['pytorch', 'i.pt', '(dp0\nS"w"\n'],
    ['onnx', 'j.dat', Buffer.from([8, 7, 0x12, 7, 112, 121, 116, 111, 114, 99, 104])],
    ['onnx', 'k.onnx', Buffer.from([0x3a, 0x90, 1])],
    ['pytorch-index', 'l.json', '{"weight_map": {"w": "pytorch_model-1.bin"}}'],
    ['safetensors-index', 'm.json', ' {"metadata": {}, "weight_map": {"w": "model-1.safetensors"}}'],
    ['tfjs', 'n.json', '{"weightsManifest": []}'],
    ['safetensors', 'o.bin', Buffer.from('\x02\0\0\0\0\0\0\0{}\0', 'latin1')],
  ];
  test.each(cases)('%s in %s', async (kind, name, content) => {
    const path = written(`kinds/${name}`, content);
    expect(await recognizeFile(path)).toEqual({ kind, path });
  });

  test('the graph of a SavedModel stands for its folder', async () => {
    expect(await recognizeFile(fixture('saved_model/saved_model.pb'))).toEqual({
      kind: 'saved-model',
      path: dirname(fixture('saved_model/saved_model.pb')),
    });
  });
});

describe('a folder', () => {
  test('with what a trainer saves beside the weights opens the weights', async () => {
    const weights = written('trained/model.safetensors', Buffer.from('\x02\0\0\0\0\0\0\0{}', 'latin1'));
    for (const name of [
      'optimizer.pt',
      'scheduler.pt',
      'rng_state_0.pth',
      'training_args.bin',
      'config.json',
    ])
      written(`trained/${name}`, 'x');
    expect((await openWeights(dirname(weights))).path).toBe(weights);
  });

  test('with several weight files names them', async () => {
    const first = written('several/b.pt', 'x');
    for (const name of ['a.npz', 'c.onnx', 'd.h5', 'e.npy', 'f.ckpt']) written(`several/${name}`, 'x');
    expect(await refusalOf(openWeights(dirname(first)))).toEqual([
      'WEIGHTS_FOLDER',
      'several is not one model',
      'There are 6 weight files in this folder: a.npz, b.pt, c.onnx, d.h5, e.npy, …. Expected one.',
    ]);
  });

  test('without any says what was expected', async () => {
    const folder = join(dirname(written('none/readme.txt', 'x')), 'inner');
    mkdirSync(folder);
    expect(await refusalOf(openWeights(folder))).toEqual([
      'WEIGHTS_FOLDER',
      'inner is not one model',
      'There is no weight file in this folder. Expected a SavedModel, a TensorFlow.js model.json, an index of sharded weights, or one file of weights.',
    ]);
  });
});

test('the extensions for menus have no dot', () => {
  expect(WEIGHT_EXTENSIONS.filter((extension) => !/^[a-z0-9]+$/.test(extension))).toEqual([]);
  expect(WEIGHT_EXTENSIONS).toContain('safetensors');
});
