/** The panel in a browser of its own: what pointer, keys and screen readers meet, without the editor around it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { editorPage, reportPage } from '../../scripts/gallery/pages.mjs';
import { openBrowser } from '../../scripts/gallery/shoot.mjs';
import type { PanelToHost, ResultState, RunCurves, RunningState } from '../../src/protocol/panel.ts';
import type { Report } from '../../src/report/report.ts';
import { VIEWS } from './harness/panel.ts';
import { root } from './harness/paths.ts';

const report: Report = JSON.parse(readFileSync(join(root, 'test/fixtures/report/digits.json'), 'utf8'));
const script = readFileSync(join(root, 'dist/panel.js'), 'utf8');
const subject = {
  model: 'model',
  sourceFile: 'model.py',
  sourceLine: 6,
  experimentFile: 'digits.reglens.json',
};
const result: ResultState = { kind: 'result', subject, report, applied: false, interactive: true };

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
});
afterAll(() => browser?.close());

async function open(html: string): Promise<void> {
  await page.unrouteAll();
  await page.route('**/*', (route) =>
    route.request().url().endsWith('/panel.js')
      ? route.fulfill({ contentType: 'text/javascript', body: script })
      : route.fulfill({ contentType: 'text/html', body: html }),
  );
  await page.goto('http://panel.invalid/');
  await page.waitForSelector('reglens-panel main > *');
}

const openView = (view: string, options: object = {}) =>
  open(editorPage({ state: result, controls: { view, ...options }, answers: {} }, 'dark'));

const sent = () => page.evaluate('sent') as Promise<PanelToHost[]>;
const chart = (id: string) => page.locator(`canvas[data-chart="${id}"]`);
const shown = (id: string) =>
  page.evaluate(`document.querySelector('canvas[data-chart="${id}"]').parentElement.shownRange`) as Promise<{
    min: number;
    max: number;
  }>;
const whole = { min: 1, max: report.training.epochs };

/** A run of 500 epochs that falls from its own height. */
function longRun({ id, name, family }: Report['variants'][number], seed: number): RunCurves {
  const curve = Array.from({ length: 500 }, (_, epoch) => (seed / 5) * (0.2 + Math.exp(-epoch / 100)));
  return {
    entry: {
      key: `/work/digits.reglens.json#0a/${id}-seed${seed}`,
      experiment: 'digits',
      model: 'model',
      variant: id,
      variantName: name,
      family,
      seed,
      state: 'finished',
      epochs: 500,
      comparable: 'digits',
    },
    trainLoss: curve,
    trainLossDropoutOn: curve,
    validationLoss: curve,
    penalty: curve,
  };
}

describe('charts', () => {
  test('Ctrl and the wheel zoom, charts on the same epochs follow, a double click shows all again', async () => {
    await openView('fit');
    await chart('fit-compared').hover({ position: { x: 200, y: 100 } });
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -300);
    await page.keyboard.up('Control');
    await expect.poll(async () => (await shown('fit-compared')).min).toBeGreaterThan(1);
    expect((await shown('gap-compared')).min).toBeCloseTo((await shown('fit-compared')).min, 6);
    await chart('fit-compared').dblclick();
    expect(await shown('gap-compared')).toEqual(whole);
  });

  test('dragging moves what is zoomed, and what is not zoomed stays', async () => {
    await openView('fit');
    const drag = async () => {
      const box = (await chart('fit-compared').boundingBox())!;
      await page.mouse.move(box.x + 300, box.y + 100);
      await page.mouse.down();
      await page.mouse.move(box.x + 220, box.y + 100, { steps: 6 });
      await page.mouse.up();
    };
    await drag();
    expect(await shown('fit-compared')).toEqual(whole);
    await chart('fit-compared').focus();
    for (let step = 0; step < 4; step++) await page.keyboard.press('+');
    const before = await shown('fit-compared');
    await drag();
    expect((await shown('fit-compared')).min).toBeGreaterThan(before.min);
  });

  test('keys zoom, move, reset and read', async () => {
    await openView('fit');
    await chart('fit-baseline').focus();
    await page.keyboard.press('+');
    const zoomed = await shown('fit-baseline');
    expect(zoomed.max - zoomed.min).toBeLessThan(whole.max - whole.min);
    await page.keyboard.press('Shift+ArrowRight');
    expect((await shown('fit-baseline')).min).toBeGreaterThan(zoomed.min);
    await page.keyboard.press('0');
    expect(await shown('fit-baseline')).toEqual(whole);
    await page.keyboard.press('ArrowRight');
    const told = page.locator('reglens-chart', { has: chart('fit-baseline') }).locator('[aria-live]');
    await expect
      .poll(() => told.textContent())
      .toMatch(/^Epoch 1; Validation: \d\.\d{3} ± \d\.\d{3}; Training/);
    await page.keyboard.press('Escape');
    await expect.poll(() => told.textContent()).toBe('');
  });

  test('the smoothing slider is kept and draws the average', async () => {
    await openView('fit');
    await page.locator('#smoothing').fill('0.9');
    expect(await page.locator('#smoothing').getAttribute('aria-valuetext')).toBe(
      'moving average with weight 0.9',
    );
    const options = await page.evaluate("document.querySelector('reglens-panel').controls.options.charts");
    expect(options).toEqual({ smooth: 0.9 });
  });

  test('a chart of very many points draws them all, and fades all but the variant that is hovered', async () => {
    const runs = report.variants
      .slice(0, 4)
      .flatMap((variant) => [1, 2, 3, 4, 5].map((seed) => longRun(variant, seed)));
    const compare = { runs: runs.map(({ entry }) => entry.key), each: true };
    const answers = { runs: runs.map(({ entry }) => entry), curves: runs };
    await open(
      editorPage({ state: result, controls: { view: 'compare', options: { compare } }, answers }, 'dark'),
    );
    const canvas = 'canvas[data-chart=compare-validationLoss]';
    // Sum over all pixels of how opaque they are: faded lines add a quarter.
    const drawn = () =>
      page.evaluate(`(() => {
        const canvas = document.querySelector('${canvas}');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let sum = 0;
        for (let at = 3; at < data.length; at += 4) sum += data[at];
        return sum;
      })()`) as Promise<number>;
    await page.locator(canvas).waitFor();
    await expect.poll(drawn).toBeGreaterThan(0);
    const all = await drawn();
    await page.locator(`main [data-variant="${report.variants[1]!.id}"]`).first().hover();
    await expect.poll(drawn).toBeLessThan(0.8 * all);
  });

  test.each(VIEWS)(
    'every picture of %s has a summary, can be focused, and has a table and a menu',
    async (view) => {
      await openView(view);
      const canvases = await page.locator('main canvas').all();
      for (const canvas of canvases) {
        expect(await canvas.getAttribute('role')).toBe('img');
        expect(await canvas.getAttribute('tabindex')).toBe('0');
        expect(await canvas.getAttribute('aria-label')).toMatch(/\d/);
      }
      expect(await page.locator('main reglens-figure canvas').count()).toBe(canvases.length);
    },
  );
});

describe('saving', () => {
  const choose = async (action: string) => {
    const figure = page.locator('reglens-figure').first();
    await figure.hover();
    await figure.locator('reglens-menu > button').click();
    await figure.locator(`[data-action=${action}]`).click();
    return (await sent()).at(-1) as Extract<PanelToHost, { type: 'saveFile' }>;
  };

  test('as PNG at twice the size, with the heading over it', async () => {
    await openView('fit');
    const { name, content, encoding } = await choose('savePng');
    expect([name, encoding]).toEqual(['fit-baseline.png', 'base64']);
    const png = Buffer.from(content, 'base64');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const box = (await chart('fit-baseline').boundingBox())!;
    expect(png.readUInt32BE(16)).toBe(2 * Math.round(box.width));
    expect(png.readUInt32BE(20)).toBeGreaterThan(2 * box.height + 40);
  });

  test('as SVG whose texts are texts', async () => {
    await openView('fit');
    const { content } = await choose('saveSvg');
    const heading = await page.locator('reglens-figure h2').first().textContent();
    expect(content).toContain(`>${heading?.replaceAll('\u2011', '-').replaceAll('\u00a0', ' ')}</text>`);
    expect(content).toContain('>validation</text>');
    expect(content).not.toMatch(/NaN|undefined/);
  });

  test('the numbers as measured', async () => {
    await openView('fit', { options: { charts: { smooth: 0.9 } } });
    const { content } = await choose('saveCsv');
    const none = report.variants.find(({ family }) => family === 'none')!;
    const [head, first] = content.split('\r\n');
    expect(head).toBe('Epoch,Validation,Validation ± s.e.,Training,Training ± s.e.');
    expect(first?.split(',').slice(0, 2)).toEqual(['1', String(none.curves.validationLoss.mean[0])]);
  });

  test('the exported page saves its own report', async () => {
    await open(reportPage({ ...result, interactive: false }));
    await page.locator('header reglens-menu > button').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('[data-action=export-markdown]').click(),
    ]);
    expect(download.suggestedFilename()).toBe('digits-report.md');
    expect(await page.locator('header [data-action=measure]').count()).toBe(0);
  });
});

describe('keyboard', () => {
  test('the menu of a figure opens, moves and closes by keys, and gives the focus back', async () => {
    await openView('fit');
    const button = page.locator('reglens-figure reglens-menu > button').first();
    await button.focus();
    await page.keyboard.press('Enter');
    const focused = () => page.evaluate('document.activeElement.dataset.action');
    await expect.poll(focused).toBe('savePng');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('saveSvg');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe('copyData');
    await page.keyboard.press('Escape');
    expect(await page.locator('[role=menu]').count()).toBe(0);
    expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Save or copy');
  });

  test('the tabs are one stop, and arrows open the views one after the other', async () => {
    await openView('overview');
    await page.locator('#tab-overview').focus();
    for (const view of VIEWS.slice(1)) {
      await page.keyboard.press('ArrowRight');
      expect(await page.evaluate('document.activeElement.id')).toBe(`tab-${view}`);
      expect(await page.locator('main').getAttribute('aria-labelledby')).toBe(`tab-${view}`);
    }
    await page.keyboard.press('Home');
    expect(await page.evaluate('document.activeElement.id')).toBe('tab-overview');
    expect(await page.locator('[role=tab][tabindex="0"]').count()).toBe(1);
  });

  test('after the tabs comes the action, then the evidence', async () => {
    await openView('overview');
    await page.locator('#tab-overview').focus();
    const stops: unknown[] = [];
    for (let stop = 0; stop < 3; stop++) {
      await page.keyboard.press('Tab');
      stops.push(
        await page.evaluate('document.activeElement.dataset.action ?? document.activeElement.ariaLabel'),
      );
    }
    expect(stops).toEqual(['apply', 'preview', 'Save or copy']);
  });
});

test.each([380, 700])(
  'at %i pixels no view is wider than the panel, and its tab is in sight',
  async (width) => {
    await page.setViewportSize({ width, height: 900 });
    for (const view of VIEWS) {
      await openView(view);
      expect(
        await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
        view,
      ).toBeLessThanOrEqual(0);
      const tab = (await page.locator(`#tab-${view}`).boundingBox())!;
      expect(tab.x, view).toBeGreaterThanOrEqual(0);
      expect(tab.x + tab.width, view).toBeLessThanOrEqual(width + 1);
    }
    await page.setViewportSize({ width: 1200, height: 900 });
  },
);

test('while a further measurement runs the results before it stay open, and its end leads back', async () => {
  await openView('path');
  const tell = (state: object) =>
    page.evaluate(`postMessage(${JSON.stringify({ type: 'state', state })}, '*')`);
  const running: RunningState = {
    kind: 'running',
    subject,
    study: 'Learning curve',
    finishedRuns: 3,
    plannedRuns: 12,
    epochs: 100,
    progress: 0.25,
    secondsLeft: 30,
    backend: 'wasm',
    workers: 2,
    phase: 'training',
    variants: [],
  };
  await tell(running);
  await expect
    .poll(() => page.locator('h1').textContent())
    .toBe('Learning curve: 3 of 12 runs finished, about 30 s left');
  await page.locator('#tab-fit').click();
  await expect.poll(() => page.locator('.stale').textContent()).toContain('A measurement is under way');
  await page.locator('[data-action=progress]').click();
  expect(await page.locator('[role=progressbar]').count()).toBe(1);
  await tell(result);
  await expect.poll(() => page.locator('[aria-selected=true]').getAttribute('id')).toBe('tab-path');
});
