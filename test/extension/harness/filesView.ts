/** The view of a weight file, a comparison or a log, as a person reads and uses it. */
import type { Frame } from 'playwright-core';
import { plain, type Workbench } from './workbench.ts';

export const view = (workbench: Workbench): Promise<Frame> => workbench.webview('reglens-files');

export async function textOf(workbench: Workbench, selector: string): Promise<string> {
  const found = await (await view(workbench))
    .locator(selector)
    .allInnerTexts()
    .catch(() => []);
  return plain(found.join(' ').replaceAll('\u2011', '-').replaceAll('\u202f', ' ').replaceAll(/\s+/g, ' '));
}

export const heading = (workbench: Workbench) => textOf(workbench, 'h1');
export const shownFile = (workbench: Workbench) => textOf(workbench, 'header b');
export const headerLine = (workbench: Workbench) => textOf(workbench, 'header .meta');

/** The entry of one of the view's selects, by its id. */
export async function chooseIn(workbench: Workbench, id: string, label: string): Promise<void> {
  const select = (await view(workbench)).locator(`#${id}`);
  // Its list opens below.
  await select.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await select.click();
  await select.getByRole('option', { name: label, exact: true }).click();
}

/** Drops files on the view as the editor does once Shift is held: what is dragged is then the view's own to take. */
export async function dropOnView(workbench: Workbench, paths: string[]): Promise<void> {
  const list = JSON.stringify(paths.map((path) => `file://${path}`).join('\r\n'));
  const frame = await view(workbench);
  const dataTransfer = await frame.evaluateHandle(
    `(() => { const transfer = new DataTransfer(); transfer.setData('text/uri-list', ${list}); return transfer; })()`,
  );
  const element = frame.locator('reglens-files');
  await element.dispatchEvent('dragover', { dataTransfer });
  await frame.locator('.drop-hint').waitFor();
  await element.dispatchEvent('drop', { dataTransfer });
}
