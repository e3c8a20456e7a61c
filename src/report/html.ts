import type { ResultState } from '../protocol/panel.ts';
import type { Report } from './report.ts';

/** Text that may stand inside a script element: nothing in it can end the element or open a comment. */
const inScript = (text: string): string =>
  text.replace(/[<\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);

/**
 * The report as one HTML file that needs nothing else: the panel's script with the report's data.
 * @param panelScript content of `panel.js`
 */
export function renderHtmlReport(report: Report, panelScript: string): string {
  const state: ResultState = {
    kind: 'result',
    subject: {
      model: report.model.name,
      sourceFile: report.model.file,
      sourceLine: report.model.line,
      experimentFile: report.experiment.file,
    },
    report,
    applied: false,
    interactive: false,
  };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(report.model.name)}: ${escapeHtml(report.verdict.text)}</title>
</head>
<body>
<reglens-panel></reglens-panel>
<script type="application/json" id="reglens-state">${inScript(JSON.stringify(state))}</script>
<script>${panelScript.replace(/<\/script/gi, '<\\/script')}</script>
</body>
</html>
`;
}
