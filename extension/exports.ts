/** What leaves the panel: reports, pictures, tables, weights. Each asks where to, writes, and offers to open it. */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { commands, env, Uri, window, workspace } from 'vscode';
import { UserError } from '../src/errors.ts';
import type { ExportFormat, PanelToHost } from '../src/protocol/panel.ts';
import type { Report } from '../src/report/report.ts';
import { storedId } from './asks.ts';
import { exists } from './documents.ts';
import { experimentName } from './experiments.ts';
import { type ExperimentSession, resultsOf } from './session.ts';

const ENDINGS: Record<ExportFormat, { name: string; ending: string }> = {
  html: { name: 'HTML', ending: 'html' },
  markdown: { name: 'Markdown', ending: 'md' },
  json: { name: 'JSON', ending: 'json' },
  csv: { name: 'CSV', ending: 'csv' },
};

/** What a file in another form is called in the dialog. */
const FILTERS: Record<string, string> = {
  png: 'PNG',
  svg: 'SVG',
  csv: 'CSV',
  json: 'JSON',
  safetensors: 'Safetensors',
};

export class Exports {
  private readonly panelScript: string;

  /** @param panelScript path of the panel's bundle: the HTML report holds it */
  constructor(panelScript: string) {
    this.panelScript = panelScript;
  }

  async report(session: ExperimentSession, format: ExportFormat): Promise<void> {
    const { report } = (await resultsOf(session)).results;
    const { name, ending } = ENDINGS[format];
    const target = await ask(session, `${experimentName(session.file)}-report.${ending}`, name);
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
    const target = await ask(session, `${experimentName(session.file)}-${run}.safetensors`, 'Safetensors');
    if (!target) return;
    await copyFile(weights, target.fsPath);
    await offerToOpen(target, 'The weights are', false);
  }

  /** A picture or table as the panel has made it. */
  async file(
    session: ExperimentSession,
    { name, content, encoding }: Extract<PanelToHost, { type: 'saveFile' }>,
  ): Promise<void> {
    const safe = name.replaceAll(/[^\w.-]+/g, '-');
    const ending = extname(safe).slice(1);
    const target = await ask(session, `${experimentName(session.file)}-${safe}`, FILTERS[ending] ?? ending);
    if (!target) return;
    await writeFile(target.fsPath, Buffer.from(content, encoding));
    await offerToOpen(target, ending === 'png' || ending === 'svg' ? 'The picture' : 'The table');
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

/** Where to: beside the experiment unless the user says otherwise. */
function ask({ file }: ExperimentSession, name: string, filter: string): Thenable<Uri | undefined> {
  return window.showSaveDialog({
    title: `Save ${name}`,
    defaultUri: Uri.file(join(dirname(file), name)),
    filters: { [filter]: [extname(name).slice(1)] },
  });
}

/** Pages open in the browser, everything else in the editor; weights in neither. */
async function offerToOpen(target: Uri, what: string, opens = true): Promise<void> {
  const page = extname(target.fsPath) === '.html';
  const label = page ? 'Open in Browser' : 'Open';
  const verb = what.endsWith(' are') ? what : `${what} is`;
  const message = `${verb} saved as ${workspace.asRelativePath(target)}.`;
  const chosen = await window.showInformationMessage(message, ...(opens ? [label] : []));
  if (chosen !== label) return;
  if (page) await env.openExternal(target);
  else await commands.executeCommand('vscode.open', target);
}

function noWeights(run: string, file: string): UserError {
  return new UserError({
    code: 'WEIGHTS_MISSING',
    title: `The weights of the run ${run} are not stored`,
    explanation: `${file} was expected.`,
    remedy: 'Measure again: a run that is finished has its weights beside it.',
  });
}
