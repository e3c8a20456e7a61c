import type { Locator } from 'playwright-core';
import { plain, type Workbench } from './workbench.ts';

/** Problems of files, and what is offered for them, as a person sees it. */
export class Problems {
  private readonly workbench: Workbench;

  constructor(workbench: Workbench) {
    this.workbench = workbench;
  }

  /** What the Problems view lists, file names among it. */
  async rows(): Promise<string[]> {
    const view = this.workbench.page.locator('.markers-panel');
    if (!(await view.isVisible())) {
      await this.workbench.command('Problems: Focus on Problems View');
      await view.waitFor();
    }
    return (await view.locator('.monaco-list-row').allTextContents()).map(plain);
  }

  /** How many rows of the view have this text. */
  async count(text: string): Promise<number> {
    return (await this.rows()).filter((row) => row.includes(text)).length;
  }

  /** Leaves the room to the editor. */
  async close(): Promise<void> {
    const view = this.workbench.page.locator('.markers-panel');
    if (!(await view.isVisible())) return;
    await this.workbench.command('View: Toggle Panel Visibility');
    await view.waitFor({ state: 'hidden' });
  }

  /** The titles of the actions that are offered at a place of the active editor, both 1-based. */
  async actionsAt(line: number, column: number): Promise<string[]> {
    await this.workbench.goTo(line, column);
    return this.actions();
  }

  /** The titles of the actions that are offered at the cursor. */
  async actions(): Promise<string[]> {
    const { page } = this.workbench;
    await page.keyboard.press('Control+.');
    await this.action('').first().waitFor();
    return (await this.action('').allTextContents()).map(plain);
  }

  /** Chooses an action of the list that is open. */
  async choose(title: string): Promise<void> {
    await this.action(title).first().click();
    await this.workbench.page.locator('.action-widget').first().waitFor({ state: 'hidden' });
  }

  /** The text of the Markdown previews that are open. */
  async pages(): Promise<string> {
    const texts = this.workbench.page.frames().map((frame) =>
      frame
        .locator('body.vscode-body')
        .innerText({ timeout: 1000 })
        .catch(() => ''),
    );
    return (await Promise.all(texts)).join('\n');
  }

  private action(title: string): Locator {
    return this.workbench.page.locator('.action-widget .monaco-list-row.action', { hasText: title });
  }
}
