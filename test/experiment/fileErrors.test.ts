import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseExperiment } from '../../src/experiment/file.ts';
import { problemFrom } from '../dataset/temporary.ts';

const FILE = resolve('/work/study/first.reglens.json');

/** The minimal document with something in it replaced or added at the end. */
function minimal(rest: string, data = ''): string {
  return `{ "model": { "file": "m.py" },\n"data": { "file": "d.csv", "target": "y"${data} }${rest} }`;
}

const problem = (text: string) => problemFrom(Promise.resolve().then(() => parseExperiment(text, FILE)));

describe('syntax errors', () => {
  test.each([
    ['', 'first.reglens.json is empty', 'Expected an object with “model” and “data”.', 1, 1],
    ['{\n  "model" "x" }', undefined, 'Line 2, column 11 has no colon after a property name.', 2, 11],
    [
      '{ "a": 1\n  "b": 2 }',
      undefined,
      'Line 2, column 3 has no comma or closing bracket where one is expected.',
      2,
      3,
    ],
    ['{ "a": }', undefined, 'Line 1, column 8 has no value where one is expected.', 1, 8],
    [
      '{ "a": NaN }',
      undefined,
      'Line 1, column 8 has NaN, which is no number in JSON; expected a finite one.',
      1,
      8,
    ],
    [
      '{ "a": -Infinity }',
      undefined,
      'Line 1, column 8 has -Infinity, which is no number in JSON; expected a finite one.',
      1,
      8,
    ],
    [
      '{ "a": adam }',
      undefined,
      'Line 1, column 8 has a word that is neither true, false nor null; texts stand in double quotes.',
      1,
      8,
    ],
    ['{ "a": "b }', undefined, 'Line 1, column 8 has a text whose closing double quote is missing.', 1, 8],
    ['{ "a": 1', undefined, 'Line 1, column 9 has no closing brace } where one is expected.', 1, 9],
    [
      '{ "a": [1 }',
      undefined,
      'Line 1, column 11 has no comma or closing bracket where one is expected.',
      1,
      11,
    ],
    ['{} {}', undefined, 'Line 1, column 4 has more text after the end of the document.', 1, 4],
  ])('%j', async (text, title = 'first.reglens.json is not valid JSON', explanation, line, column) => {
    expect(await problem(text)).toEqual({
      code: 'EXPERIMENT_SYNTAX',
      title,
      explanation,
      remedy: 'Correct the file and start again.',
      location: { file: FILE, line, column },
    });
  });
});

describe('invalid documents', () => {
  test.each([
    ['a list', '[]', 'The document (line 1, column 1) is an empty list; expected an object {…}.'],
    [
      'no data',
      '{ "model": { "file": "m.py" } }',
      'The document (line 1, column 1) has no “data”, which is required.',
    ],
    [
      'no target',
      '{ "model": { "file": "m" },\n "data": { "file": "d" } }',
      'data (line 2, column 10) has no “target”, which is required.',
    ],
    [
      'a text for a share',
      minimal('', ', "split": { "validation": "0,2" }'),
      'data.split.validation (line 2, column 68) is the text “0,2”; expected a number.',
    ],
    [
      'a share of 0',
      minimal('', ',\n"split": { "validation": 0 }'),
      'data.split.validation (line 3, column 26) is 0; expected a number above 0.',
    ],
    [
      'a negative λ',
      minimal(',\n"variants": [{}, { "l2": -1 }]'),
      'variants[1].l2 (line 3, column 26) is \u22121; expected a number of at least 0.',
    ],
    [
      'an infinite λ',
      minimal(',\n"variants": [{ "l2": 1e999 }]'),
      'variants[0].l2 (line 3, column 22) is a number that is too large; expected a number.',
    ],
    [
      'dropout 1',
      minimal(',\n"variants": [{ "dropout": 1 }]'),
      'variants[0].dropout (line 3, column 27) is 1; expected a number below 1.',
    ],
    [
      'no variants',
      minimal(',\n"variants": []'),
      'variants (line 3, column 13) is an empty list; expected at least one entry.',
    ],
    [
      'half a seed',
      minimal(',\n"seeds": [1, 1.5]'),
      'seeds[1] (line 3, column 14) is 1.5; expected a whole number.',
    ],
    [
      'half a batch: below the minimum, too',
      minimal(',\n"training": { "batchSize": 0.5 }'),
      'training.batchSize (line 3, column 28) is 0.5; expected a whole number.',
    ],
    [
      'half a seed for all: below the minimum, too',
      minimal(',\n"seeds": 0.5'),
      'seeds (line 3, column 10) is 0.5; expected a whole number or a list […].',
    ],
    [
      'a number for the optimizer: neither a text nor one of those',
      minimal(',\n"training": { "optimizer": 3 }'),
      'training.optimizer (line 3, column 28) is 3; expected “adam” or “adamw” or “sgd” or “rmsprop” or “adagrad”.',
    ],
    [
      'a seed twice',
      minimal(',\n"seeds": [4, 5, 4]'),
      'seeds (line 3, column 10) is a list of 3; expected no value twice (entries 1 and 3 are equal).',
    ],
    [
      'an unknown study',
      minimal(',\n"studies": ["path", "learning-curve"]'),
      'studies[1] (line 3, column 21) is the text “learning-curve”; expected “learningCurve” or “replicas” or “widths” or “path” or “beside”; did you mean “learningCurve”?',
    ],
    [
      'a study twice',
      minimal(',\n"studies": ["path", "path"]'),
      'studies (line 3, column 12) is a list of 2; expected no value twice (entries 1 and 2 are equal).',
    ],
    [
      'no seed',
      minimal(',\n"seeds": 0'),
      'seeds (line 3, column 10) is 0; expected a whole number of at least 1.',
    ],
    [
      'a text for seeds',
      minimal(',\n"seeds": "3"'),
      'seeds (line 3, column 10) is the text “3”; expected a whole number or a list […].',
    ],
    [
      'an unknown optimizer',
      minimal(',\n"training": { "optimizer": "Adam" }'),
      'training.optimizer (line 3, column 28) is the text “Adam”; expected “adam” or “adamw” or “sgd” or “rmsprop” or “adagrad”; did you mean “adam”?',
    ],
    [
      'too many epochs',
      minimal(',\n"training": { "epochs": 1000000 }'),
      'training.epochs (line 3, column 25) is 1000000; expected a whole number of at most 100000.',
    ],
    [
      'an empty name',
      '{ "model": { "file": "" },\n "data": { "file": "d", "target": "y" } }',
      'model.file (line 1, column 22) is an empty text; expected a text that is not empty.',
    ],
    [
      'a mistyped property',
      minimal(',\n"trainig": {}'),
      'trainig (line 3, column 1) is not a known property; did you mean “training”?',
    ],
    [
      'an unknown property',
      minimal(',\n"training": { "patience": 5 }'),
      'training.patience (line 3, column 15) is not a known property; expected one of optimizer, convention, learningRate, momentum, nesterov, rho, beta1, beta2, epsilon, schedule, warmupEpochs, stepEpochs, stepFactor, finalFactor, batchSize, epochs, loss, huberDelta, dropoutForm, successiveHalving, earlyStopping.',
    ],
    ['a property twice', minimal('', ',\n"target": "z"'), 'data.target (line 2, column 38) is given twice.'],
    [
      'a fractional number of rows',
      minimal('', ',\n"split": { "test": 1.5 }'),
      'data.split.test (line 3, column 20) is 1.5; expected a share below 1 or a whole number of rows.',
    ],
    [
      'shares that leave nothing',
      minimal('', ',\n"split": { "test": 0.8 }'),
      'data.split (line 3, column 10) has shares that sum to 1; expected below 1, so that rows are left for the rest.',
    ],
    [
      'shares above 1',
      minimal('', ',\n"split": { "training": 0.8, "test": 0.2 }'),
      'data.split (line 3, column 10) has shares that sum to 1.2; expected at most 1.',
    ],
    [
      'momentum with adam',
      minimal(',\n"training": { "momentum": 0.9 }'),
      'training.momentum (line 3, column 27) is 0.9 while the optimizer is adam, as none is named; only “sgd” and “rmsprop” have it: remove it, or change the optimizer.',
    ],
    [
      'β1 of sgd',
      minimal(',\n"training": { "beta1": 0.9, "optimizer": "sgd" }'),
      'training.beta1 (line 3, column 24) is 0.9 while the optimizer is sgd; only “adam” and “adamw” have it: remove it, or change the optimizer.',
    ],
    [
      'ρ of adam',
      minimal(',\n"training": { "rho": 0.9 }'),
      'training.rho (line 3, column 22) is 0.9 while the optimizer is adam, as none is named; only “rmsprop” has it: remove it, or change the optimizer.',
    ],
    [
      'Nesterov without momentum',
      minimal(',\n"training": { "nesterov": true, "optimizer": "sgd" }'),
      'training.nesterov (line 3, column 27) is true without a momentum; expected a “momentum” above 0.',
    ],
    [
      'steps without their schedule',
      minimal(',\n"training": { "stepFactor": 0.5 }'),
      'training.stepFactor (line 3, column 29) is 0.5 without "schedule": "step", and has no effect then.',
    ],
    [
      'δ without Huber',
      minimal(',\n"training": { "huberDelta": 2 }'),
      'training.huberDelta (line 3, column 29) is 2 without "loss": "huber", and has no effect then.',
    ],
    [
      'warm-up for ever',
      minimal(',\n"training": { "warmupEpochs": 100 }'),
      'training.warmupEpochs (line 3, column 31) is 100 and leaves nothing of the 100 epochs; expected fewer.',
    ],
    [
      'an unknown loss',
      minimal(',\n"training": { "loss": "hubert" }'),
      'training.loss (line 3, column 23) is the text “hubert”; expected “crossEntropy” or “mse” or “mae” or “huber”; did you mean “huber”?',
    ],
    [
      'a negative rate of channels',
      minimal(',\n"variants": [{ "spatialDropout": -0.1 }]'),
      'variants[0].spatialDropout (line 3, column 34) is \u22120.1; expected a number of at least 0.',
    ],
    [
      'an infinite λ of a layer',
      minimal(',\n"variants": [{ "layers": { "dense": { "l1": 1e999 } } }]'),
      'variants[0].layers.dense.l1 (line 3, column 45) is a number that is too large; expected a number.',
    ],
    [
      'a layer’s mistyped strength',
      minimal(',\n"variants": [{ "layers": { "dense": { "droput": 0.1 } } }]'),
      'variants[0].layers.dense.droput (line 3, column 39) is not a known property; did you mean “dropout”?',
    ],
    [
      'max norm 0',
      minimal(',\n"variants": [{ "maxNorm": 0 }]'),
      'variants[0].maxNorm (line 3, column 27) is 0; expected a number above 0.',
    ],
    [
      'an unknown mode',
      minimal(',\n"variants": [{ "l1": 0.1, "l1Mode": "prox" }]'),
      'variants[0].l1Mode (line 3, column 37) is the text “prox”; expected “framework” or “proximal”.',
    ],
    [
      'a mode of nothing',
      minimal(',\n"variants": [{ "l2": 0.1, "l1Mode": "proximal" }]'),
      'variants[0].l1Mode (line 3, column 37) is proximal without an L1 strength, and has no effect then.',
    ],
    [
      'early stopping without patience',
      minimal(',\n"training": { "earlyStopping": {} }'),
      'training.earlyStopping (line 3, column 32) has no “patience”, which is required.',
    ],
    [
      'an augmentation that is not one',
      minimal(',\n"variants": [{ "augmentation": { "flop": true } }]'),
      'variants[0].augmentation.flop (line 3, column 34) is not a known property; did you mean “flip”?',
    ],
    [
      'the same settings twice',
      minimal(',\n"variants": [{ "l2": 1e-3 },\n{ "l2": 0.001, "name": "x" }]'),
      'variants[1] (line 4, column 1) has the settings of variants[0] again; expected each combination once.',
    ],
    [
      'the same name twice',
      minimal(',\n"variants": [{ "l2": 1e-3 },\n{ "l2": 0.1, "name": "L2 1e-3" }]'),
      'variants[1] (line 4, column 1) is named “L2 1e-3” like variants[0]; expected a name of its own.',
    ],
  ])('%s', async (_, text, explanation) => {
    const found = await problem(text);
    expect(found).toMatchObject({
      code: 'EXPERIMENT_INVALID',
      title: 'first.reglens.json has 1 mistake',
      explanation,
    });
    const [, line, column] = /\(line (\d+), column (\d+)\)/.exec(explanation)!;
    expect(found.location).toEqual({ file: FILE, line: Number(line), column: Number(column) });
  });

  test('all mistakes are told, in the order of the text', async () => {
    const text =
      '{\n  "model": { "fil": "m.py" },\n  "data": { "file": 3, "target": "y" },\n  "seeds": -1\n}';
    const found = await problem(text);
    expect(found.title).toBe('first.reglens.json has 4 mistakes');
    expect(found.explanation.split(/(?<=[.?]) (?=[a-z]+[. ])/)).toEqual([
      'model (line 2, column 12) has no “file”, which is required.',
      'model.fil (line 2, column 14) is not a known property; did you mean “file”?',
      'data.file (line 3, column 21) is 3; expected a text in double quotes.',
      'seeds (line 4, column 12) is \u22121; expected a whole number of at least 1.',
    ]);
    expect(found.location).toEqual({ file: FILE, line: 2, column: 12 });
  });

  test('three shares may sum to 1 in spite of rounding', () => {
    const split = ', "split": { "training": 0.7, "validation": 0.1, "test": 0.2 }';
    expect(parseExperiment(minimal('', split), FILE).data.split.training).toBe(0.7);
  });
});
