import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/editor.ts';
import { Panel, type View } from './harness/panel.ts';
import { memory, workerProcesses } from './harness/processes.ts';

const VIEWS: View[] = ['overview', 'fit', 'sparsity'];
/** So high that a view is seen to its end. */
const WHOLE = { width: 1440, height: 2400 };

/** The first whole path, on the example as it is shipped; each test goes on where the one before it ended. */
describe('From a model to a measured answer', () => {
  const editor = useEditor();
  const panel = () => new Panel(editor.workbench);

  test('a lens above the model says what it is', async () => {
    await editor.workbench.openFile('digits/model.py');
    const [line] = await editor.workbench.lenses();
    expect(line).toContain('17,226 parameters, nothing regularizes it');
    expect(line).toContain('Measure regularization');
    await editor.workbench.screenshot('lens');
  });

  test('one click measures, with progress in the panel and in the status bar', async () => {
    await editor.workbench.lens('Measure regularization').click();
    await (await panel().action('cancel')).waitFor();
    await editor.workbench.statusBarItem(/Regularization \d+/).waitFor();
    await panel().says(/finished/);
    await editor.workbench.screenshot('running-dark');
  });

  test('cancel keeps what is finished', async () => {
    await panel().says(/[1-9]\d* of \d+ runs/, 120_000);
    const workers = workerProcesses(editor.server).map((pid) => `${memory(pid).toFixed(0)} MB`);
    console.log(`worker processes: ${workers.join(', ')}`);
    await panel().click('cancel');
    await editor.workbench.notification(/was cancelled.*\d+ of \d+ runs are finished and kept/s).waitFor();
    await editor.workbench.statusBarItem(/Regularization \d+/).waitFor({ state: 'hidden' });
    await expect.poll(async () => (await editor.workbench.lenses())[0]).not.toContain('Measuring');
    await editor.workbench.screenshot('cancelled');
  });

  test('it goes on where it stopped, to the end', async () => {
    // The notification offers it, too, but hides after a while.
    await panel().click('resume');
    await panel().results();
    expect(await panel().heading()).toMatch(/^Without regularization this model overfits from epoch \d+[.:]/);
    expect(await editor.log()).toContain('finished after');
  }, 300_000);

  test('the lens tells the measured effect', async () => {
    const effect = /Overfits from epoch \d+ · .*test loss/;
    await expect.poll(async () => (await editor.workbench.lenses())[0]).toMatch(effect);
    // What was said when it was cancelled may still lie over the panel.
    await editor.workbench.command('Notifications: Clear All Notifications');
    await editor.workbench.screenshot('readme-overview');
    await panel().open('sparsity');
    await panel().expectCharts();
    await editor.workbench.screenshot('readme-sparsity');
  });

  test.each(VIEWS)('the charts of the view %s are drawn', async (view) => {
    await editor.workbench.page.setViewportSize(WHOLE);
    await panel().open(view);
    if (view !== 'overview') await panel().expectCharts();
    await editor.workbench.screenshot(`${view}-dark`);
  });

  test('Apply makes the change that the panel shows, and undo takes it back', async () => {
    const before = await editor.workbench.editorLines();
    await panel().open('overview');
    const { added, removed } = await panel().change();
    expect(added.length).toBeGreaterThan(0);
    await panel().click('apply');
    await expect.poll(() => editor.workbench.editorLines()).not.toEqual(before);
    const after = await editor.workbench.editorLines();
    const without = (lines: string[], left: string[]) => lines.filter((line) => !left.includes(line.trim()));
    expect(after.map((line) => line.trim()).filter((line) => added.includes(line))).toEqual(added);
    expect(without(after, added)).toEqual(without(before, removed));
    await expect
      .poll(async () => (await editor.workbench.lenses())[0])
      .not.toContain('nothing regularizes it');
    await editor.workbench.screenshot('applied');
    await editor.workbench.page.locator('.editor-group-container .view-line').first().click();
    await editor.workbench.page.keyboard.press('Control+Z');
    await expect.poll(() => editor.workbench.editorLines()).toEqual(before);
    const file = join(editor.workspace, 'digits', 'model.py');
    expect((await readFile(file, 'utf8')).split('\n')).toEqual(before);
  });

  test('a reload of the window restores the panel', async () => {
    const heading = await panel().heading();
    await editor.workbench.reload();
    await panel().results(60_000);
    expect(await panel().heading()).toBe(heading);
  });

  test.each([
    ['light', 'Light 2026'],
    ['high-contrast', 'Dark High Contrast'],
    ['high-contrast-light', 'Light High Contrast'],
  ])('the panel follows the theme: %s', async (name, theme) => {
    await editor.workbench.theme(theme);
    for (const view of VIEWS) {
      await panel().open(view);
      if (view !== 'overview') await panel().expectCharts();
      await editor.workbench.screenshot(`${view}-${name}`);
    }
  });
});
