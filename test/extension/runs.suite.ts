import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/editor.ts';
import { changeDigits, makeShort } from './harness/experiments.ts';
import { Panel } from './harness/panel.ts';
import { plain } from './harness/workbench.ts';

/** Each test goes on where the one before it ended. */
describe('The runs in the side bar', () => {
  const editor = useEditor({ prepare: (workspace) => changeDigits(workspace, makeShort) });
  const panel = () => new Panel(editor.workbench);
  const rows = () => editor.workbench.page.locator('.tree-explorer-viewlet-tree-view .monaco-list-row');
  const row = (text: string) => rows().filter({ hasText: text }).first();
  const texts = async () => (await rows().allTextContents()).map(plain);
  const menu = async (on: string, item: string) => {
    const entry = editor.workbench.page.locator('.monaco-menu .action-label', { hasText: item }).first();
    await row(on).click({ button: 'right' });
    await entry.waitFor();
    // A menu takes no click in its first moments: it could be the one that opened it.
    await editor.workbench.page.waitForTimeout(500);
    await entry.click();
    await entry.waitFor({ state: 'hidden' });
  };
  const answer = async (text: string) => {
    const input = editor.workbench.page.locator('.quick-input-widget:visible input.input');
    await input.fill(text);
    await input.press('Enter');
  };
  const confirm = (label: string) =>
    editor.workbench.page.locator('.monaco-dialog-box .monaco-button', { hasText: label }).first().click();

  test('are listed by experiment, with what was measured', async () => {
    await editor.workbench.command('View: Show Regularization Lens');
    await expect.poll(texts).toContainEqual(expect.stringContaining('digits'));
    expect(await texts()).toContainEqual(expect.stringMatching(/^diabetes.*not measured/));
    await editor.workbench.openFile('digits/model.py');
    await editor.workbench.lens('Measure regularization').click();
    await panel().results();
    await expect
      .poll(texts, { timeout: 30_000 })
      .toContainEqual(expect.stringMatching(/^L2 1e-3.*lowest validation loss \d\.\d+.*2 seeds/));
    await row('L2 1e-3').click();
    await expect.poll(texts).toContainEqual(expect.stringMatching(/^Seed 1lowest validation loss/));
    await editor.workbench.screenshot('runs-dark');
  });

  test('a click shows a run among others', async () => {
    await row('Seed 1').click();
    await expect.poll(() => panel().heading(), { timeout: 30_000 }).toMatch(/^1 run of L2 1e.3\.$/);
    await row('No regularization').click();
    await row('Dropout 0.3').click({ modifiers: ['Control'] });
    await menu('Dropout 0.3', 'Compare');
    await expect
      .poll(() => panel().heading())
      .toMatch(
        /None has the lowest|(None and Dropout 0.3|Dropout 0.3 and None) differ|Dropout 0.3 has a lower/,
      );
    const drawn = () =>
      panel()
        .expectCharts()
        .then(
          () => true,
          () => false,
        );
    await expect.poll(drawn, { timeout: 20_000 }).toBe(true);
    await editor.workbench.screenshot('runs-compare-dark');
  });

  test('rename gives a name that comparisons show', async () => {
    await menu('Dropout 0.3', 'Rename');
    await answer('Half-way house');
    await expect.poll(texts).toContainEqual(expect.stringContaining('Half-way house'));
  });

  test('delete asks, and takes only what was chosen', async () => {
    const folder = join(editor.workspace, 'digits', '.reglens', 'digits');
    const [version] = await readdir(folder);
    const results = async () =>
      (await readdir(join(folder, version!, 'runs'))).filter((name) => name.endsWith('.result.json'));
    expect((await results()).length).toBe(6);
    await menu('Half-way house', 'Move to trash');
    await confirm('Move to Trash');
    // There is no trash on a server: the second question says so.
    const forGood = editor.workbench.page.locator('.monaco-dialog-box .monaco-button', {
      hasText: 'Delete for Good',
    });
    await Promise.race([
      forGood.click({ timeout: 5000 }).catch(() => undefined),
      editor.workbench.page.waitForTimeout(3000),
    ]);
    await expect.poll(async () => (await results()).length).toBe(4);
    await expect.poll(texts).not.toContainEqual(expect.stringContaining('Half-way house'));
  });

  test('an experiment is renamed with its results', async () => {
    await menu('digits', 'Rename');
    await answer('ten-digits');
    await expect.poll(texts).toContainEqual(expect.stringMatching(/^ten-digits/));
    await access(join(editor.workspace, 'digits', 'ten-digits.reglens.json'));
    await access(join(editor.workspace, 'digits', '.reglens', 'ten-digits'));
    await expect.poll(texts).toContainEqual(expect.stringMatching(/^L2 1e-3.*2 seeds/));
  });

  test('the model is revealed where it stands', async () => {
    await menu('ten-digits', 'Reveal the model');
    await expect
      .poll(() => editor.workbench.editorLines())
      .toContainEqual(expect.stringContaining('Sequential'));
  });
});
