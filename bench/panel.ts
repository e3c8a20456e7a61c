/**
 * The panel's benchmark: 200 runs × 500 epochs in Chromium without a graphics processor. The peer is Chart.js as it
 * comes (its defaults, animation off), drawing the same 200 lines.
 */
import { readFile } from 'node:fs/promises';
import type { CDPSession, Page } from 'playwright-core';
import { editorPage, type Scene } from '../scripts/gallery/pages.mjs';
import { openBrowser } from '../scripts/gallery/shoot.mjs';
import type { Build } from './build.ts';
import { largeState, runsOf } from './panelReport.ts';
import { type Sample, sampleOf } from './sample.ts';

const ROUNDS = 5;
const HOVERS = 40;

/** Milliseconds. */
export interface PanelResult {
  runs: number;
  epochs: number;
  /** From the result's message to the picture. */
  firstPaint: Sample;
  /** From the click on a tab to the picture, by view. */
  opened: Record<string, Sample>;
  /** Work of the browser for one move from row to row: all charts of the view highlight another variant. */
  hoverRow: Sample;
  /** All 200 runs as lines of two charts. */
  lines: { firstPaint: Sample; hover: Sample };
  /** All 200 runs as lines of one chart. */
  peer: { firstPaint: Sample; hover: Sample };
}

const OPENED = ['fit', 'sparsity', 'dropout', 'weights', 'path', 'compare', 'data'];

export async function measurePanel(build: Build): Promise<PanelResult> {
  const state = await largeState();
  const runs = runsOf(state.report);
  const answers = { runs: runs.map(({ entry }) => entry), curves: runs };
  const compare = { runs: answers.runs.map(({ key }) => key), each: true };
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    const stage = await Stage.on(page, await script(build, 'webview/main.ts'));
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const overview = await stage.panel({ state, controls: { view: 'overview' }, answers });
      const hoverRow = await stage.work(HOVERS, MOVE_OVER_ROWS);
      const opened: Record<string, number> = {};
      for (const view of OPENED)
        opened[view] = await stage.time(`document.getElementById('tab-${view}').click()`);
      const lines = await stage.panel({
        state,
        controls: { view: 'compare', options: { compare } },
        answers,
      });
      const hover = await stage.work(HOVERS, MOVE_IN_CHART);
      rounds.push({ firstPaint: overview, hoverRow, opened, lines: { firstPaint: lines, hover } });
    }
    const peer = await peerRounds(
      page,
      await script(build, 'bench/panelPeer.ts'),
      runs.map((run) => run.validationLoss),
    );
    return { runs: runs.length, epochs: state.report.training.epochs, ...summary(rounds), peer };
  } finally {
    await browser.close();
  }
}

interface Round {
  firstPaint: number;
  hoverRow: number;
  opened: Record<string, number>;
  lines: { firstPaint: number; hover: number };
}

function summary(rounds: readonly Round[]): Omit<PanelResult, 'runs' | 'epochs' | 'peer'> {
  const sample = (value: (round: Round) => number) => sampleOf(rounds.map(value));
  return {
    firstPaint: sample((round) => round.firstPaint),
    hoverRow: sample((round) => round.hoverRow),
    opened: Object.fromEntries(OPENED.map((view) => [view, sample((round) => round.opened[view]!)])),
    lines: {
      firstPaint: sample((round) => round.lines.firstPaint),
      hover: sample((round) => round.lines.hover),
    },
  };
}

async function script(build: Build, entry: string): Promise<string> {
  return readFile(await build.bundle(entry, 'browser'), 'utf8');
}

// What runs in the page is text: these files are checked without the DOM's types.

const FRAME = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

const MOVE_OVER_ROWS = `
  const rows = [...document.querySelectorAll('main [data-variant]')];
  for (let at = 0; at < count; at++) {
    rows[at % rows.length].dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
    await new Promise(requestAnimationFrame);
  }`;

const MOVE_IN_CHART = `
  const canvas = document.querySelector('main canvas');
  const { left, top } = canvas.getBoundingClientRect();
  for (let at = 0; at < count; at++) {
    const place = { clientX: left + 80 + 12 * at, clientY: top + 120 };
    canvas.dispatchEvent(new MouseEvent('mousemove', { bubbles: true, ...place }));
    await new Promise(requestAnimationFrame);
  }`;

/** Chart.js answers only where the pointer touches a point: it goes from point to point of one line. */
const MOVE_OVER_POINTS = `
  const canvas = document.querySelector('canvas');
  const { left, top } = canvas.getBoundingClientRect();
  const points = Chart.getChart(canvas).getDatasetMeta(0).data;
  for (let at = 0; at < count; at++) {
    const { x, y } = points[100 + 8 * at];
    canvas.dispatchEvent(new MouseEvent('mousemove', { bubbles: true, clientX: left + x, clientY: top + y }));
    await new Promise(requestAnimationFrame);
  }`;

const ORIGIN = 'http://bench.invalid/';

/** A page that shows one scene after the other. */
class Stage {
  private readonly page: Page;
  private readonly session: CDPSession;
  private readonly code: string;

  private constructor(page: Page, session: CDPSession, code: string) {
    this.page = page;
    this.session = session;
    this.code = code;
  }

  static async on(page: Page, code: string): Promise<Stage> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    return new Stage(page, session, code);
  }

  /** Opens a document whose script is the stage's. */
  async open(html: string): Promise<void> {
    await this.page.unrouteAll();
    await this.page.route('**/*', (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({ contentType: 'text/javascript', body: this.code })
        : route.fulfill({ contentType: 'text/html', body: html }),
    );
    await this.page.goto(ORIGIN);
  }

  /** Opens the panel and gives it the state. @returns milliseconds from the message to the picture */
  async panel(scene: Scene): Promise<number> {
    await this.open(editorPage({ ...scene, state: undefined }, 'dark'));
    await this.page.evaluate(
      `globalThis.prepared = ${JSON.stringify({ type: 'state', state: scene.state })}; 0`,
    );
    return this.time("dispatchEvent(new MessageEvent('message', { data: prepared }))");
  }

  /** @returns milliseconds from the begin of the code to the second frame after it */
  time(code: string): Promise<number> {
    return this.page.evaluate(`(async () => {
      await ${FRAME};
      const begin = performance.now();
      ${code};
      await ${FRAME};
      return performance.now() - begin;
    })()`);
  }

  /** @returns milliseconds that the page's main thread works for each of `count` steps of the code */
  async work(count: number, code: string): Promise<number> {
    await this.page.evaluate(FRAME);
    const before = await this.busySeconds();
    await this.page.evaluate(`(async (count) => { ${code} })(${count})`);
    return (1000 * ((await this.busySeconds()) - before)) / count;
  }

  private async busySeconds(): Promise<number> {
    const { metrics } = await this.session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')!.value;
  }
}

/** One canvas of the size that a chart of the Compare view has. */
async function peerRounds(page: Page, code: string, lines: number[][]): Promise<PanelResult['peer']> {
  const stage = await Stage.on(page, code);
  const html =
    '<!doctype html><body><div id="box" style="width:752px;height:288px"></div><script src="/peer.js"></script>';
  const rounds: { firstPaint: number; hover: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await stage.open(html);
    await page.evaluate(`
      document.body.innerHTML = '<canvas width="752" height="288"></canvas>';
      globalThis.data = { datasets: ${JSON.stringify(lines)}.map((y) => ({ data: y.map((value, x) => ({ x, y: value })) })) }; 0`);
    const firstPaint = await stage.time(
      `new Chart(document.querySelector('canvas'), { type: 'line', data, options: { animation: false, responsive: false, scales: { x: { type: 'linear' } } } })`,
    );
    rounds.push({ firstPaint, hover: await stage.work(HOVERS, MOVE_OVER_POINTS) });
  }
  return {
    firstPaint: sampleOf(rounds.map((round) => round.firstPaint)),
    hover: sampleOf(rounds.map(({ hover }) => hover)),
  };
}
