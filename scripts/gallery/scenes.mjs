// Every view in every state: what is looked at.
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cancelledOf, emptyOf, failedOf, resultOf, runningOf, WARNING } from './states.mjs';
import { THEMES } from './themes.mjs';

const VIEWS = ['overview', 'fit', 'sparsity', 'dropout', 'weights', 'path', 'compare', 'data'];

/** What was moved on the sliders that train at once. */
const TRIED = { tried: true, l1: 1e-3 };

const scene = (label, state, controls = {}, answers = {}) => ({ label, state, controls, answers });

/** The views of a report; questions are answered. */
function views(report, answers) {
  return VIEWS.map((view) => scene(view, resultOf(report), { view }, answers));
}

/** Every other state the panel can be in, made from one report. */
function states(report, answers) {
  const refused = {
    title: 'The training process was killed',
    code: 'WORKER_DIED',
    explanation: 'It ended with signal SIGKILL.',
    remedy: 'Try again.',
  };
  return [
    scene('applied', resultOf(report, { applied: true, stale: `${report.model.file} has changed since.` })),
    scene('cancelled', resultOf(cancelledOf(report))),
    ...VIEWS.slice(1).map((view) =>
      scene(`cancelled-${view}`, resultOf(cancelledOf(report)), { view }, answers),
    ),
    scene('tried', resultOf(report), { view: 'path', options: { path: TRIED } }, answers),
    scene('smoothed', resultOf(report), { view: 'fit', options: { charts: { smooth: 0.9, bands: false } } }),
    scene('compare-waiting', resultOf(report), { view: 'compare' }),
    scene('compare-refused', resultOf(report), { view: 'compare' }, { refused }),
    scene('empty', emptyOf(report)),
    scene('starting', runningOf(report, 'starting')),
    scene('running', runningOf(report, 'training')),
    scene('study', { ...runningOf(report, 'training'), study: 'Learning curve' }),
    scene('paused', runningOf(report, 'paused')),
    scene('warned', { ...runningOf(report, 'training'), restarts: 1, warning: WARNING }),
    scene('cancelling', runningOf(report, 'cancelling')),
    scene('failed', failedOf(report, false)),
    scene('killed', failedOf(report, true)),
  ];
}

/** The recorded reports, the richest first: its size tells. */
export async function recordedReports(folder) {
  const files = (await readdir(folder)).filter(
    (file) => file.endsWith('.json') && !file.includes('.answers.'),
  );
  if (files.length === 0) throw new Error(`no reports in ${folder}`);
  const reports = await Promise.all(
    files.map(async (file) => {
      const name = basename(file, '.json');
      const text = await readFile(join(folder, file), 'utf8');
      const answers = await readFile(join(folder, `${name}.answers.json`), 'utf8').catch(() => '{}');
      return { name, size: text.length, report: JSON.parse(text), answers: JSON.parse(answers) };
    }),
  );
  return reports.sort((a, b) => b.size - a.size);
}

/** All pictures: the first report in every view, state, theme and width; the others in their views, dark and light. */
export function picturesOf(reports) {
  return reports.flatMap(({ name, report, answers }, index) => {
    const scenes =
      index === 0 ? [...views(report, answers), ...states(report, answers)] : views(report, answers);
    const themes = index === 0 ? THEMES : ['dark', 'light'];
    const pictures = scenes.flatMap((one) =>
      themes.flatMap((theme) => {
        const widths =
          index === 0 && theme === 'dark' && VIEWS.includes(one.label) ? [1200, 700, 380] : [1200, 700];
        return widths.map((width) => picture(`${name}-${one.label}`, one, theme, width, true));
      }),
    );
    return index === 0 ? [...pictures, ...exported(name, report)] : pictures;
  });
}

/** The exported report, which has no editor around it. */
function exported(name, report) {
  const state = resultOf(report, { interactive: false });
  return ['dark', 'light'].flatMap((theme) =>
    [1440, 1200, 700].map((width) => picture(`${name}-report`, scene('report', state), theme, width, false)),
  );
}

/** `live` in an editor, otherwise the exported page. */
function picture(label, shown, theme, width, live) {
  return { name: `${label}-${theme}-${width}`, label, scene: shown, theme, width, live };
}
