/** What leaves the panel: reports, pictures, tables, weights. Each asks where to, writes, and offers to open it. */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { env, window } from 'vscode';
import { UserError } from '../src/errors.ts';
import type { ExportFormat, PanelToHost } from '../src/protocol/panel.ts';
import type { Report } from '../src/report/report.ts';
import { storedId } from './asks.ts';
import { exists } from './documents.ts';
import { experimentName } from './experiments.ts';
import { askWhere, offerToOpen, saveFile } from './saving.ts';
import { type ExperimentSession, resultsOf } from './session.ts';

const ENDINGS: Record<ExportFormat, string> = { html: 'html', markdown: 'md', json: 'json', csv: 'csv' };

export class Exports {
  private readonly panelScript: string;

  /** @param panelScript path of the panel's bundle: the HTML report holds it */
  constructor(panelScript: string) {
    this.panelScript = panelScript;
  }

  async report(session: ExperimentSession, format: ExportFormat): Promise<void> {
    const { report } = (await resultsOf(session)).results;
    const ending = ENDINGS[format];
    const target = await askWhere(dirname(session.file), `${experimentName(session.file)}-report.${ending}`);
    if (!target) return;
    await writeFile(target.fsPath, await this.rendered(report, format));
    await offerToOpen(target, 'The report');
  }

  /** As Markdown, for a pull request. */
  async copy(session: ExperimentSession): Promise<void> {
    const { report } = (await resultsOf(session)).results;
    await env.clipboard.writeText(await this.rendered(report, 'markdown'));
    window.setStatusBarMessage('$(check) Report copied as Markdown', 3000);
  }

  /** The weights that a run ended with, in a format that PyTorch, NumPy and Keras users can read. */
  async weights(session: ExperimentSession, run: string): Promise<void> {
    const { runPaths } = await import('../src/experiment/runFiles.ts');
    const prepared = await session.preparation();
    const id = storedId(prepared, run);
    const { weights } = runPaths(prepared.folder, id);
    if (!prepared.runs.some((each) => each.id === id) || !(await exists(weights)))
      throw noWeights(run, weights);
    const target = await askWhere(
      dirname(session.file),
      `${experimentName(session.file)}-${run}.safetensors`,
    );
    if (!target) return;
    await copyFile(weights, target.fsPath);
    await offerToOpen(target, 'The weights are', false);
  }

  /** A picture or table as the panel has made it. */
  async file({ file }: ExperimentSession, saved: Extract<PanelToHost, { type: 'saveFile' }>): Promise<void> {
    await saveFile(dirname(file), { ...saved, name: `${experimentName(file)}-${saved.name}` });
  }

  private async rendered(report: Report, format: ExportFormat): Promise<string> {
    switch (format) {
      case 'html': {
        const { renderHtmlReport } = await import('../src/report/html.ts');
        return renderHtmlReport(report, await readFile(this.panelScript, 'utf8'));
      }
      case 'markdown':
        return (await import('../src/report/markdown.ts')).renderMarkdown(report);
      case 'csv':
        return (await import('../src/report/csv.ts')).renderCsv(report);
      case 'json': {
        const { printJson, runOutput } = await import('../src/report/json.ts');
        return printJson(runOutput(report));
      }
      default:
        return format satisfies never;
    }
  }
}

function noWeights(run: string, file: string): UserError {
  return new UserError({
    code: 'WEIGHTS_MISSING',
    title: `The weights of the run ${run} are not stored`,
    explanation: `${file} was expected.`,
    remedy: 'Measure again: a run that is finished has its weights beside it.',
  });
}
