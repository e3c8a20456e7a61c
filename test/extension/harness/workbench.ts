import { basename, join } from 'node:path';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { artifacts } from './paths.ts';

const QUICK_INPUT = '.quick-input-widget:visible input.input';

/** VS Code's window as a person uses it: palette, files, lenses, notifications, status bar, our panel. */
export class Workbench {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser, url: string, folder: string): Promise<Workbench> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const workbench = new Workbench(await context.newPage());
    await workbench.page.goto(`${url}/?folder=${encodeURIComponent(folder)}`);
    await workbench.ready();
    // Room for the editor and the panel beside it.
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    return workbench;
  }

  /** Until the window is connected to its extension host. */
  private async ready(): Promise<void> {
    await this.page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 60_000 });
    const busy = this.page.locator('#status\\.host', { hasText: /Opening|Connecting/ });
    await busy.waitFor({ state: 'hidden', timeout: 60_000 });
  }

  async reload(): Promise<void> {
    await this.command('Developer: Reload Window');
    await this.page.waitForEvent('domcontentloaded', { timeout: 30_000 });
    await this.ready();
  }

  /** Runs a command of the palette by its full title, `Category: Title`. */
  async command(title: string): Promise<void> {
    await this.pick(() => this.page.keyboard.press('F1'), `>${title}`, title);
  }

  /** Opens a file of the workspace by its path, in the first group. */
  async openFile(path: string): Promise<void> {
    const name = basename(path);
    await this.page.keyboard.press('Control+1');
    await this.pick(() => this.page.keyboard.press('Control+P'), path, name);
    await this.page.locator(`.tab[data-resource-name="${name}"]`).first().waitFor();
  }

  async theme(name: string): Promise<void> {
    await this.command('Preferences: Color Theme');
    await this.choose(name);
  }

  /** Picks a row of the quick pick that is open, and returns all rows as they were offered. */
  async choose(label: string): Promise<string[]> {
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor();
    const offered = (await rows.allTextContents()).map(plain);
    const input = this.page.locator(QUICK_INPUT);
    const question = JSON.stringify(await input.getAttribute('placeholder'));
    await input.fill(label);
    await rows.filter({ hasText: label }).first().click();
    // Another question may follow at once.
    await this.page.locator(`${QUICK_INPUT}[placeholder=${question}]`).waitFor({ state: 'hidden' });
    return offered;
  }

  /** The palette appears late on a busy machine and may lose a key: tried again before it counts as a failure. */
  private async pick(open: () => Promise<void>, text: string, label: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await open();
        const input = this.page.locator(QUICK_INPUT);
        await input.fill(text, { timeout: 3000 });
        await this.quickRow(label).click({ timeout: 5000 });
        return;
      } catch (error) {
        if (attempt === 4) throw new Error(`nothing named “${label}” can be picked`, { cause: error });
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** By the row's accessible name: the letters that match are in elements of their own. */
  private quickRow(label: string): Locator {
    const row = '.quick-input-list .monaco-list-row';
    const starts = [`${label},`, `${label} `].map((text) => `${row}[aria-label^=${JSON.stringify(text)}]`);
    return this.page.locator([`${row}[aria-label=${JSON.stringify(label)}]`, ...starts].join(', ')).first();
  }

  /** Answers the dialog that asks where a file goes once it proposes this name. */
  async saveAs(proposed: string, file: string): Promise<void> {
    const input = this.page.locator(QUICK_INPUT);
    // It opens with the folder of the workspace before it knows the proposal.
    await expect.poll(async () => basename(await input.inputValue())).toBe(proposed);
    await input.fill(file);
    const isOpen = async () => {
      // While it looks into a folder it drops the key.
      if (await input.isVisible()) await input.press('Enter', { timeout: 1000 }).catch(() => undefined);
      return input.isVisible();
    };
    await expect.poll(isOpen, { interval: 500 }).toBe(false);
  }

  lens(text: string): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: text }).first();
  }

  /** The line of lenses above each definition, once there is one that can be clicked. */
  async lenses(): Promise<string[]> {
    await this.page.locator('.codelens-decoration a').first().waitFor({ timeout: 45_000 });
    return (await this.page.locator('.codelens-decoration').allTextContents()).map(plain);
  }

  /** The lines that the focused group's editor shows, top to bottom. */
  async editorLines(): Promise<string[]> {
    const lines = await this.page
      .locator(
        '.editor-group-container .monaco-editor[data-uri$=".py"] .view-line, .monaco-editor[data-uri$=".json"] .view-line',
      )
      .evaluateAll((elements) =>
        elements
          .map((element) => {
            const line = element.cloneNode(true) as typeof element;
            // Hints behind a line are no text of the file.
            for (const hint of line.querySelectorAll('[class*="dyn-rule"]')) hint.remove();
            return { top: element.getBoundingClientRect().top, text: line.textContent ?? '' };
          })
          .sort((a, b) => a.top - b.top)
          .map(({ text }) => text),
      );
    return lines.map((line) => line.replaceAll('\u00a0', ' ').replace(/[\u200b\u200c]/g, ''));
  }

  /** Puts the cursor of the active editor there, both 1-based. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    await this.page.locator(QUICK_INPUT).fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator(QUICK_INPUT).waitFor({ state: 'hidden' });
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text }).first();
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text }).first();
  }

  panel(): Promise<Frame> {
    return this.webview('reglens-panel');
  }

  /** The document of the webview that holds an element of ours, in the second of two nested frames. */
  async webview(element: string): Promise<Frame> {
    for (const end = Date.now() + 45_000; Date.now() < end; await this.page.waitForTimeout(100)) {
      for (const frame of this.page.frames()) {
        const found = await frame
          .locator(element)
          .count()
          .catch(() => 0);
        if (found > 0 && (await isVisible(frame))) return frame;
      }
    }
    throw new Error(
      `no ${element}; frames: ${this.page
        .frames()
        .map((frame) => frame.url())
        .join(' ')}`,
    );
  }

  async screenshot(name: string): Promise<void> {
    // The pointer highlights nothing where it rests.
    await this.page.mouse.move(0, 0);
    await this.page.screenshot({ path: join(artifacts, `${name}.png`) });
  }
}

/** A panel in a hidden tab keeps its frame. */
async function isVisible(frame: Frame): Promise<boolean> {
  const element = await frame
    .parentFrame()
    ?.frameElement()
    .catch(() => undefined);
  return (await element?.isVisible().catch(() => false)) ?? false;
}

/** Editor text as it is in the file: VS Code draws spaces as U+00A0. */
export function plain(text: string): string {
  return text
    .replaceAll('\u00a0', ' ')
    .replace(/[\u200b\u200c]/g, '')
    .trim();
}
