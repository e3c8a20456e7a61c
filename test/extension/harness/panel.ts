import type { Frame, Locator } from 'playwright-core';
import { expect } from 'vitest';
import { VIEWS, type ViewName as View } from '../../../webview/controls.ts';
import { ink } from './canvas.ts';
import { plain, type Workbench } from './workbench.ts';

export { VIEWS, type View };

/** Our results panel. Its document is found anew each time: reloads and tab changes replace the frame. */
export class Panel {
  private readonly workbench: Workbench;

  constructor(workbench: Workbench) {
    this.workbench = workbench;
  }

  /** What a button of the panel does, by its stable name. */
  async action(name: string): Promise<Locator> {
    return (await this.workbench.panel()).locator(`[data-action="${name}"]`).first();
  }

  async click(action: string): Promise<void> {
    await (await this.action(action)).click();
  }

  async button(label: string | RegExp): Promise<Locator> {
    return (await this.workbench.panel()).getByRole('button', { name: label }).first();
  }

  /** The finding that heads the view, or the problem's title. */
  async heading(): Promise<string> {
    const heading = (await this.workbench.panel()).locator('h1').first();
    await heading.waitFor();
    return plain((await heading.textContent()) ?? '');
  }

  async text(): Promise<string> {
    return plain(await (await this.workbench.panel()).locator('reglens-panel').innerText());
  }

  /** The lines that the recommended change adds and removes, without their indentation. */
  async change(): Promise<{ added: string[]; removed: string[] }> {
    const lines = (await (await this.frame()).locator('.diff span').allTextContents()).map(plain);
    const signed = (sign: string) =>
      lines.filter((line) => line[0] === sign).map((line) => line.slice(1).trim());
    return { added: signed('+'), removed: signed('-') };
  }

  /** Waits until the panel says so. */
  async says(text: string | RegExp, timeout = 60_000): Promise<void> {
    await expect.poll(() => this.text().catch(() => ''), { timeout, interval: 250 }).toMatch(text);
  }

  /** Waits for the results of a measurement that has come to its end: neither running nor stopped half-way. */
  async results(timeout = 240_000): Promise<void> {
    const isComplete = async () => {
      // Results can be exported; a measurement can be cancelled, one that stopped resumed.
      const exports = await (await this.frame()).locator('header reglens-menu').isVisible();
      const offered = await this.actions();
      return exports && !offered.includes('cancel') && !offered.includes('resume');
    };
    await expect.poll(() => isComplete().catch(() => false), { timeout, interval: 250 }).toBe(true);
  }

  /** What can be clicked, all at one moment. */
  private async actions(): Promise<(string | null)[]> {
    const buttons = (await this.frame()).locator('[data-action]:visible');
    return buttons.evaluateAll((elements) => elements.map((element) => element.getAttribute('data-action')));
  }

  /** What a selector finds, in the document as it is now. */
  async locator(selector: string): Promise<Locator> {
    return (await this.frame()).locator(selector);
  }

  /** Chooses an entry of a menu: of the header's, or of the figure with this chart. */
  async choose(entry: string, chart?: string): Promise<void> {
    const frame = await this.frame();
    const figure = frame.locator('reglens-figure', { has: frame.locator(`[data-chart="${chart}"]`) });
    const menu = (chart === undefined ? frame.locator('header') : figure).locator('reglens-menu');
    await menu.getByRole('button').click();
    await menu.locator(`[data-action="${entry}"]`).click();
  }

  /** Moves a slider by its id, as a drag that ends there does. */
  async slide(id: string, value: number): Promise<void> {
    await (await this.locator(`#${id}`)).fill(String(value));
  }

  async open(view: View): Promise<void> {
    await (await this.frame()).locator(`#tab-${view}`).click();
  }

  /** Every chart of the view has been drawn: several colours on more than a hundredth of its pixels. */
  async expectCharts(): Promise<void> {
    const canvases = (await this.frame()).locator('canvas[data-chart]');
    await canvases.first().waitFor();
    for (const canvas of await canvases.all()) {
      const name = await canvas.getAttribute('data-chart');
      await expect
        .poll(async () => (await ink(canvas)).colours, { message: `colours of ${name}` })
        .toBeGreaterThan(4);
      expect((await ink(canvas)).share, `ink of ${name}`).toBeGreaterThan(0.01);
    }
  }

  private frame(): Promise<Frame> {
    return this.workbench.panel();
  }
}
