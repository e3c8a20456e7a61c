import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/editor.ts';
import { Panel } from './harness/panel.ts';

/** A model of the diabetes data, which no experiment is about. */
const MODEL = `from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential([keras.Input(shape=(10,)), layers.Dense(16, activation="relu"), layers.Dense(1)])
`;

describe('A model that no experiment is about', () => {
  const editor = useEditor({
    prepare: async (workspace) => {
      await writeFile(join(workspace, 'diabetes', 'net.py'), MODEL);
      await rm(join(workspace, 'diabetes', 'diabetes.reglens.json'), { force: true });
    },
  });

  test('gets one from two questions: which data, which target', async () => {
    await editor.workbench.openFile('diabetes/net.py');
    await editor.workbench.lens('Measure regularization').click();
    const files = await editor.workbench.choose('diabetes.csv');
    expect(files[0]).toContain('diabetes.csv');
    const columns = await editor.workbench.choose('target');
    expect(columns[0]).toContain('Looks like the target');
    expect(columns.length).toBe(11);
    await (await new Panel(editor.workbench).action('cancel')).click();
  });

  test('and finds it as a file beside the model', async () => {
    const text = await readFile(join(editor.workspace, 'diabetes', 'net.reglens.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      model: { file: 'net.py', name: 'model' },
      data: { file: 'diabetes.csv', target: 'target' },
    });
  });
});

describe('An experiment file', () => {
  const editor = useEditor();

  test('is checked against its schema while it is written', async () => {
    await editor.workbench.openFile('digits/digits.reglens.json');
    await editor.workbench.replaceText('"epochs": 100', '"epochs": "many"');
    await editor.workbench.command('View: Focus Problems');
    await editor.workbench.page
      .locator('.markers-panel .monaco-list-row', { hasText: /integer/ })
      .first()
      .waitFor();
  });

  test('is completed from its schema', async () => {
    await editor.workbench.goTo(2, 1);
    await editor.workbench.page.keyboard.type('\n');
    await editor.workbench.page.keyboard.press('Control+Space');
    const suggestions = editor.workbench.page.locator('.suggest-widget.visible .monaco-list-row');
    await suggestions.first().waitFor();
    expect((await suggestions.allTextContents()).join()).toMatch(/seeds|variants/);
    await editor.workbench.screenshot('completion');
  });
});
