import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/editor.ts';
import { changeDigits } from './harness/experiments.ts';
import { Panel } from './harness/panel.ts';

/** A model of the diabetes data, which no experiment is about. */
const MODEL = `from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential([keras.Input(shape=(10,)), layers.Dense(16, activation="relu"), layers.Dense(1)])
`;

/** The measurement is cancelled while it runs: on the file's own rows it would be over within seconds. */
async function repeatRows(file: string, times: number): Promise<void> {
  const [header, ...rows] = (await readFile(file, 'utf8')).trim().split('\n');
  await writeFile(file, [header, ...Array.from({ length: times }, () => rows).flat(), ''].join('\n'));
}

describe('A model that no experiment is about', () => {
  const editor = useEditor({
    prepare: async (workspace) => {
      await writeFile(join(workspace, 'diabetes', 'net.py'), MODEL);
      await rm(join(workspace, 'diabetes', 'diabetes.reglens.json'), { force: true });
      await repeatRows(join(workspace, 'diabetes', 'diabetes.csv'), 60);
    },
  });

  test('gets one from two questions: which data, which target', async () => {
    await editor.workbench.openFile('diabetes/net.py');
    await editor.workbench.lens('Measure regularization').click();
    const files = await editor.workbench.choose('diabetes.csv');
    expect(files[0]).toContain('diabetes.csv');
    const columns = await editor.workbench.choose('progression');
    expect(columns[0]).toContain('Looks like the target');
    expect(columns.length).toBe(11);
    await new Panel(editor.workbench).click('cancel');
    await editor.workbench.notification('was cancelled').waitFor();
    await editor.workbench.screenshot('empty-dark');
  });

  test('and finds it as a file beside the model, named after the folder', async () => {
    const text = await readFile(join(editor.workspace, 'diabetes', 'diabetes.reglens.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      model: { file: 'net.py', name: 'model' },
      data: { file: 'diabetes.csv', target: 'progression' },
    });
  });
});

describe('An experiment file', () => {
  const editor = useEditor({
    prepare: (workspace) =>
      changeDigits(workspace, (document) => {
        document.training!.epochs = 'many';
      }),
  });

  test('is checked against its schema', async () => {
    await editor.workbench.openFile('digits/digits.reglens.json');
    await editor.workbench.command('View: Focus Problems');
    const problems = editor.workbench.page.locator('.markers-panel .monaco-list-row');
    await problems.filter({ hasText: 'Incorrect type. Expected "integer"' }).first().waitFor();
    await editor.workbench.command('View: Toggle Panel Visibility');
  });

  test('is completed from its schema', async () => {
    await editor.workbench.goTo(2, 1);
    await editor.workbench.page.keyboard.type('\n');
    const suggestions = editor.workbench.page.locator('.suggest-widget.visible .monaco-list-row');
    // Asked before the JSON language server has the schema, nothing is suggested: ask again, as a person would.
    await expect
      .poll(
        async () => {
          await editor.workbench.page.keyboard.press('Escape');
          await editor.workbench.page.keyboard.press('Control+Space');
          return suggestions
            .first()
            .waitFor({ timeout: 3000 })
            .then(
              () => true,
              () => false,
            );
        },
        { timeout: 60_000 },
      )
      .toBe(true);
    expect((await suggestions.allTextContents()).join()).toMatch(/seeds|variants/);
    await editor.workbench.screenshot('completion');
  });
});
