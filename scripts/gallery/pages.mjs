// The documents in which the views are looked at: as the extension makes them, and as an exported report.
import { answering } from './answers.mjs';
import { KINDS, THEMES, tokensOf } from './themes.mjs';

const inScript = (value) => JSON.stringify(value ?? null).replace(/</g, '\\u003c');
const NONCE = 'Z2FsbGVyeQ';

/**
 * The document that the extension would make, with its policy, and an editor that answers `ready` and the questions
 * that it has an answer to; the others stay open.
 */
export function editorPage({ state, controls, answers }, theme, bundle = 'panel') {
  const policy = `default-src 'none'; script-src 'nonce-${NONCE}'; style-src 'self'; font-src 'self'`;
  const kind = KINDS[THEMES.indexOf(theme)];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}"><title>gallery</title></head>
<body class="${kind}" data-vscode-theme-kind="${kind}"><reglens-${bundle}></reglens-${bundle}>
<script nonce="${NONCE}">
document.documentElement.style.cssText = ${inScript(tokensOf(theme))};
${editorScript({ state, controls, answers })}
</script><script nonce="${NONCE}" src="/${bundle}.js"></script></body></html>`;
}

/** An editor for one scene: a script that defines `acquireVsCodeApi`. */
function editorScript({ state, controls, answers }) {
  return `const scene = { state: ${inScript(state)}, answers: ${inScript(answers ?? {})} };
const answering = ${answering};
globalThis.sent = [];
globalThis.acquireVsCodeApi = () => ({
  getState: () => ({ controls: ${inScript(controls)} }),
  setState() {},
  postMessage(message) {
    sent.push(message);
    const reply = message.type === 'ready' ? scene.state && { type: 'state', state: scene.state } : answering(message, scene.answers);
    if (reply) postMessage(reply, '*');
  },
});`;
}

/** The exported report: no editor, no tokens. */
export function reportPage(state) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>gallery</title></head><body>
<reglens-panel></reglens-panel><script type="application/json" id="reglens-state">${inScript(state)}</script>
<script src="/panel.js"></script></body></html>`;
}

/** A page that shows any scene live: `live.html#scene/theme`. Lies beside the bundles and \`scenes.js\`. */
export function livePage() {
  const tokens = Object.fromEntries(THEMES.map((theme) => [theme, tokensOf(theme)]));
  const kinds = Object.fromEntries(THEMES.map((theme, index) => [theme, KINDS[index]]));
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>gallery</title></head><body>
<script src="scenes.js"></script>
<script>
const [name, theme] = decodeURIComponent(location.hash.slice(1)).split('/');
const scene = SCENES[name];
document.documentElement.style.cssText = ${inScript(tokens)}[theme];
document.body.className = document.body.dataset.vscodeThemeKind = ${inScript(kinds)}[theme];
const answering = ${answering};
globalThis.acquireVsCodeApi = () => ({
  getState: () => ({ controls: scene.controls }),
  setState() {},
  postMessage(message) {
    const reply = message.type === 'ready' ? { type: 'state', state: scene.state } : answering(message, scene.answers ?? {});
    if (reply) postMessage(reply, '*');
  },
});
addEventListener('hashchange', () => location.reload());
const { bundle } = scene;
document.body.append(document.createElement('reglens-' + bundle));
document.body.append(Object.assign(document.createElement('script'), { src: bundle + '.js' }));
</script></body></html>`;
}

/** The pictures of each scene side by side, each with a link to the live view. */
export function indexPage(pictures) {
  const scenes = Map.groupBy(pictures, ({ label }) => label);
  const section = ([label, shown]) =>
    `<h2>${label}</h2><div>${shown
      .map(
        ({ name, live, theme, width }) =>
          `<figure><a href="${name}.png"><img src="${name}.png" loading="lazy" alt="${name}"></a><figcaption>${theme}, ${width} px${live ? `, <a href="live.html#${label}/${theme}">live</a>` : ''}</figcaption></figure>`,
      )
      .join('')}</div>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Gallery of the views</title><style>
body { font: 13px sans-serif; margin: 24px; background: #808080; }
div { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; }
figure { margin: 0; } img { width: 320px; display: block; }
</style></head><body><h1>Gallery of the views</h1>${[...scenes].map(section).join('\n')}</body></html>`;
}
