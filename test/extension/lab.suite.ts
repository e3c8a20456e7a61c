import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { RunOutput } from '../../src/report/json.ts';
import type { Estimate, VariantReport } from '../../src/report/report.ts';
import { formatLoss, formatPercent } from '../../src/words.ts';
import { useEditor } from './harness/editor.ts';
import { changeDigits } from './harness/experiments.ts';
import { Panel, VIEWS, type View } from './harness/panel.ts';
import { root } from './harness/paths.ts';
import { plain, type Workbench } from './harness/workbench.ts';

/** So high that a view is seen to its end. */
const WHOLE = { width: 1440, height: 2400 };

/** What the digits example shows in seconds: every family, both ways of L1, and a model that overfits soon. */
function makeLab(document: Record<string, unknown>): void {
  document.training = { optimizer: 'adam', learningRate: 0.005, batchSize: 32, epochs: 40 };
  document.variants = [
    {},
    { l1: 0.001 },
    { l1: 0.001, l1Mode: 'proximal' },
    { l1: 0.01 },
    { l2: 0.0001 },
    { l2: 0.001 },
    { l2: 0.01 },
    { dropout: 0.2 },
    { dropout: 0.5 },
    { dropout: 0.3, l2: 0.001 },
    { batchNormalization: true },
  ];
  document.seeds = 4;
}

const RUNS = 44;

/** What each view's finding says; hyphens as they are typed. */
const HEADINGS: Record<View, RegExp> = {
  overview: /^Without regularization this model overfits from epoch \d+: .+ lowers its test loss by \d+\s%/,
  fit: / closes (all|\d+\s%) of the generalization gap, \d\.\d{3} to /,
  sparsity: /^L1 1e-3 proximal brings \d+\s% of the first layer to \|w\| ≤ 1e-3; L2 1e-3 brings \d+\s%\.$/,
  dropout: /^With dropout 0\.\d.*, validation loss (stays|is) below the reported training loss/,
  weights: /^dense of .+: \S+\s% of 8,192 weights are at most 1e-3, /,
  path: /^L1 proximal is measured at one λ only, 1e-3: \d+\s% of the network’s weights are exactly 0 there/,
  compare: /^.+ has a lower test loss than None, by \d\.\d{3}\.$/,
  data: /^1,797 rows, 64 inputs, 10 classes: nothing in the split misleads\.$/,
};

const run = promisify(execFile);

/** What the command line says of the same folder, where everything is stored. */
async function commandLine(workspace: string, experiment: string): Promise<RunOutput> {
  const file = join(workspace, experiment, `${experiment}.reglens.json`);
  const args = ['run', file, '--json', '--report', join(workspace, 'by-command-line.html')];
  const options = { maxBuffer: 2 ** 28 };
  const { stdout } = await run(process.execPath, [join(root, 'dist', 'cli.js'), ...args], options);
  return JSON.parse(stdout);
}

/** When each stored result was written: a run that is trained again is written again. */
async function writtenAt(workspace: string, experiment: string): Promise<Record<string, number>> {
  const folder = join(workspace, experiment, '.reglens', experiment);
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.result.json'));
  const times = files.map(async (file) => [file, (await stat(join(folder, file))).mtimeMs] as const);
  return Object.fromEntries(await Promise.all(times));
}

const byName =
  ({ variants }: RunOutput) =>
  (name: string) =>
    variants.find((variant) => variant.name === name) as VariantReport;

const typed = (text: string) => text.replaceAll('\u2011', '-');

/** The texts of what `cell` finds in each of what `rows` finds. */
async function texts(panel: Panel, rows: string, cell: string): Promise<string[][]> {
  const found = await (await panel.locator(rows)).all();
  return Promise.all(
    found.map(async (row) =>
      (await row.locator(cell).allTextContents()).map((text) => typed(plain(text).replace(/\s+/g, ' '))),
    ),
  );
}

/** The panel alone, over the whole window, or beside the model again. */
async function toggleMaximized(workbench: Workbench): Promise<void> {
  await workbench.page.locator('.tab', { hasText: 'Regularization: ' }).click();
  await workbench.command('View: Toggle Maximize Editor Group');
}

/** Each test goes on where the one before it ended. */
describe('The lab on the digits', () => {
  const editor = useEditor({ prepare: (workspace) => changeDigits(workspace, makeLab) });
  const panel = () => new Panel(editor.workbench);
  const said = async (selector: string) => typed(plain(await (await panel().locator(selector)).innerText()));
  let report: RunOutput;

  test('a measurement ends in eight views', async () => {
    await editor.workbench.openFile('digits/model.py');
    await editor.workbench.lens('Measure regularization').click();
    await panel().results();
    await editor.workbench.page.setViewportSize(WHOLE);
    await toggleMaximized(editor.workbench);
  });

  test.each(VIEWS)('%s: its finding is said, its charts are drawn', async (view) => {
    await panel().open(view);
    await expect.poll(async () => typed(await panel().heading())).toMatch(HEADINGS[view]);
    if (view === 'path') await panel().says(/L1 (keeps|drops) .+ at its best λ/);
    if (view === 'sparsity') await panel().says(/Contours: training loss/);
    await panel().expectCharts();
    await editor.workbench.screenshot(`lab-${view}-dark`);
  });

  test('the command line trains nothing again, and prints the same numbers: overview', async () => {
    const before = await writtenAt(editor.workspace, 'digits');
    report = await commandLine(editor.workspace, 'digits');
    expect(await writtenAt(editor.workspace, 'digits')).toEqual(before);
    expect(Object.keys(before)).toHaveLength(RUNS);
    await panel().open('overview');
    const { verdict, recommendation, variants } = report;
    expect(typed(await panel().heading())).toBe(`${verdict.text} ${recommendation.text}`);
    const rows = await texts(panel(), '.forest .fr[data-variant]', ':scope > span');
    const shown = rows.map(([name, , loss, , accuracy]) => [name, loss, accuracy]);
    const printed = variants.map(({ name, testLoss, testAccuracy }) => [
      name,
      `${formatLoss(testLoss.mean!)} ± ${formatLoss(testLoss.standardError!)}`,
      plain(formatPercent(testAccuracy!.mean!, 1)).replace(/\s+/g, ' '),
    ]);
    expect(shown.sort()).toEqual(printed.sort());
  });

  test('the same numbers: calibration, dropout on and off', async () => {
    const variant = byName(report);
    await panel().open('fit');
    const error = ({ calibration }: VariantReport) => formatPercent(calibration!.error.mean!, 1);
    const compared = report.recommendation.variant!;
    const errors = [variant('No regularization'), variant(compared)].map(error).join(' against ');
    expect(await panel().text()).toContain(`Expected calibration error ${errors}`);
    await panel().open('dropout');
    const id = await (await panel().locator('#dropout-variant')).evaluate(
      (select) => (select as unknown as { value: string }).value,
    );
    const { on, off } = report.variants.find((one) => one.id === id)!.dropout!;
    const number = ({ mean, standardError }: Estimate) =>
      `${formatLoss(mean!)} ± ${formatLoss(standardError!)}`;
    expect((await texts(panel(), 'table tr', 'td, th')).filter(([name]) => /^T.* loss$/.test(name!))).toEqual(
      [
        ['Training loss', number(on.trainLoss), number(off.trainLoss)],
        ['Test loss', number(on.testLoss), number(off.testLoss)],
      ],
    );
  });

  test('a further measurement is made from its offer, with its title, and its finding appears', async () => {
    await panel().open('fit');
    await panel().click('measure-learningCurve');
    await (await panel().action('cancel')).waitFor();
    await panel().says(/Learning curve: \d+ of \d+ runs finished/);
    await editor.workbench.screenshot('lab-study-running-dark');
    await panel().results();
    await (await panel().locator('[data-chart="fit-learning-curve"]')).waitFor();
    await panel().expectCharts();
    expect(await panel().text()).not.toContain('Would more data help?');
    expect(await panel().text()).toMatch(/data (would|may|cannot|does)/i);
    await editor.workbench.screenshot('lab-study-dark');
  });

  test('a λ that is tried trains at once, and the next one too', async () => {
    await panel().open('path');
    await panel().slide('try-l1', 10);
    await expect.poll(() => said('.try-says')).toMatch(/^L1 1e-3: validation loss .*40 epochs in \d/s);
    const first = await said('.try-says');
    await panel().slide('try-l1', 14);
    await expect.poll(() => said('.try-says')).toMatch(/^L1 2e-2: validation loss .*40 epochs in \d/s);
    expect(await said('.try-says')).not.toBe(first);
    await panel().expectCharts();
    await editor.workbench.screenshot('lab-try-dark');
  });

  test('the slider of λ moves the solutions on the plane of two weights', async () => {
    await panel().open('sparsity');
    const sentence = () => said('reglens-plane .says');
    await panel().slide('plane-strength', 0);
    await expect.poll(sentence).toMatch(/^Without a penalty the loss on this plane is lowest at w₁ = /);
    await panel().slide('plane-strength', 60);
    await expect.poll(sentence).toMatch(/L1 puts both weights at exactly 0/);
    await panel().slide('plane-strength', 45);
    await expect.poll(sentence).toMatch(/^At λ /);
    await panel().expectCharts();
  });

  test('the weights are drawn one by one, and are what the file of the run holds', async () => {
    await panel().open('weights');
    await (await panel().locator('reglens-heat canvas')).first().waitFor();
    await panel().expectCharts();
    await panel().click('exportWeights');
    const file = join(editor.workspace, 'weights.safetensors');
    await editor.workbench.saveAs('digits-l2-1e-3-seed1.safetensors', file);
    await editor.workbench.notification('saved as weights.safetensors').waitFor();
    const bytes = await readFile(file);
    const length = Number(bytes.readBigUInt64LE(0));
    const { __metadata__: _, ...tensors } = JSON.parse(bytes.toString('utf8', 8, 8 + length));
    const shapes = Object.values<{ shape: number[] }>(tensors).map(({ shape }) => shape.join('×'));
    expect(shapes).toEqual(expect.arrayContaining(['64×128', '128', '128×64', '64', '64×10', '10']));
  });

  test('a chart is saved as a picture in two formats', async () => {
    await panel().open('fit');
    const png = join(editor.workspace, 'fit.png');
    await panel().choose('savePng', 'fit-baseline');
    await editor.workbench.saveAs('digits-fit-baseline.png', png);
    await editor.workbench.notification('saved as fit.png').waitFor();
    const bytes = await readFile(png);
    expect(bytes.toString('latin1', 0, 8)).toBe('\x89PNG\r\n\x1a\n');
    expect(bytes.readUInt32BE(16)).toBeGreaterThan(400);
    const svg = join(editor.workspace, 'fit.svg');
    await panel().choose('saveSvg', 'fit-baseline');
    await editor.workbench.saveAs('digits-fit-baseline.svg', svg);
    await editor.workbench.notification('saved as fit.svg').waitFor();
    expect(await readFile(svg, 'utf8')).toMatch(
      /^<svg [^>]*xmlns=.*No regularization: overfits from epoch.*<\/svg>\s*$/s,
    );
  });

  test('the report is saved as Markdown, and copied', async () => {
    await editor.workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const file = join(editor.workspace, 'report.md');
    await panel().choose('export-markdown');
    await editor.workbench.saveAs('digits-report.md', file);
    await editor.workbench.notification('saved as report.md').waitFor();
    const markdown = await readFile(file, 'utf8');
    expect(markdown).toContain(report.recommendation.text);
    expect(markdown).toContain('| No regularization |');
    await panel().choose('copyReport');
    await editor.workbench.statusBarItem('Report copied as Markdown').waitFor();
    const copied = () => editor.workbench.page.evaluate('navigator.clipboard.readText()');
    await expect.poll(copied).toBe(markdown);
    await editor.workbench.command('Notifications: Clear All Notifications');
    await toggleMaximized(editor.workbench);
  });

  test.each([
    ['light', 'Light 2026'],
    ['high-contrast', 'Dark High Contrast'],
  ])('every view follows the theme, beside the model: %s', async (name, theme) => {
    await editor.workbench.theme(theme);
    for (const view of VIEWS) {
      await panel().open(view);
      // The plane of the Sparsity view waits until it is in sight.
      if (view !== 'sparsity') await expect.poll(() => panel().text()).not.toContain(' …');
      await panel().expectCharts();
      await editor.workbench.screenshot(`lab-${view}-${name}`);
    }
  });

  test('Apply writes the change, and the lens says what it was measured to do', async () => {
    const { settings, name } = byName(report)(report.recommendation.variant!);
    await panel().open('overview');
    const { added } = await panel().change();
    await panel().click('apply');
    await panel().says(/Applied to model\.py/);
    const lines = (await editor.workbench.editorLines()).map((line) => line.trim());
    expect(lines).toEqual(expect.arrayContaining(added));
    expect(settings.l2).toBeGreaterThan(0);
    await expect
      .poll(async () => (await editor.workbench.lenses())[0])
      .toContain(`Measured: ${name} lowers test loss by`);
  });
});

/** A plan that is soon measured, and whose bootstrap replicas take long enough to be interrupted. */
function makeInterruptible(document: Record<string, unknown>): void {
  document.training = { optimizer: 'adam', learningRate: 0.001, batchSize: 4, epochs: 40 };
  document.variants = [{}, { l2: 0.001 }];
  document.seeds = 2;
}

describe('A further measurement that is cancelled', () => {
  const editor = useEditor({ prepare: (workspace) => changeDigits(workspace, makeInterruptible) });
  const panel = () => new Panel(editor.workbench);

  test('says what is kept of it, in the notification and in its offer', async () => {
    await editor.workbench.openFile('digits/model.py');
    await editor.workbench.lens('Measure regularization').click();
    await panel().results();
    await panel().open('overview');
    await panel().says(/Is the error bias or variance\? Not measured yet/);
    await panel().click('measure-replicas');
    await panel().says(/Bias and variance: \d+ of \d+ runs finished/);
    await panel().says(/[1-9]\d*\s%/);
    await panel().click('cancel');
    const kept =
      /\d+ of \d+ runs (is|are) kept|None of its \d+ runs is finished; the epochs done so far are kept/;
    const said = editor.workbench.notification(/“Bias and variance” was cancelled\./);
    expect(plain(await said.innerText())).toMatch(kept);
    await panel().says(
      /Is the error bias or variance\? (Not finished: the epochs so far of \d+|\d+ of \d+) runs/,
    );
    await editor.workbench.screenshot('lab-study-cancelled-dark');
  });

  test('and goes on by Resume, to its end', async () => {
    const said = editor.workbench.notification(/“Bias and variance” was cancelled\./);
    await said.getByRole('button', { name: 'Resume' }).click();
    await panel().says(/Bias and variance: \d+ of \d+ runs finished/);
    await panel().results();
    await panel().open('overview');
    await (await panel().action('show-replicas')).waitFor();
    expect(
      await panel()
        .locator('[data-action="measure-replicas"]')
        .then((found) => found.count()),
    ).toBe(0);
    expect(await editor.log()).not.toContain('NO_EXPERIMENT');
  });
});

/** The linear model with known coefficients, as it is shipped. */
describe('The lab on the sparse linear example', () => {
  const editor = useEditor();
  const panel = () => new Panel(editor.workbench);

  test('is measured as it is shipped', async () => {
    await editor.workbench.openFile('sparse-linear/model.py');
    await editor.workbench.lens('Measure regularization').click();
    await panel().results();
    await editor.workbench.page.setViewportSize(WHOLE);
    await toggleMaximized(editor.workbench);
  });

  test('L1 keeps exactly the columns with a true coefficient, by name', async () => {
    const truth = JSON.parse(await readFile(join(editor.workspace, 'sparse-linear', 'truth.json'), 'utf8'));
    await panel().open('sparsity');
    await (await panel().button('0.15')).click();
    await panel().says(/L1 drops 44 of 50 input columns/);
    const [[note]] = (await texts(panel(), '.inputs', 'p.note')) as [[string]];
    const kept = /L1 keeps ([^.;]+)\./.exec(note)?.[1]?.split(/, | and /);
    expect(kept?.sort()).toEqual(Object.keys(truth.coefficients).sort());
    await panel().expectCharts();
    await editor.workbench.screenshot('lab-support-dark');
  });

  test('the path of the linear model names the columns', async () => {
    await panel().open('path');
    await panel().says(/L1 keeps .+ at its best λ/);
    await panel().expectCharts();
    await editor.workbench.screenshot('lab-linear-path-dark');
  });

  test('a proximal step is recommended, and that no layer can be written so is said', async () => {
    await panel().open('overview');
    const report = await commandLine(editor.workspace, 'sparse-linear');
    expect(byName(report)(report.recommendation.variant!).settings).toMatchObject({ l1Mode: 'proximal' });
    await panel().says(`${report.recommendation.variant}: not written into model.py for you`);
    await editor.workbench.screenshot('lab-sparse-overview-dark');
  });
});
