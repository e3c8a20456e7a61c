import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/editor.ts';
import { changeDigits, changeModel, makeLong, makeShort } from './harness/experiments.ts';
import { Panel } from './harness/panel.ts';
import { workerProcesses } from './harness/processes.ts';

describe('A target that the data does not have', () => {
  const editor = useEditor({
    prepare: (workspace) =>
      changeDigits(workspace, (document) => {
        makeShort(document);
        document.data!.target = 'label';
      }),
  });
  const panel = () => new Panel(editor.workbench);

  test('is said, with what there is instead', async () => {
    await editor.workbench.openFile('digits/model.py');
    await editor.workbench.lens('Measure regularization').click();
    expect(await panel().heading()).toBe('digits.csv has no column “label”');
    await panel().says('Nothing was trained.');
    await editor.workbench.screenshot('failed-target');
  });

  test('is mended in the experiment file by one click, which also runs it', async () => {
    await (await panel().button('Use “digit” and run')).click();
    await panel().results();
    const text = await readFile(join(editor.workspace, 'digits', 'digits.reglens.json'), 'utf8');
    expect(JSON.parse(text).data.target).toBe('digit');
  });
});

describe('A layer that cannot be trained', () => {
  const editor = useEditor({
    prepare: (workspace) =>
      changeModel(workspace, 'layers.Dense(64', 'layers.UnitNormalization(), layers.Dense(64'),
  });

  test('is named with its line, and its line is one click away', async () => {
    await editor.workbench.openFile('digits/model.py');
    await editor.workbench.lens('Measure regularization').click();
    const panel = new Panel(editor.workbench);
    expect(await panel.heading()).toBe('UnitNormalization cannot be trained here yet');
    await panel.says('Nothing was trained.');
    await panel.says('Trained are:');
    expect(workerProcesses(editor.server)).toEqual([]);
    await editor.workbench.screenshot('failed-layer');
    await (await panel.button('model.py:10:9')).click();
    await editor.workbench.statusBarItem(/Ln 10, Col 9/).waitFor();
  });
});

describe('Batches larger than the training part', () => {
  const editor = useEditor({
    prepare: (workspace) =>
      changeDigits(workspace, (document) => {
        makeShort(document);
        document.training!.batchSize = 400;
      }),
  });

  test('are refused, with the largest size there is', async () => {
    await editor.workbench.openFile('digits/model.py');
    await editor.workbench.lens('Measure regularization').click();
    const panel = new Panel(editor.workbench);
    expect(await panel.heading()).toBe('The batch size 400 is larger than the training part');
    await panel.says(/to 300 or less/);
    await editor.workbench.screenshot('failed-batch');
  });
});

describe('A model that no memory holds', () => {
  const editor = useEditor({
    prepare: (workspace) =>
      changeModel(workspace, 'layers.Dense(128', 'layers.Dense(200_000), layers.Dense(200_000'),
  });

  test('is refused before anything starts', async () => {
    await editor.workbench.openFile('digits/model.py');
    await editor.workbench.lens('Measure regularization').click();
    const panel = new Panel(editor.workbench);
    expect(await panel.heading()).toMatch(/^One run needs about \S+ TB of memory/);
    expect(workerProcesses(editor.server)).toEqual([]);
    await editor.workbench.screenshot('failed-memory');
  });
});

describe('A worker process that is killed again and again', () => {
  const editor = useEditor({ prepare: (workspace) => changeDigits(workspace, makeLong) });
  const panel = () => new Panel(editor.workbench);
  const isReported = async () => (await panel().text()).includes('for the third time');

  test('is reported, and what it had finished is kept', async () => {
    await editor.workbench.openFile('digits/model.py');
    await editor.workbench.lens('Measure regularization').click();
    await panel().says(/[1-9]\d*\s%, /);
    await expect
      .poll(
        async () => {
          for (const pid of workerProcesses(editor.server)) process.kill(pid, 'SIGKILL');
          return isReported();
        },
        { timeout: 60_000, interval: 500 },
      )
      .toBe(true);
    await (await panel().action('resume')).waitFor();
    await panel().says(/kept/);
    await editor.workbench.screenshot('failed-worker');
  });

  test('does not prevent the next start, which goes on from there', async () => {
    await panel().click('resume');
    await (await panel().action('cancel')).waitFor();
    await expect.poll(() => workerProcesses(editor.server).length).toBeGreaterThan(0);
    await panel().click('cancel');
    await expect.poll(() => workerProcesses(editor.server).length).toBe(0);
  });
});
