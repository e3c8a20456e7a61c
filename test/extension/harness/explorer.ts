/** The explorer, its menus, and what is dragged from it. */
import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

const exactly = (text: string) => new RegExp(`^${text.replaceAll('.', '\\.')}$`);

/** Rows of the explorer, with every folder on the way opened. */
export async function row({ page }: Workbench, path: string) {
  const parts = path.split('/');
  for (const [level, part] of parts.entries()) {
    const entry = page.locator(
      `.explorer-folders-view .monaco-list-row[aria-level="${level + 1}"] .label-name`,
      { hasText: exactly(part) },
    );
    await entry.first().waitFor();
    const closed = page
      .locator(`.explorer-folders-view .monaco-list-row[aria-level="${level + 1}"][aria-expanded="false"]`)
      .filter({ has: page.locator('.label-name', { hasText: exactly(part) }) });
    if (level < parts.length - 1 && (await closed.count()) > 0) await closed.first().click();
    if (level === parts.length - 1) return entry.first();
  }
  throw new Error('no path');
}

export async function menu(workbench: Workbench, path: string, label: string): Promise<void> {
  const { page } = workbench;
  await (await row(workbench, path)).click({ button: 'right' });
  const item = page.locator('.context-view .action-label', { hasText: label }).first();
  await item.waitFor();
  // A menu takes clicks only a moment after it is there.
  await page.waitForTimeout(500);
  await item.click();
}

export const open = (workbench: Workbench, path: string) =>
  menu(workbench, path, 'Open with Regularization Lens');

/** Drags what is under the pointer of `from` over the first of `to`, then the next, and drops it on the last. */
export async function drag({ page }: Workbench, from: Locator, to: Locator[]): Promise<void> {
  await from.hover();
  await page.mouse.down();
  for (const target of to) {
    const box = (await target.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 8 });
    // An icon of the activity bar shows its view when something is held over it for a while.
    await page.waitForTimeout(1200);
    await page.mouse.move(box.x + box.width / 2 + 3, box.y + box.height / 2 + 3, { steps: 3 });
  }
  await page.mouse.up();
}

/** The click opens the first one as text, and the editor that comes selects it again. */
export async function selectTwo(workbench: Workbench, first: string, second: string): Promise<void> {
  await (await row(workbench, first)).click();
  await workbench.page.locator('.monaco-editor-pane-placeholder:visible').waitFor();
  await (await row(workbench, second)).click({ modifiers: ['Control'] });
}

/** Drags a row onto the active view. While Shift is held the view takes what is dropped, otherwise the editor opens it. */
export async function dragOntoView({ page }: Workbench, from: Locator): Promise<void> {
  await from.hover();
  await page.mouse.down();
  await page.mouse.move(500, 500, { steps: 8 });
  await page.keyboard.down('Shift');
  for (const x of [800, 805]) {
    await page.mouse.move(x, 500, { steps: 6 });
    await page.waitForTimeout(600);
  }
  await page.mouse.up();
  await page.keyboard.up('Shift');
}
