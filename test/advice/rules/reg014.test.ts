import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../src/advice/edits.ts';
import { advise } from '../../../src/advice/runner.ts';
import { DEFAULT_SETTINGS } from '../../../src/advice/settings.ts';
import { readSource } from '../../../src/definition/source.ts';
import { findingsOf, fixed, messageOf, placesOf } from './findings.ts';

const CODE = 'REG014';
const KERAS = 'import keras\nfrom keras.callbacks import EarlyStopping\n';

describe('Keras', () => {
  test('a training quantity, and not the best weights', () => {
    const py = `${KERAS}stop = EarlyStopping(monitor="loss", patience=5)\n`;
    expect(messageOf(CODE, { py })).toBe(
      '“loss” is measured on the training data and goes on improving while the model overfits. Monitor “val_loss”. ' +
        'With restore_best_weights=False, the default, the model keeps the weights of the last epoch, 5 epochs after ' +
        'the best one. Set restore_best_weights=True.',
    );
    expect(placesOf(CODE, { py })).toEqual(['3 warning']);
  });

  test('validation is monitored, the last weights are kept', () => {
    const py = `${KERAS}stop = EarlyStopping(patience=1, restore_best_weights=False)\n`;
    expect(messageOf(CODE, { py })).toBe(
      'With restore_best_weights=False, the model keeps the weights of the last epoch, 1 epoch after the best one. Set ' +
        'restore_best_weights=True.',
    );
  });

  test('a fit without validation data has nothing to monitor', () => {
    const py = `${KERAS}model = keras.Sequential([keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(x, y, epochs=50, callbacks=[EarlyStopping(monitor="val_loss", restore_best_weights=True)])
`;
    expect(messageOf(CODE, { py })).toBe(
      'There is no “val_loss”: the fit in line 5 has no validation data, so training never stops early.',
    );
  });

  test.each([
    ['all is set', 'stop = EarlyStopping(monitor="val_loss", patience=5, restore_best_weights=True)\n'],
    ['the default monitor', 'stop = EarlyStopping(patience=5, restore_best_weights=True)\n'],
    ['another validation measure', 'stop = EarlyStopping("val_accuracy", restore_best_weights=True)\n'],
    [
      'a checkpoint keeps the best weights',
      'save = keras.callbacks.ModelCheckpoint("best.keras", save_best_only=True)\nstop = EarlyStopping(patience=5)\n',
    ],
    [
      'settings that cannot be seen',
      'def stop(args):\n    return EarlyStopping(monitor=args.monitor, restore_best_weights=args.restore)\n',
    ],
    ['a class of the file', 'class EarlyStopping:\n    pass\n\nstop = EarlyStopping(monitor="loss")\n'],
  ])('silent: %s', (_, code) => {
    expect(placesOf(CODE, { py: KERAS + code })).toEqual([]);
  });

  test.each([
    [
      'Set restore_best_weights=True',
      'stop = EarlyStopping(patience=5)\n',
      'stop = EarlyStopping(patience=5, restore_best_weights=True)\n',
    ],
    [
      'Set restore_best_weights=True',
      'stop = EarlyStopping(\n    patience=5,\n    restore_best_weights=False,\n)\n',
      'stop = EarlyStopping(\n    patience=5,\n    restore_best_weights=True,\n)\n',
    ],
    [
      "Monitor 'val_accuracy'",
      "stop = EarlyStopping(monitor='accuracy', restore_best_weights=True)\n",
      "stop = EarlyStopping(monitor='val_accuracy', restore_best_weights=True)\n",
    ],
    [
      'Monitor "val_loss" and set restore_best_weights=True',
      'stop = EarlyStopping(monitor="loss", patience=5)\n',
      'stop = EarlyStopping(monitor="val_loss", patience=5, restore_best_weights=True)\n',
    ],
  ])('fix: %s', (title, before, after) => {
    expect(fixed(CODE, { py: KERAS + before }, title)).toBe(KERAS + after);
    expect(placesOf(CODE, { py: KERAS + after })).toEqual([]);
  });
});

describe('Keras: the best weights are restored only where they are the best', () => {
  const safety = (code: string) =>
    findingsOf(CODE, { py: KERAS + code })[0]!.fixes.map(({ title, safe }) => `${title}: ${safe}`);

  test.each([
    ['validation', 'EarlyStopping(monitor="val_loss")', ['Set restore_best_weights=True: true']],
    [
      'the mode of an accuracy',
      'EarlyStopping(monitor="val_acc", mode="max")',
      ['Set restore_best_weights=True: true'],
    ],
    [
      'a training quantity: both changes in one',
      'EarlyStopping(monitor="acc")',
      ['Monitor "val_acc" and set restore_best_weights=True: false'],
    ],
    ['a training quantity that cannot be changed', 'EarlyStopping(monitor=NAME)', []],
    ['min of an accuracy', 'EarlyStopping(monitor="val_acc", mode="min")', []],
    ['min of an accuracy, in its place', 'EarlyStopping("val_acc", 0, 5, 0, "min")', []],
    [
      'min of a loss',
      'EarlyStopping(monitor="val_dice_loss", mode="min")',
      ['Set restore_best_weights=True: true'],
    ],
    ['max of a loss', 'EarlyStopping(monitor="val_loss", mode="max")', []],
    ['a mode that cannot be seen', 'EarlyStopping(mode=mode)', ['Set restore_best_weights=True: false']],
  ])('%s', (_, call, fixes) => {
    expect(safety(`NAME = "loss"\nstop = ${call}\n`)).toEqual(fixes);
  });
});

describe('PyTorch Lightning', () => {
  const PL = 'from pytorch_lightning.callbacks import EarlyStopping\n';

  test('a training quantity', () => {
    expect(messageOf(CODE, { py: `${PL}stop = EarlyStopping(monitor="train_loss", mode="min")\n` })).toBe(
      '“train_loss” is measured on the training data and goes on improving while the model overfits. Monitor what ' +
        'validation_step logs, such as “val_loss”.',
    );
  });

  test.each(['val_loss', 'valid/acc', 'loss'])('silent: %s may be of validation', (name) => {
    expect(placesOf(CODE, { py: `${PL}stop = EarlyStopping(monitor="${name}")\n` })).toEqual([]);
  });
});

describe('TensorFlow.js', () => {
  const TF = "import * as tf from '@tensorflow/tfjs';\n";

  test('a training quantity', () => {
    const js = `${TF}const stop = tf.callbacks.earlyStopping({monitor: 'acc', patience: 3});\n`;
    expect(messageOf(CODE, { js })).toBe(
      '“acc” is measured on the training data and goes on improving while the model overfits. Monitor “val_acc”.',
    );
    expect(fixed(CODE, { js })).toBe(
      `${TF}const stop = tf.callbacks.earlyStopping({monitor: 'val_acc', patience: 3});\n`,
    );
  });

  test('restoring throws', () => {
    const js = `${TF}const stop = tf.callbacks.earlyStopping({monitor: 'val_loss', restoreBestWeights: true});\n`;
    expect(messageOf(CODE, { js })).toBe(
      'TensorFlow.js has not implemented restoreBestWeights and throws an error. Leave it out and save the model in ' +
        'onEpochEnd when the validation loss is lowest.',
    );
    expect(fixed(CODE, { js })).toBe(
      `${TF}const stop = tf.callbacks.earlyStopping({monitor: 'val_loss'});\n`,
    );
  });

  test('silent: validation is monitored', () => {
    const js = `${TF}const stop = tf.callbacks.earlyStopping({monitor: 'val_loss', patience: 3});\n`;
    expect(placesOf(CODE, { js })).toEqual([]);
  });
});

test('a notebook: the finding and its fixes are in the cell', () => {
  const cells = [
    'import keras\nfrom keras.callbacks import EarlyStopping',
    '# training\nstop = EarlyStopping(patience=5)',
  ];
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: cells.map((source) => ({
      cell_type: 'code',
      execution_count: null,
      metadata: {},
      outputs: [],
      source,
    })),
  };
  const reading = readSource('train.ipynb', JSON.stringify(notebook));
  const [finding] = advise(reading, (cell) => cells[cell!]!, DEFAULT_SETTINGS).filter(
    ({ code }) => code === CODE,
  );
  expect(finding?.range).toMatchObject({ cell: 1, startLine: 2 });
  expect(applyEdits(cells[1]!, finding!.fixes[0]!.edits)).toBe(
    '# training\nstop = EarlyStopping(patience=5, restore_best_weights=True)',
  );
});
