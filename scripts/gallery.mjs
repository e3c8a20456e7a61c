// Renders every view and state of the panel in every theme and width into test-artifacts/gallery/*.png, from the
// reports in test/fixtures/report/ (or the folder given), under the content security policy of VS Code. Ends with 1
// when the browser reports an error. `--only=TEXT` renders the pictures whose name contains the text, `--panel=FILE`
// takes another bundle than dist/panel.js.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const arguments_ = process.argv.slice(2);
const option = (name) =>
  arguments_.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const only = option('only') ?? '';
const folder =
  arguments_.find((argument) => !argument.startsWith('--')) ?? join(root, 'test/fixtures/report');
const out = join(root, 'test-artifacts/gallery');
const script = await readFile(option('panel') ?? join(root, 'dist/panel.js'), 'utf8');

// The tokens of VS Code's default themes that the panel reads: dark, light, high contrast, high contrast light.
const KINDS = ['vscode-dark', 'vscode-light', 'vscode-high-contrast', 'vscode-high-contrast-light'];
const THEMES = ['dark', 'light', 'hc', 'hc-light'];
const TOKENS = `
foreground #CCCCCC #3B3B3B #FFFFFF #292929
errorForeground #F85149 #CD3131 #F48771 #B5200D
contrastBorder - - #6FC3DF #0F4A85
contrastActiveBorder - - #F38518 #006BBD
editor-background #1F1F1F #FFFFFF #000000 #FFFFFF
editor-foreground #CCCCCC #3B3B3B #FFFFFF #292929
editorHoverWidget-background #202020 #F8F8F8 #0C141F #FFFFFF
editorHoverWidget-border #454545 #C8C8C8 #6FC3DF #0F4A85
panel-border #2B2B2B #E5E5E5 #6FC3DF #0F4A85
widget-border #313131 #E5E5E5 #6FC3DF #0F4A85
focusBorder #0078D4 #005FB8 #F38518 #006BBD
panelTitle-activeBorder #0078D4 #005FB8 #6FC3DF #B5200D
panelTitle-activeForeground #CCCCCC #3B3B3B #FFFFFF #292929
panelTitle-inactiveForeground #9D9D9D #3B3B3B #FFFFFF #292929
button-background #0078D4 #005FB8 #000000 #0F4A85
button-foreground #FFFFFF #FFFFFF #FFFFFF #FFFFFF
button-hoverBackground #026EC1 #0258A8 #0C141F #0F4A85
button-border #ffffff1a #0000001a #6FC3DF #0F4A85
button-secondaryBackground #00000000 #E5E5E5 #000000 #FFFFFF
button-secondaryForeground #CCCCCC #3B3B3B #FFFFFF #292929
button-secondaryHoverBackground #2B2B2B #CCCCCC #0C141F #0F4A85
dropdown-background #313131 #FFFFFF #0C141F #FFFFFF
dropdown-border #3C3C3C #CECECE #6FC3DF #0F4A85
dropdown-foreground #CCCCCC #3B3B3B #FFFFFF #292929
textLink-foreground #4DAAFC #005FB8 #21A6FF #0F4A85
textCodeBlock-background #2B2B2B #F8F8F8 #000000 #F2F2F2
list-hoverBackground #2A2D2E #F2F2F2 #FFFFFF1A #0F4A851A
list-activeSelectionBackground #04395E #E8E8E8 #000000 #0F4A851A
list-activeSelectionForeground #FFFFFF #000000 #FFFFFF #292929
toolbar-hoverBackground #5a5d5e50 #b8b8b850 #FFFFFF1A #00000000
progressBar-background #0078D4 #005FB8 #6FC3DF #0F4A85
inputOption-activeBackground #2489DB82 #BED6ED #00000000 #00000000
inputOption-activeBorder #2488DB #005FB8 #F38518 #006BBD
diffEditor-insertedLineBackground #9bb95533 #9bb95533 - -
diffEditor-removedLineBackground #ff000033 #ff000026 - -
editorWarning-foreground #CCA700 #895503 #FFD370 #895503
`
  .trim()
  .split('\n')
  .map((line) => line.split(' '));

function tokensOf(theme) {
  const column = 1 + THEMES.indexOf(theme);
  const colours = TOKENS.filter((row) => row[column] !== '-').map(
    (row) => `--vscode-${row[0]}: ${row[column]};`,
  );
  return `${colours.join(' ')} --vscode-font-family: "Liberation Sans", sans-serif; --vscode-editor-font-family: "Liberation Mono", monospace;`;
}

const inScript = (value) => JSON.stringify(value).replace(/</g, '\\u003c');

/** The document that the extension would make, with its policy, and an editor that answers `ready` once. */
function editorPage(state, controls, theme) {
  const nonce = 'Z2FsbGVyeQ';
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'self'; font-src 'self'`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}"><title>gallery</title></head>
<body class="${KINDS[THEMES.indexOf(theme)]}" data-vscode-theme-kind="${KINDS[THEMES.indexOf(theme)]}">
<script nonce="${nonce}">
document.documentElement.style.cssText = ${inScript(tokensOf(theme))};
globalThis.acquireVsCodeApi = () => ({
  getState: () => ({ controls: ${inScript(controls)} }),
  setState() {},
  postMessage(message) { if (message.type === 'ready') postMessage({ type: 'state', state: ${inScript(state)} }, '*'); },
});
</script><script nonce="${nonce}" src="/panel.js"></script></body></html>`;
}

/** The exported report: no editor, no tokens. */
function reportPage(state) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>gallery</title></head><body>
<reglens-panel></reglens-panel><script type="application/json" id="reglens-state">${inScript(state)}</script>
<script src="/panel.js"></script></body></html>`;
}

function subjectOf(report) {
  const { model, experiment } = report;
  return {
    model: model.name,
    sourceFile: model.file,
    sourceLine: model.line,
    experimentFile: experiment.file,
  };
}

function resultOf(report, rest = {}) {
  return {
    kind: 'result',
    subject: subjectOf(report),
    report,
    applied: false,
    interactive: true,
    ...rest,
  };
}

function emptyOf(report) {
  const { model, data, training, variants } = report;
  const { rows } = data;
  const kind = data.classes ? `${data.classes.length} classes` : 'a number';
  return {
    kind: 'empty',
    subject: subjectOf(report),
    model: `${model.architecture}, ${model.parameters.toLocaleString('en-US')} parameters, ${model.regularization}`,
    data: {
      text: `${data.file}, ${data.columns.length} columns, target ${data.target} (${kind})`,
      detail: `${rows.training} train, ${rows.validation} validation, ${rows.test} test`,
    },
    plan: {
      text: `${variants.length} variants × ${training.seeds.length} seeds × ${training.epochs} epochs`,
      detail: variants.map((variant) => variant.name).join(', '),
    },
    estimate: {
      text: 'About 2 min with 2 workers',
      detail:
        '17,226 parameters, 3.3 MFLOP a step and run, 48 GFLOP in all; up to 15 runs together, about 140 MB a worker',
    },
  };
}

const WARNING =
  '1 group of kernels failed the self-test and slower operations took their place: product (3 of 64 numbers differ).';

/** As if the last seeds were still under way. */
function runningOf(report, phase) {
  const { epochs, seeds } = report.training;
  const share = phase === 'starting' ? 0 : 0.7;
  const variants = report.variants.map(({ id, name, family, settings, curves, bestValidationLoss }) => ({
    variant: { id, name, family, settings },
    seeds: seeds.map((seed, index) => ({
      seed,
      epochs: Math.round(epochs * Math.min(1, Math.max(0, share * seeds.length - index))),
      stopped: phase !== 'starting' && id === report.variants.at(-1).id && index === 1,
      ...(phase !== 'starting' && id === report.variants[1]?.id && index === 1 && { ended: true }),
    })),
    validationLoss: share ? curves.validationLoss.mean : [],
    lowest: share ? { mean: bestValidationLoss.mean, standardError: bestValidationLoss.standardError } : null,
  }));
  const planned = variants.length * seeds.length;
  return {
    kind: 'running',
    subject: subjectOf(report),
    finishedRuns: Math.floor(planned * share),
    plannedRuns: planned,
    epochs,
    progress: share * 1.1,
    secondsLeft: share ? 70 : null,
    backend: report.execution.backend,
    workers: report.execution.workers,
    phase,
    variants,
  };
}

function failedOf(report, resumes) {
  const problem = resumes
    ? {
        code: 'WORKER_DIED',
        title: 'The training process was killed',
        explanation: 'It ended with signal SIGKILL after 12 of 30 runs, at epoch 37 of 100.',
        remedy: 'Resume: it continues after the last finished epoch.',
        technical: ['signal SIGKILL', 'pid 4711'],
      }
    : {
        code: 'DATA_TARGET_MISSING',
        title: `${report.data.file} has no column “label”`,
        explanation: `The plan ${report.experiment.file} names “label” as the target. The file has 65 columns; “${report.data.target}”, the last one, looks like a target: whole numbers, 10 distinct values.`,
        suggestions: [
          {
            label: `Use “${report.data.target}” and run`,
            path: ['data', 'target'],
            value: report.data.target,
          },
        ],
        technical: [
          `target "label"  ${report.experiment.file}:5:13`,
          'reader: csv, 1,797 rows, utf-8, comma',
        ],
        location: { file: report.experiment.file, line: 5, column: 13 },
      };
  return {
    kind: 'failed',
    subject: subjectOf(report),
    problem,
    kept: resumes ? '12 of 30 runs are finished and kept.' : 'Nothing was trained.',
    hasReport: !resumes,
    canResume: resumes,
    runsLeft: resumes ? 18 : undefined,
  };
}

/** Some runs became NaN, one variant never finished, and it was cancelled. */
function cancelledOf(report) {
  const estimate = { mean: null, standardError: null, seeds: 0 };
  const names = ['trainLoss', 'trainLossDropoutOn', 'penalty', 'validationLoss', 'testLoss', 'gap'];
  const stopped = report.training.seeds.map((seed) => ({
    seed,
    reason: 'training loss became NaN in epoch 3.',
  }));
  const none = {
    ...Object.fromEntries(names.map((name) => [name, estimate])),
    stopped,
    seeds: [],
    layers: [],
    pruning: [],
    inputMaxima: [],
    inputNorms: [],
    rise: undefined,
    difference: undefined,
    testAccuracy: report.data.classes && estimate,
  };
  const variants = report.variants.map((variant, index) =>
    index === report.variants.length - 2 ? { ...variant, ...none } : variant,
  );
  const { plannedRuns } = report.execution;
  return {
    ...report,
    variants,
    execution: { ...report.execution, finishedRuns: Math.floor(plannedRuns * 0.8) },
    recommendation: {
      variant: null,
      text: 'No variant beats none: every interval includes 0.',
      reason: 'Keep the model as it is: regularization changes nothing that this experiment could see.',
      support: '95\u202f% intervals over 3 seeds, corrected for 9 comparisons.',
    },
  };
}

const scene = (label, state, controls = {}) => ({ label, state, controls });

/** The three views of a report. */
function views(report) {
  const result = resultOf(report);
  return [
    scene('overview', result),
    scene('fit', result, { view: 'fit' }),
    scene('sparsity', result, { view: 'sparsity' }),
  ];
}

/** Every other state the panel can be in, made from one report. */
function states(report) {
  return [
    scene('applied', resultOf(report, { applied: true, stale: `${report.model.file} has changed since.` })),
    scene('cancelled', resultOf(cancelledOf(report))),
    scene('empty', emptyOf(report)),
    scene('starting', runningOf(report, 'starting')),
    scene('running', runningOf(report, 'training')),
    scene('paused', runningOf(report, 'paused')),
    scene('warned', { ...runningOf(report, 'training'), restarts: 1, warning: WARNING }),
    scene('cancelling', runningOf(report, 'cancelling')),
    scene('failed', failedOf(report, false)),
    scene('killed', failedOf(report, true)),
  ];
}

/** The first report in every view, state, theme and width; the others in their views, dark and light. */
function picturesOf(report, name, isFirst) {
  const scenes = isFirst ? [...views(report), ...states(report)] : views(report);
  const themes = isFirst ? THEMES : ['dark', 'light'];
  const pictures = scenes.flatMap(({ label, state, controls }) =>
    themes.flatMap((theme) => {
      const html = editorPage(state, controls, theme);
      return [1200, 700].map((width) => ({ label: `${name}-${label}`, html, theme, width }));
    }),
  );
  const html = reportPage(resultOf(report, { interactive: false }));
  const exported = ['dark', 'light'].flatMap((theme) =>
    [1440, 1200, 700].map((width) => ({ label: `${name}-report`, html, theme, width })),
  );
  return isFirst ? [...pictures, ...exported] : pictures;
}

/** Takes one picture; returns what the browser complained about. */
async function shoot(page, { label, html, theme, width }) {
  const name = `${label}-${theme}-${width}`;
  const errors = [];
  const complain = (text) => errors.push(`${name}: ${text}`);
  const onConsole = (message) => {
    if (['error', 'warning'].includes(message.type())) complain(message.text());
  };
  const onError = (error) => complain(error.stack);
  page.on('console', onConsole);
  page.on('pageerror', onError);
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: theme.endsWith('light') ? 'light' : 'dark' });
  await page.route('**/*', (route) =>
    route.request().url().endsWith('/panel.js')
      ? route.fulfill({ contentType: 'text/javascript', body: script })
      : route.fulfill({ contentType: 'text/html', body: html }),
  );
  await page.goto('http://gallery.invalid/');
  await page.waitForSelector('reglens-panel main > *');
  await page.waitForTimeout(100);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) complain(`${wide} pixels wider than the panel`);
  await page.screenshot({ path: join(out, `${name}.png`), fullPage: true });
  await page.unrouteAll();
  page.off('console', onConsole);
  page.off('pageerror', onError);
  return errors;
}

const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
if (files.length === 0) throw new Error(`no reports in ${folder}`);
// The richest report first: its size tells.
const reports = await Promise.all(
  files.map(async (file) => ({
    name: basename(file, '.json'),
    text: await readFile(join(folder, file), 'utf8'),
  })),
);
reports.sort((a, b) => b.text.length - a.text.length);
const pictures = reports
  .flatMap(({ name, text }, index) => picturesOf(JSON.parse(text), name, index === 0))
  .filter(({ label, theme, width }) => `${label}-${theme}-${width}`.includes(only));
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--force-color-profile=srgb',
  ],
});
const page = await browser.newPage();
const problems = [];
for (const picture of pictures) problems.push(...(await shoot(page, picture)));
await browser.close();
console.log(`${pictures.length} pictures in ${out}`);
if (problems.length > 0) {
  console.error(`${problems.length} problems:\n${problems.join('\n')}`);
  process.exitCode = 1;
}
