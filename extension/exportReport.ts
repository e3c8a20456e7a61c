/** Writes a report as one HTML file that opens in any browser. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { env, Uri, window, workspace } from 'vscode';
import type { Report } from '../src/report/report.ts';
import { experimentName } from './experiments.ts';

/** Asks where to, writes, and offers to open it. `panelScript` is the path of the panel's bundle. */
export async function exportReport(report: Report, experiment: string, panelScript: string): Promise<void> {
  const target = await window.showSaveDialog({
    title: 'Export the report',
    defaultUri: Uri.file(join(dirname(experiment), `${experimentName(experiment)}-report.html`)),
    filters: { HTML: ['html'] },
  });
  if (!target) return;
  const { renderHtmlReport } = await import('../src/report/html.ts');
  const html = renderHtmlReport(report, await readFile(panelScript, 'utf8'));
  await workspace.fs.writeFile(target, new TextEncoder().encode(html));
  const open = 'Open in Browser';
  const message = `The report is written to ${workspace.asRelativePath(target)}.`;
  if ((await window.showInformationMessage(message, open)) === open) await env.openExternal(target);
}
