import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CommandLine } from './commandLine.ts';

let cli: CommandLine;
beforeAll(async () => {
  cli = await CommandLine.start();
});
afterAll(() => cli.dispose());

const epochs = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
const training = (epoch: number) => 0.02 + Math.exp(-epoch / 5);
/** Best at epoch 12, and 0.009 an epoch from there on. */
const validation = (epoch: number) => 0.412 + 0.4 * Math.exp(-epoch) + 0.009 * Math.max(0, epoch - 12);
const rows = (from: number, to: number) =>
  epochs(from, to)
    .map((epoch) => `${epoch},${training(epoch)},${validation(epoch)}\n`)
    .join('');
const log = (last: number) => `epoch,loss,val_loss\n${rows(1, last)}`;

const json = (...args: string[]) => {
  const { stdout, status, stderr } = cli.run(['fit', ...args, '--json']);
  return { logs: JSON.parse(stdout), status, stderr };
};

beforeEach(() =>
  cli.write({
    'log.csv': log(18),
    'broken.csv': new Uint8Array([0, 1, 2, 3]),
    'own.csv': `batch,a,b\n${rows(1, 18)}`,
    'keras.csv': `epoch,loss,val_loss\n${rows(0, 18)}`,
  }),
);

describe('json', () => {
  test('file, runs, verdict; without the drawn curves', () => {
    const { logs, status } = json('log.csv');
    expect(status).toBe(0);
    expect(logs).toMatchObject([
      {
        file: 'log.csv',
        runs: [
          {
            name: 'log',
            epochs: 18,
            verdict: {
              kind: 'overfitting',
              sinceEpoch: 12,
              bestEpoch: 12,
              text: 'Validation loss has risen for 6 epochs, from 0.412 to 0.466; best was epoch 12, while training loss falls.',
            },
          },
        ],
      },
    ]);
    expect(logs[0].runs[0]).not.toHaveProperty('curves');
  });

  test('a broken log has its problem, and the others are read', () => {
    const { logs, status, stderr } = json('broken.csv', 'log.csv', 'missing.csv');
    expect(status).toBe(1);
    expect(logs).toMatchObject([
      { file: 'broken.csv', runs: [], error: { code: expect.stringMatching(/^LOG_/) } },
      { file: 'log.csv', runs: [{ name: 'log' }] },
      { file: 'missing.csv', runs: [], error: { code: expect.stringMatching(/^LOG_/) } },
    ]);
    expect(stderr).toMatch(/^reglens: .*broken\.csv/);
  });

  test('columns that are mapped', () => {
    const { logs } = json('own.csv', '--map', 'step=batch,training-loss=a,validation-loss=b');
    expect(logs[0].runs[0]).toMatchObject({
      unit: 'step',
      roles: { trainingLoss: 'a', validationLoss: 'b' },
      verdict: { kind: 'overfitting', text: expect.stringContaining('has risen for 6 steps') },
    });
    expect(json('own.csv', '--map', 'epoch=batch,validation-loss=b').logs[0].runs[0].unit).toBe('epoch');
  });
});

test('a column that the log does not have is an error with those that it has', () => {
  const { logs, status, stderr } = json('own.csv', '--map', 'validation-loss=typo');
  expect(status).toBe(1);
  expect(logs[0]).toMatchObject({ runs: [], error: { code: 'LOG_COLUMN' } });
  expect(stderr).toMatch(/own\.csv has no column “typo”[\s\S]*the log has “batch”, “a”, “b”\./);
});

test('Keras counts its epochs from 0; what counts from 1 is of somebody else', () => {
  expect(json('keras.csv', 'log.csv').logs).toMatchObject([{ format: 'keras-csv' }, { format: 'table' }]);
});

test('text for people: verdict, table, suggestions, what the losses contain', () => {
  const { stdout, status } = cli.run(['fit', 'log.csv', 'log.csv']);
  expect(status).toBe(0);
  const lines = stdout.split('\n');
  expect(lines[0]).toMatch(/^log\.csv: /);
  expect(lines).toContain('  log (18 epochs): overfitting');
  expect(stdout).toMatch(/\n {4}Best validation +0\.412 {2}At epoch 12;/);
  expect(stdout).toMatch(/\n {4}1\. Stop early and keep the weights of epoch 12: /);
  expect(stdout.match(/: overfitting$/gm)).toHaveLength(2);
});

describe('a wrong command line', () => {
  test.each([
    [['fit'], 'fit takes one log or more.'],
    [['fit', 'log.csv', '--map', 'loss=a'], '--map takes KEY=COLUMN with the keys epoch, step, run,'],
    [['fit', 'log.csv', '--map', 'step'], 'found “step”'],
    [['fit', 'a.csv', 'b.csv', '--watch'], '--watch follows one log.'],
  ])('%j', (args, message) => {
    const { status, stderr } = cli.run(args);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(message) });
  });
});

test('--watch prints the verdict, and again when it changes', async () => {
  cli.write({ 'growing.csv': log(8) });
  const child = spawn(process.execPath, [`${cli.folder}-cli.mjs`, 'fit', 'growing.csv', '--watch'], {
    cwd: cli.folder,
  });
  const ended = once(child, 'exit');
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const first = printed === '';
    printed += text;
    if (first) appendFileSync(cli.path('growing.csv'), rows(9, 18));
    else child.kill();
  });
  await ended;
  const lines = printed.trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^growing, epoch 8: /);
  expect(lines[1]).toBe(
    'growing, epoch 18: Validation loss has risen for 6 epochs, from 0.412 to 0.466; best was epoch 12, while training loss falls.',
  );
}, 20_000);
