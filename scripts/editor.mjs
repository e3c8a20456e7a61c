// npm run editor: VS Code on examples/ with this extension; the desktop's `code` if it is there, else in the browser.
import { spawn, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, root, seconds, setUp, vsixFile } from './setup.mjs';

await setUp(import.meta.url);
build();

const examples = join(root, 'examples');
const model = join(examples, 'digits', 'model.py');
const desktop = spawnSync('code', ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' });
if (desktop.status === 0) {
  spawnSync('code', [`--extensionDevelopmentPath=${root}`, examples, model], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  console.log('VS Code opens digits/model.py; the line above the model says what to do next.');
} else {
  await openInBrowser();
}

async function openInBrowser() {
  const { cacheFolder, installVsCode, startServer } = await import('./vscode.ts');
  const begin = Date.now();
  const packed = spawnSync(process.execPath, ['scripts/package.mjs'], { cwd: root, stdio: 'inherit' });
  if (packed.status !== 0) process.exit(1);
  console.log(
    'No desktop VS Code (`code`) on the PATH: using VS Code in the browser, installed on first use.',
  );
  const vscode = await installVsCode((line) => console.log(line));
  const folder = join(cacheFolder(), 'editor');
  rmSync(join(folder, 'extensions'), { recursive: true, force: true });
  const server = await startServer({ vscode, folder, workspace: examples, vsix: vsixFile() });
  console.log(
    `VS Code is ready after ${seconds(begin)}: ${server.url}/?folder=${encodeURIComponent(examples)}`,
  );
  console.log('Open digits/model.py there. Ctrl+C here ends it.');
  openUrl(`${server.url}/?folder=${encodeURIComponent(examples)}`);
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      server.stop();
      process.exit(0);
    });
  }
  await server.ended;
}

/** Best effort: the address has been printed anyway. */
function openUrl(url) {
  const opener = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
  if (opener === 'xdg-open' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  spawn(opener, [url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
