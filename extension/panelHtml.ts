/** The documents of the results panel and of the audit. Their content security policy lets nothing in but our own script and styles. */

export interface WebviewResources {
  /** `webview.cspSource`. */
  cspSource: string;
  /** Address of the view's bundle. */
  script: string;
  nonce: string;
  title: string;
}

export interface PanelResources extends WebviewResources {
  /** Absolute path of the experiment file; the restored panel is found by it. */
  experiment: string;
}

export const panelHtml = ({ experiment, ...resources }: PanelResources): string =>
  webviewHtml(resources, 'reglens-panel', rememberScript('experiment', experiment));

export const auditHtml = (resources: WebviewResources): string => webviewHtml(resources, 'reglens-audit');

/** The target is kept by the view, so that the host can restore it after a reload. */
export const filesHtml = ({ target, ...resources }: WebviewResources & { target: unknown }): string =>
  webviewHtml(resources, 'reglens-files', rememberScript('target', target));

export const formHtml = (resources: WebviewResources): string => webviewHtml(resources, 'reglens-form');

/** @param before a script that runs before the bundle */
function webviewHtml(
  { cspSource, script, nonce, title }: WebviewResources,
  element: string,
  before?: string,
): string {
  const policy = [
    `default-src 'none'`,
    `img-src ${cspSource} data:`,
    `style-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeHtml(title)}</title>
</head>
<body>
<${element}></${element}>
${before === undefined ? '' : `<script nonce="${nonce}">${before}</script>\n`}<script nonce="${nonce}" src="${escapeHtml(script)}"></script>
</body>
</html>
`;
}

/** Adds what a view is about to everything it saves of itself, so that the host can restore it after a reload. */
function rememberScript(name: string, subject: unknown): string {
  const value = JSON.stringify(subject).replaceAll('<', '\\u003c');
  return [
    '{',
    'const api = acquireVsCodeApi();',
    `const setState = (state) => api.setState({ ...state, ${name}: ${value} });`,
    'setState(api.getState());',
    'globalThis.acquireVsCodeApi = () => ({ ...api, setState });',
    '}',
  ].join('\n');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
