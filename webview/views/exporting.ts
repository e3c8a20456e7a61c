/** What leaves the panel as a whole: the report in four forms, as Markdown to the clipboard, weights. */
import type { ExportFormat, ResultState } from '../../src/protocol/panel.ts';
import { renderCsv } from '../../src/report/csv.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import type { Report, VariantReport } from '../../src/report/report.ts';
import { type MenuItem, menu } from '../elements/menu.ts';
import { baselineOf, isMeasured, ranked, recommendedOf } from '../measures/ranking.ts';
import { runId } from '../measures/weights.ts';
import { copyText, saveFile } from '../saving.ts';
import type { Actions } from './view.ts';

const LABELS: Record<ExportFormat, string> = {
  html: 'Report as HTML',
  markdown: 'Report as Markdown',
  json: 'Report as JSON',
  csv: 'Variants as CSV',
};

export function exportMenu({ report, interactive }: ResultState, actions: Actions) {
  const send = interactive ? actions.send : undefined;
  return menu('Export', 'export', send ? editorItems(report, send) : pageItems(report));
}

/** The editor asks where to and writes. */
function editorItems(report: Report, send: NonNullable<Actions['send']>): MenuItem[] {
  const formats = Object.entries(LABELS) as [ExportFormat, string][];
  return [
    ...formats.map(([format, label]) => ({
      action: `export-${format}`,
      label: `${label}…`,
      run: () => send({ type: 'exportReport', format }),
    })),
    { action: 'copyReport', label: 'Copy as Markdown', run: () => send({ type: 'copyReport' }) },
    ...storedRuns(report).map(({ run, label }) => ({
      action: `weights-${run}`,
      label: `Weights of ${label} (.safetensors)…`,
      run: () => send({ type: 'exportWeights', run }),
    })),
  ];
}

/** A page of its own has the report in it: it makes the files itself; it is the HTML one. */
function pageItems(report: Report): MenuItem[] {
  const name = `${report.experiment.name}-report`;
  const texts: [Exclude<ExportFormat, 'html'>, string, () => string][] = [
    ['markdown', 'md', () => renderMarkdown(report)],
    ['json', 'json', () => `${JSON.stringify(report, null, 1)}\n`],
    ['csv', 'csv', () => renderCsv(report)],
  ];
  return [
    ...texts.map(([format, ending, content]) => ({
      action: `export-${format}`,
      label: LABELS[format],
      run: () => saveFile({ name: `${name}.${ending}`, content: content(), encoding: 'utf8' }),
    })),
    { action: 'copyReport', label: 'Copy as Markdown', run: () => copyText(renderMarkdown(report)) },
  ];
}

/** The first finished run of the recommended (or the best) variant and of the baseline. */
function storedRuns(report: Report): { run: string; label: string }[] {
  const best = recommendedOf(report) ?? ranked(report).find(isMeasured);
  return [...new Set([best, baselineOf(report)])].flatMap((variant) => (variant ? firstRun(variant) : []));
}

function firstRun({ id, name, seeds }: VariantReport): { run: string; label: string }[] {
  const [seed] = seeds;
  return seed === undefined ? [] : [{ run: runId({ id }, seed), label: `${name}, seed ${seed}` }];
}
