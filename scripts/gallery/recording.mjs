// Records the answers to what the views of a report ask: from the runs that were stored, by the product's own code.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readExperiment } from '../../src/experiment/file.ts';
import { LabWorker } from '../../src/experiment/labWorker.ts';
import { prepareExperiment } from '../../src/experiment/session.ts';
import { storedCurves, storedRuns } from '../../src/experiment/stored/runs.ts';
import { storedTensor } from '../../src/experiment/stored/tensor.ts';
import { picturesOf } from './scenes.mjs';
import { openBrowser, openPicture } from './shoot.mjs';

/** Where the experiment seems to lie. */
const WORKSPACE = '/workspace';

/** What is asked leads to further questions: where to look is known after the first answer. */
const ROUNDS = 4;

/**
 * @param report as it will be kept
 * @param file the experiment, whose runs are finished
 * @param dist folder of `panel.js` and `worker.cjs`
 */
export async function recordAnswers(report, file, dist) {
  const prepared = await prepareExperiment(await readExperiment(file));
  const runs = await storedRuns(file, 'latest');
  const curves = runs.map(({ key }) => storedCurves(key)).filter(Boolean);
  const lab = new LabWorker({ workerPath: join(dist, 'worker.cjs'), backend: 'auto', prepared });
  const answers = { recorded: [], ...moved({ runs, curves }, dirname(file)) };
  const script = await readFile(join(dist, 'panel.js'), 'utf8');
  const browser = await openBrowser();
  const asked = new Set();
  try {
    const page = await browser.newPage();
    for (let round = 0; round < ROUNDS; round++) {
      const asks = await openAsks(page, report, answers, script, asked);
      if (asks.length === 0) break;
      for (const ask of asks) answers.recorded.push({ ask, answer: await answerTo(ask, prepared, lab) });
    }
    return { ...answers, curves: answers.curves.filter(({ entry }) => asked.has(entry.key)) };
  } finally {
    await browser.close();
    lab.dispose();
  }
}

/** The text of paths without the folder in which it was recorded. */
const moved = (value, folder) => JSON.parse(JSON.stringify(value).replaceAll(folder, WORKSPACE));

async function answerTo(ask, prepared, lab) {
  if (ask.kind === 'lab') return { kind: 'lab', answer: await lab.ask(ask.ask) };
  const group = prepared.groups.find(({ runs }) => runs.some(({ id }) => id === ask.run));
  const { values, ...tensor } = storedTensor(prepared.folder, group.architecture.network, ask.run, ask.layer);
  return { kind: 'tensor', layer: ask.layer, ...tensor, values: [...values] };
}

/** The questions of all views that have no answer yet, each once; notes the runs whose curves are `asked`. */
async function openAsks(page, report, answers, script, asked) {
  const asks = new Map();
  const known = new Set(answers.recorded.map(({ ask }) => JSON.stringify(ask)));
  const pictures = picturesOf([{ name: 'recorded', report, answers }]).filter(
    ({ scene, theme, width }) => scene.answers.runs && theme === 'dark' && width === 1200,
  );
  for (const picture of pictures) {
    await openPicture(page, picture, script);
    for (const { ask } of await page.evaluate(() => sent.filter(({ type }) => type === 'ask'))) {
      if (ask.kind === 'curves') for (const key of ask.keys) asked.add(key);
      else if (ask.kind !== 'runs' && !known.has(JSON.stringify(ask))) asks.set(JSON.stringify(ask), ask);
    }
  }
  return [...asks.values()];
}
