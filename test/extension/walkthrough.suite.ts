import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/editor.ts';

describe('The walkthrough', () => {
  const editor = useEditor();

  test('has four steps and begins with the example', async () => {
    const { workbench } = editor;
    await workbench.command('Welcome: Open Walkthrough...');
    await workbench.choose("Measure a model's regularization");
    const steps = workbench.page.locator('.getting-started-step');
    await steps.first().waitFor();
    expect(await steps.count()).toBe(4);
    const pictures = () => Promise.all(workbench.page.frames().map((frame) => frame.locator('svg').count()));
    await expect.poll(async () => Math.max(...(await pictures()))).toBeGreaterThan(0);
    await workbench.screenshot('walkthrough');
    await workbench.page.getByRole('button', { name: 'Open the example' }).click();
    await workbench.page.locator('.tab[data-resource-name="model.py"]').waitFor();
    expect((await workbench.lenses())[0]).toContain('17,226 parameters');
  });
});
