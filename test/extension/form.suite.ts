import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/editor.ts';
import { Panel } from './harness/panel.ts';
import { plain } from './harness/workbench.ts';

/** Each test goes on where the one before it ended. */
describe('The form of a new experiment', () => {
  const editor = useEditor();
  const form = () => editor.workbench.webview('reglens-form');
  const text = async () => plain(await (await form()).locator('reglens-form').innerText());
  const says = (what: RegExp) => expect.poll(text, { timeout: 45_000 }).toMatch(what);

  test('opens with the model at hand, the data beside it, and what they come to', async () => {
    await editor.workbench.openFile('diabetes/model.py');
    await editor.workbench.lenses();
    await editor.workbench.command('Regularization: New experiment…');
    await says(/target|predicts/i);
    await says(/\d+ variants, \d+ runs/);
    await says(/progression/);
    await editor.workbench.screenshot('form-dark');
  });

  test('tells a plan’s length as it is changed', async () => {
    const runs = async () => Number(/Measure (\d+) runs/.exec(await text())?.[1]);
    const before = await runs();
    await (await form()).locator('#seeds').fill('1');
    await (await form()).locator('#seeds').press('Tab');
    await expect.poll(runs, { timeout: 45_000 }).toBe(before / 3);
    await says(/One seed gives no intervals/);
  });

  test('refuses what cannot be trained with words, and takes it back', async () => {
    const share = (await form()).locator('#validation');
    await share.fill('0.9');
    await share.press('Tab');
    await says(/No rows are left for training/);
    await editor.workbench.screenshot('form-problem');
    await share.fill('0.2');
    await share.press('Tab');
    await says(/Measure \d+ runs/);
  });

  test('takes no number that means nothing, and no name that leads elsewhere', async () => {
    const button = (await form()).locator('[data-action="createOnly"]');
    const waits = () => button.evaluate((element) => element.hasAttribute('disabled'));
    const enter = async (field: string, value: string) => {
      await (await form()).locator(field).fill(value);
      await (await form()).locator(field).press('Tab');
    };
    await enter('#seeds', '-3');
    await says(/A field holds what cannot be used/);
    expect(await waits()).toBe(true);
    await enter('#seeds', '1');
    await enter('#name', '../oops');
    await says(/“\.\.\/oops” cannot be the name of a file/);
    expect(await waits()).toBe(true);
    await enter('#name', 'fine');
    await expect.poll(waits, { timeout: 45_000 }).toBe(false);
  });

  test('writes the file and measures it', async () => {
    await (await form()).locator('#epochs').fill('5');
    await (await form()).locator('#epochs').press('Tab');
    await (await form()).locator('#name').fill('by-form');
    await (await form()).locator('#name').press('Tab');
    const button = (await form()).locator('[data-action="createAndMeasure"]');
    await expect.poll(() => button.getAttribute('disabled'), { timeout: 45_000 }).toBe(null);
    await button.click();
    await new Panel(editor.workbench).results();
    const file = join(editor.workspace, 'diabetes', 'by-form.reglens.json');
    const document = JSON.parse(await readFile(file, 'utf8'));
    expect(document).toMatchObject({ data: { target: 'progression' }, seeds: 1, training: { epochs: 5 } });
  });

  test.each([
    ['light', 'Light 2026'],
    ['high-contrast', 'Dark High Contrast'],
  ])('follows the theme: %s', async (name, theme) => {
    await editor.workbench.theme(theme);
    await editor.workbench.openFile('diabetes/model.py');
    await editor.workbench.command('Regularization: New experiment…');
    await says(/\d+ variants, \d+ runs/);
    await editor.workbench.screenshot(`form-${name}`);
  });
});
