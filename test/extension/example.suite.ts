import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXAMPLES } from '../../extension/examples.ts';
import { useEditor } from './harness/editor.ts';

describe('Open example', () => {
  const editor = useEditor({
    prepare: (workspace) => rm(join(workspace, 'spirals'), { recursive: true }),
  });

  test('offers every example, and opens the workspace’s own where it has one', async () => {
    const { workbench } = editor;
    await workbench.command('Regularization: Open example');
    const offered = await workbench.choose('Sparse linear');
    expect(offered).toHaveLength(EXAMPLES.length);
    await workbench.page.locator('.tab[data-resource-name="model.py"]').waitFor();
    expect((await workbench.lenses())[0]).toContain('51 parameters');
  });

  test('copies one that the workspace does not have', async () => {
    const { workbench } = editor;
    await workbench.command('Regularization: Open example');
    await workbench.choose('Two spirals');
    await workbench.choose('To try it only');
    await expect.poll(async () => (await workbench.lenses())[0]).toContain('4,417 parameters');
  });
});
