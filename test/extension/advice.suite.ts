import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/editor.ts';
import { artifacts } from './harness/paths.ts';
import { Problems } from './harness/problems.ts';

/** F.dropout drops in evaluation, too (REG011, an error); dropout=0.3 of one LSTM layer drops nothing (REG012). */
const NET = `import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 32)
        self.fc2 = nn.Linear(32, 10)
        self.lstm = nn.LSTM(10, 20, dropout=0.3)

    def forward(self, x):
        x = F.dropout(F.relu(self.fc1(x)), 0.5)
        x = F.dropout(self.fc2(x), 0.2)
        return self.lstm(x)
`;
const FIRST = '        x = F.dropout(F.relu(self.fc1(x)), 0.5)';
const SECOND = '        x = F.dropout(self.fc2(x), 0.2)';
const followingMode = (line: string) => line.replace(/\)$/, ', training=self.training)');

/** dropout(0.2) of TensorFlow.js takes an object (REG027). */
const CLASSIFIER = `import * as tf from '@tensorflow/tfjs';

export function classifier(): tf.Sequential {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 32, inputShape: [64], activation: 'relu' }));
  model.add(tf.layers.dropout(0.2));
  model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
  return model;
}
`;

const cell = (source: string) => ({
  cell_type: 'code',
  execution_count: null,
  metadata: {},
  outputs: [],
  source,
});
const NOTEBOOK = {
  cells: [
    cell('import keras\nfrom keras import layers'),
    // A rate of 50 is refused by Keras (REG002).
    cell(
      "model = keras.Sequential([\n    keras.Input((64,)),\n    layers.Dense(32, activation='relu'),\n    layers.Dropout(50),\n    layers.Dense(10, activation='softmax'),\n])",
    ),
  ],
  metadata: { language_info: { name: 'python' } },
  nbformat: 4,
  nbformat_minor: 5,
};

async function prepare(workspace: string): Promise<void> {
  await writeFile(join(workspace, 'net.py'), NET);
  await writeFile(join(workspace, 'classifier.ts'), CLASSIFIER);
  await writeFile(join(workspace, 'lab.ipynb'), JSON.stringify(NOTEBOOK));
}

const SETTINGS = {
  // Lines as they are in the file.
  'editor.inlayHints.enabled': 'off',
};

describe('Advice on a Python file', () => {
  const editor = useEditor({ prepare, settings: SETTINGS });
  const problems = () => new Problems(editor.workbench);
  const lines = () => editor.workbench.editorLines();
  const undo = async () => {
    await editor.workbench.page.keyboard.press('Control+1');
    await editor.workbench.page.keyboard.press('Control+Z');
  };

  test('is shown as problems', async () => {
    await editor.workbench.openFile('net.py');
    await expect.poll(() => problems().rows()).toHaveLength(4);
    const rows = await problems().rows();
    expect(rows[0]).toContain('net.py');
    expect(rows.filter((row) => row.includes('REG011'))).toHaveLength(2);
    expect(rows.find((row) => row.includes('REG012'))).toContain('drops nothing');
    await editor.workbench.screenshot('advice-problems');
  });

  test('is explained where it stands, with the page of the rule one click away', async () => {
    const { page } = editor.workbench;
    await problems().close();
    await page.locator('.squiggly-error').first().hover({ force: true });
    const hover = page.locator('.monaco-hover', { hasText: 'REG011' }).first();
    await hover.waitFor();
    await page.screenshot({ path: join(artifacts, 'advice-hover.png') });
    await hover.locator('a.code-link').first().click();
    await page.locator('.tab', { hasText: 'REG011' }).first().waitFor();
    await expect.poll(() => problems().pages()).toContain('REG011: Functional dropout that does not follow');
    await editor.workbench.screenshot('advice-page');
    await page.keyboard.press('Control+W');
  });

  test('has a quick fix that undo takes back in one step', async () => {
    await editor.workbench.openFile('net.py');
    const offered = await problems().actionsAt(13, 20);
    expect(offered).toEqual(
      expect.arrayContaining([
        'Pass training=self.training',
        'Fix all REG011 in this file',
        'Ignore REG011 on this line',
        'Turn REG011 off',
        'Show the page of REG011',
      ]),
    );
    await editor.workbench.screenshot('advice-actions');
    await problems().choose('Pass training=self.training');
    await expect.poll(lines).toContain(followingMode(FIRST));
    await expect.poll(() => problems().count('REG011')).toBe(1);
    await undo();
    await expect.poll(lines).toContain(FIRST);
    await expect.poll(() => problems().count('REG011')).toBe(2);
  });

  test('is fixed all at once, a rule at a time or all safe fixes, as one step', async () => {
    const both = [followingMode(FIRST), followingMode(SECOND)];
    await problems().actionsAt(13, 20);
    await problems().choose('Fix all REG011 in this file');
    await expect.poll(lines).toEqual(expect.arrayContaining(both));
    await undo();
    await expect.poll(lines).toEqual(expect.arrayContaining([FIRST, SECOND]));
    await expect.poll(() => problems().count('REG011')).toBe(2);
    await editor.workbench.openFile('net.py');
    await editor.workbench.command('Regularization: Fix all in this file');
    await expect.poll(lines).toEqual(expect.arrayContaining(both));
    await editor.workbench.notification('2 places changed in net.py').waitFor();
    await undo();
    await expect.poll(lines).toEqual(expect.arrayContaining([FIRST, SECOND]));
  });

  test('is silenced by a comment on its line', async () => {
    await expect.poll(() => problems().count('REG011')).toBe(2);
    await problems().actionsAt(14, 20);
    await problems().choose('Ignore REG011 on this line');
    await expect.poll(lines).toContain(`${SECOND}  # reglens: ignore[REG011]`);
    await expect.poll(() => problems().count('REG011')).toBe(1);
    await undo();
    await expect.poll(() => problems().count('REG011')).toBe(2);
  });

  test('is switched off for a rule, which the workspace’s settings say', async () => {
    await problems().actionsAt(10, 25);
    await problems().choose('Turn REG012 off');
    await expect.poll(() => problems().count('REG012')).toBe(0);
    expect(await problems().count('REG011')).toBe(2);
    const settings = JSON.parse(await readFile(join(editor.workspace, '.vscode', 'settings.json'), 'utf8'));
    expect(settings).toEqual({ 'regularizationLens.advice.severity': { REG012: 'off' } });
  });

  test('follows the project’s file, whose mistakes are told with its path', async () => {
    const file = join(editor.workspace, 'reglens.config.json');
    await writeFile(file, '{ "severity": { "REG011": "off", "REG012": "information" } }');
    await expect.poll(() => problems().count('REG011')).toBe(0);
    expect(await problems().count('REG012')).toBe(1);
    await writeFile(file, '{ "severity": { "REG011": "of" } }');
    await editor.workbench
      .notification(/reglens\.config\.json.*severity of REG011 must be one of/s)
      .waitFor();
    await expect.poll(() => problems().count('REG011')).toBe(2);
    await editor.workbench.screenshot('advice-config');
    await rm(file);
  });

  test('refactors at the cursor, as one step', async () => {
    await editor.workbench.openFile('digits/model.py');
    const dense = '        layers.Dense(128, activation="relu"),';
    await expect.poll(lines).toContain(dense);
    const offered = await problems().actionsAt(9, 20);
    expect(offered).toContain('Add L2 1e-4 to Dense(128)');
    await editor.workbench.screenshot('advice-refactorings');
    await problems().choose('Add L2 1e-4 to Dense(128)');
    const penalized = /Dense\(128, .*kernel_regularizer=.*1e-4/;
    await expect.poll(lines).toContainEqual(expect.stringMatching(penalized));
    await editor.workbench.screenshot('advice-refactored');
    await undo();
    await expect.poll(lines).toContain(dense);
  });

  test('lists the rules, each with its page', async () => {
    await editor.workbench.command('Regularization: Show rule…');
    const offered = await editor.workbench.choose('REG004');
    expect(offered.length).toBeGreaterThan(8);
    expect(offered[0]).toContain('REG001');
    await expect.poll(() => problems().pages()).toContain('REG004: Element-wise dropout');
    await editor.workbench.screenshot('advice-rule');
  });
});

describe('Advice on other files', () => {
  const onSave = { 'editor.codeActionsOnSave': { 'source.fixAll.regularizationLens': 'explicit' } };
  const editor = useEditor({ prepare, settings: { ...SETTINGS, ...onSave } });
  const problems = () => new Problems(editor.workbench);

  test('of TypeScript: the fix keeps its style', async () => {
    await editor.workbench.openFile('classifier.ts');
    await expect.poll(() => problems().count('REG027')).toBe(1);
    await problems().close();
    const offered = await problems().actionsAt(6, 33);
    await editor.workbench.screenshot('advice-typescript');
    expect(offered[0]).toContain('rate');
    await problems().choose(offered[0]!);
    await expect.poll(() => problems().count('REG027')).toBe(0);
    await editor.workbench.command('File: Save');
    const file = join(editor.workspace, 'classifier.ts');
    await expect.poll(() => readFile(file, 'utf8')).toContain('tf.layers.dropout({ rate: 0.2 })');
  });

  test('in a cell of a notebook, at the cell’s own line', async () => {
    await editor.workbench.openFile('lab.ipynb');
    await expect.poll(() => problems().count('REG002')).toBe(1);
    expect((await problems().rows()).find((row) => row.includes('REG002'))).toContain('Ln 4');
    await problems().close();
    const line = editor.workbench.page.locator('.cell-editor-container .view-line', {
      hasText: 'Dropout(50)',
    });
    await line.click();
    await editor.workbench.screenshot('advice-notebook');
    const offered = await problems().actions();
    expect(offered).toContain('Ignore REG002 on this line');
    const fix = offered.find((title) => title.startsWith('Write 50'))!;
    await problems().choose(fix);
    await expect.poll(() => problems().count('REG002')).toBe(0);
    await editor.workbench.page
      .locator('.cell-editor-container .view-line', { hasText: 'Dropout(0.5)' })
      .waitFor();
  });

  test('is followed when a file is saved, as far as it is safe', async () => {
    await editor.workbench.openFile('net.py');
    await expect.poll(() => problems().count('REG011')).toBe(2);
    await editor.workbench.openFile('net.py');
    const mended = NET.replace('0.5)', '0.5, training=self.training)').replace(
      '0.2)',
      '0.2, training=self.training)',
    );
    // The editor gives fixes on save little time, and saves without them on a busy machine: then it is saved again.
    const saved = async () => {
      await editor.workbench.goTo(1, 1);
      await editor.workbench.page.keyboard.press('Enter');
      await editor.workbench.command('File: Save');
      await editor.workbench.page.waitForTimeout(500);
      return (await readFile(join(editor.workspace, 'net.py'), 'utf8')).trimStart();
    };
    await expect.poll(saved, { timeout: 60_000, interval: 500 }).toBe(mended.trimStart());
    await expect.poll(() => problems().count('REG012')).toBe(1);
    await editor.workbench.command('View: Close Editor');
  });

  test('is gone with the file, and while it is switched off', async () => {
    await writeFile(join(editor.workspace, 'other.py'), NET);
    await editor.workbench.openFile('other.py');
    await expect.poll(() => problems().count('other.py')).toBe(1);
    const settings = join(editor.workspace, '.vscode', 'settings.json');
    await mkdir(dirname(settings), { recursive: true });
    await writeFile(settings, '{ "regularizationLens.advice.enabled": false }');
    await expect.poll(() => problems().count('REG011')).toBe(0);
    await rm(settings);
    await expect.poll(() => problems().count('REG011')).toBe(2);
    await editor.workbench.openFile('other.py');
    await editor.workbench.command('View: Close Editor');
    await expect.poll(() => problems().count('REG011')).toBe(0);
  });
});
