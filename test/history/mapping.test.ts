import { describe, expect, test } from 'vitest';
import type { ColumnMapping } from '../../src/history/history.ts';
import { openHistory } from '../../src/history/open.ts';
import { isLikelyLog } from '../../src/history/sniff.ts';
import { curve, logFolder } from './folder.ts';

const folder = logFolder();
let files = 0;
const write = (text: string, extension = 'csv') => folder.write(`${files++}.${extension}`, text);

/** The guess as `step column, unit, run column`. */
async function guess(text: string): Promise<string> {
  const { columns } = await openHistory(await write(text));
  const { step, unit, run } = columns!.mapping;
  return `${step === null ? 'rows' : `“${step}”`} ${unit}${run ? ` of ${run}` : ''}`;
}

describe('which column counts', () => {
  test.each([
    ['epoch,loss\n0,1\n1,2\n', '“epoch” epoch'],
    ['Epoch,loss\n0,1\n1,2\n', '“Epoch” epoch'],
    ['loss,global_step\n1,0\n2,100\n', '“global_step” step'],
    ['iter,loss\n0,1\n1,2\n', '“iter” step'],
    ['trainer/global_step,loss\n0,1\n1,2\n', '“trainer/global_step” step'],
    [',loss\n0,1\n1,2\n', '“” epoch'],
    ['Unnamed: 0,loss\n0,1\n1,2\n', '“Unnamed: 0” epoch'],
    ['loss,val_loss\n1,2\n2,3\n', 'rows epoch'],
    ['epoch,step,loss,val_loss\n0,10,1,1\n1,20,2,2\n', '“epoch” epoch'],
    ['epoch,step,loss,val_loss\n0,10,1,\n0,20,2,2\n1,30,1,\n1,40,1,2\n', '“step” step'],
    ['epoch,batch,loss\n0,0,1\n0,1,2\n1,0,1\n1,1,1\n', '“epoch” epoch'],
    ['epoch,step,loss,val_loss\n0.5,10,1,2\n1,20,1,2\n1.5,30,1,2\n', '“step” step'],
    ['epoch,step,loss,val_loss\n0.5,10,1,\n0.99,20,1,2\n1.99,40,,2\n', '“epoch” epoch'],
    ['epoch,loss\n?,1\n?,2\n', 'rows epoch'],
    ['run,epoch,loss\na,0,1\nb,0,2\n', '“epoch” epoch of run'],
    ['run,epoch,loss\na,0,1\na,1,2\n', '“epoch” epoch'],
    ['seed,loss\n1,1\n2,2\n', 'rows epoch of seed'],
    ['seed,epoch,loss\n0.5,0,1\n0.7,0,2\n', '“epoch” epoch'],
  ])('%j → %s', async (text, expected) => {
    expect(await guess(text)).toBe(expected);
  });
});

describe('tables that are no logs', () => {
  const rows = (of: (at: number) => string) => Array.from({ length: 30 }, (_, at) => of(at)).join('');

  test.each([
    ['an error of measurements', `id,error,temperature\n${rows((at) => `${at},${at % 7},20\n`)}`],
    ['an index and a cost', `index,age,cost,val\n${rows((at) => `${at},30,${at ** 2},0.5\n`)}`],
    ['profit and loss', `year,profit,loss\n${rows((at) => `${2000 + at},1,${2 ** at}\n`)}`],
  ])('%s', async (_, text) => {
    const { runs, notes } = await openHistory(await write(text));
    expect(runs[0]!.roles).toEqual({});
    expect(notes).toContainEqual(expect.stringMatching(/^This does not look like a training log: /));
  });

  test.each([
    ['a count', 'epoch,error\n0,1\n1,2\n', { trainingLoss: 'error' }],
    ['a pair', 'id,loss,val_loss\n0,1,2\n1,2,3\n', { trainingLoss: 'loss', validationLoss: 'val_loss' }],
    ['nothing but a loss', 'loss\n1\n2\n', { trainingLoss: 'loss' }],
  ])('a log by %s', async (_, text, roles) => {
    expect((await openHistory(await write(text))).runs[0]!.roles).toEqual(roles);
  });

  test('chosen columns count whatever the rest is', async () => {
    const mapping: ColumnMapping = { step: 'id', unit: 'epoch', run: null, roles: { trainingLoss: 'error' } };
    const { runs } = await openHistory(await write('id,error,kg\n0,1,2\n1,2,3\n'), mapping);
    expect(runs[0]!.roles).toEqual({ trainingLoss: 'error' });
  });
});

describe('numbers as people write them', () => {
  test.each([
    ['decimal commas between semicolons', 'epoch;loss\n0;0,95\n1;0,5\n', [0.95, 0.5]],
    ['percent', 'epoch,val_acc\n0,86.8%\n1,90 %\n', [86.8, 90]],
    ['percent with commas', 'epoch;val_acc\n0;86,8%\n1;90,25 %\n', [86.8, 90.25]],
  ])('%s', async (_, text, values) => {
    const { runs } = await openHistory(await write(text));
    expect([...runs[0]!.series[0]!.values]).toEqual(values);
  });
});

describe('corrected', () => {
  const TEXT = 'a,b,c,tag\n1,5,9,x\n2,6,8,y\n3,7,7,x\n';
  const mapping = (changes: Partial<ColumnMapping>): ColumnMapping => ({
    step: null,
    unit: 'epoch',
    run: null,
    roles: {},
    ...changes,
  });

  test('the step and the roles', async () => {
    const roles = { trainingLoss: 'b', validationLoss: 'c' };
    const history = await openHistory(await write(TEXT), mapping({ step: 'a', unit: 'step', roles }));
    expect(history.runs[0]).toMatchObject({ unit: 'step', roles });
    expect(curve(history.runs[0], 'c')).toEqual({ steps: [1, 2, 3], values: [9, 8, 7] });
    expect(history.columns!.mapping).toEqual(mapping({ step: 'a', unit: 'step', roles }));
  });

  test('the run; the rows of each are counted', async () => {
    const { runs } = await openHistory(await write(TEXT), mapping({ run: 'tag' }));
    expect(runs.map(({ name }) => name)).toEqual(['x', 'y']);
    expect(curve(runs[0], 'b')).toEqual({ steps: [1, 2], values: [5, 7] });
    expect(curve(runs[1], 'b')).toEqual({ steps: [1], values: [6] });
  });

  test('by columns that are gone: guessed again, and said', async () => {
    const { columns, notes } = await openHistory(
      await write('epoch,loss,val_loss\n0,1,2\n'),
      mapping({ step: 'time' }),
    );
    expect(columns!.mapping.step).toBe('epoch');
    expect(notes).toEqual([
      'The log has no column “time”, which was chosen before; its columns were guessed.',
    ]);
  });

  test('roles of a log without columns', async () => {
    const file = await write('{"loss": [3, 2], "q": [4, 5]}', 'json');
    const { runs } = await openHistory(
      file,
      mapping({ roles: { trainingLoss: 'loss', validationLoss: 'q' } }),
    );
    expect(runs[0]!.roles).toEqual({ trainingLoss: 'loss', validationLoss: 'q' });
  });
});

describe('what could not be guessed is told', () => {
  test.each<[string, string[]]>([
    ['epoch,loss,val_loss\n0,1,2\n', []],
    ['loss,val_loss\n1,2\n', ['No column counts epochs or steps; the rows were counted, from 1.']],
    ['epoch,loss\n0,1\n', ['No column is named as a validation loss; choose one if there is one.']],
    ['epoch,val_loss\n0,1\n', ['No column is named as a training loss; choose one if there is one.']],
    ['epoch,loss,val_loss,time,note\n0,1,2,12:30,x\n', ['Columns of text left out: “time”, “note”.']],
  ])('%j', async (text, notes) => {
    expect((await openHistory(await write(text))).notes).toEqual(notes);
  });
});

describe('JSON of other shapes', () => {
  test.each<[string, string, string, [string, string, number[], number[]][]]>([
    [
      'rows',
      '[{"epoch":1,"loss":0.5},{"epoch":2,"loss":-Infinity}]',
      'jsonl',
      [['loss', 'epoch', [1, 2], [0.5, -Infinity]]],
    ],
    ['one row', '{"epoch":3,"loss":0.5}', 'jsonl', [['loss', 'epoch', [3], [0.5]]]],
    [
      'rows within an object',
      '{"best":{"a":1},"log":[{"epoch":1,"loss":2}]}',
      'jsonl',
      [['loss', 'epoch', [1], [2]]],
    ],
    [
      'several histories',
      '{"a":{"loss":[2,1]},"b":{"loss":[4,3]}}',
      'keras-json',
      [
        ['loss', 'epoch', [1, 2], [2, 1]],
        ['loss', 'epoch', [1, 2], [4, 3]],
      ],
    ],
    [
      'xgboost.cv',
      '{"train-rmse-mean":[2,1],"test-rmse-mean":[4,3]}',
      'xgboost',
      [['test-rmse-mean', 'step', [0, 1], [4, 3]]],
    ],
    [
      'lightgbm.cv',
      '{"valid rmse-mean":[4,3],"valid rmse-stdv":[0,0]}',
      'lightgbm',
      [['valid rmse-mean', 'step', [1, 2], [4, 3]]],
    ],
  ])('%s', async (_, text, format, curves) => {
    const history = await openHistory(await write(text, 'json'));
    expect(history.format).toBe(format);
    expect(history.runs).toHaveLength(curves.length);
    for (const [i, [name, unit, steps, values]] of curves.entries()) {
      expect(history.runs[i]!.unit).toBe(unit);
      expect(curve(history.runs[i], name)).toEqual({ steps, values });
    }
  });
});

test('batches of an epoch are spread over it, the last at its end', async () => {
  const text = 'epoch,batch,loss\n1,0,8\n1,1,7\n2,0,6\n2,1,5\n';
  const { runs } = await openHistory(await write(text));
  expect(curve(runs[0], 'loss')).toEqual({ steps: [0.5, 1, 1.5, 2], values: [8, 7, 6, 5] });
});

test('the tables of a folder are a run each; files of other kinds are left out', async () => {
  await folder.write('runs/b.csv', 'epoch,loss\n0,2\n1,1\n');
  await folder.write('runs/a.csv', 'epoch,loss\n0,4\n1,3\n');
  await folder.write('runs/config.json', '{"lr": 0.1}');
  await folder.write('runs/broken.csv', 'epoch,loss\n0,"2\n"x\n');
  await folder.write('runs/data.csv', 'height,width\n1,2\n');
  const history = await openHistory(folder.path('runs'));
  expect(history.runs.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(curve(history.runs[0], 'loss').values).toEqual([4, 3]);
  expect(history.notes).toContain('Left out: broken.csv is broken in line 2.');
});

describe('is it a log?', () => {
  test.each<[string, string, boolean]>([
    ['events.out.tfevents.1.host', '', true],
    ['events.out.tfevents.1.host.profile-empty', '', false],
    ['trainer_state.json', '', true],
    ['log.csv', 'epoch,loss\n0,1\n', true],
    ['log.csv', '"epoch","val_loss"\n0,1\n', true],
    ['log.csv', 'train_loss,val_loss\n1,1\n', true],
    ['log.csv', 'step;Loss/train\n', true],
    ['data.csv', 'height,width,label\n1,2,3\n', false],
    ['data.csv', 'loss\n1\n', false],
    ['history.json', '{"loss": [1', true],
    ['log.json', '{"epoch": 1, "train_loss": 0.5}', true],
    ['package.json', '{"name": "x", "version": "1"}', false],
    ['empty.csv', '', false],
  ])('%s %j: %s', (name, text, expected) => {
    expect(isLikelyLog(name, Buffer.from(text))).toBe(expected);
  });
});
