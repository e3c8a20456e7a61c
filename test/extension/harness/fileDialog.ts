/** The dialog that asks for a file. */
import { expect } from 'vitest';
import type { Workbench } from './workbench.ts';

const FOLDER_INPUT = '.quick-input-widget:visible input[placeholder="Folder path"]';

/** Answers the dialog that asks for a file. */
export async function chooseFile({ page }: Workbench, path: string): Promise<void> {
  const input = page.locator(FOLDER_INPUT);
  // It opens with the folder that it proposes.
  await expect.poll(() => input.inputValue()).toMatch(/\/$/);
  const isOpen = async () => {
    // It may propose the folder again, and drops keys while it looks into one.
    const answer = async () => {
      if ((await input.inputValue({ timeout: 1000 })) !== path) await input.fill(path, { timeout: 1000 });
      await input.press('Enter', { timeout: 1000 });
    };
    if (await input.isVisible()) await answer().catch(() => undefined);
    return input.isVisible();
  };
  await expect.poll(isOpen, { interval: 700 }).toBe(false);
}

/** While it looks into a folder it drops the key. */
export async function cancelDialog({ page }: Workbench): Promise<void> {
  const input = page.locator(FOLDER_INPUT);
  await input.waitFor();
  const isOpen = async () => {
    if (await input.isVisible()) await input.press('Escape', { timeout: 1000 }).catch(() => undefined);
    return input.isVisible();
  };
  await expect.poll(isOpen, { interval: 500 }).toBe(false);
}
