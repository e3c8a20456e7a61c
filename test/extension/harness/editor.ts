import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { installChromium } from '../../../scripts/chromium.ts';
import { installVsCode, type Server, startServer } from '../../../scripts/vscode.ts';
import { artifacts, manifest, root, vsix } from './paths.ts';
import { QUIET_SETTINGS } from './settings.ts';
import { Workbench } from './workbench.ts';

/** VS Code with the packaged extension, fresh user data, and a copy of examples/ as its workspace. */
export interface Editor {
  workbench: Workbench;
  server: Server;
  /** The copy: tests may change it. */
  workspace: string;
  /** What the extension wrote into its output channel. */
  log(): Promise<string>;
}

export interface EditorOptions {
  settings?: Record<string, unknown>;
  /** Changes the copy of the examples before the window opens. */
  prepare?(workspace: string): Promise<void>;
}

/** Opens an editor before the tests of a suite and closes it after them; a test that fails leaves a screenshot. */
export function useEditor(options: EditorOptions = {}): Editor {
  const editor = {} as Editor;
  let close: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const opened = await openEditor(options);
    Object.assign(editor, opened.editor);
    close = opened.close;
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail' || !editor.workbench) return;
    const name = `failed-${task.name.replace(/[^a-z0-9]+/gi, '-').toLowerCase()}`;
    await editor.workbench.screenshot(name);
    console.error(`Screenshot: ${join(artifacts, `${name}.png`)}\n${(await editor.log()).slice(-2000)}`);
  });
  afterAll(async () => close?.());
  return editor;
}

async function openEditor(options: EditorOptions): Promise<{ editor: Editor; close(): Promise<void> }> {
  const { server, workspace, close: closeServer } = await openServer({ ...options, vsix });
  const browser = await launchBrowser();
  const close = async () => {
    await browser.close();
    await closeServer();
  };
  try {
    const workbench = await Workbench.open(browser, server.url, workspace);
    return { editor: { workbench, server, workspace, log: () => extensionLog(server) }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** VS Code's server on a fresh copy of the examples, without a window. */
export async function openServer({
  settings,
  prepare,
  ...options
}: EditorOptions & { vsix?: string; hostTests?: boolean }): Promise<{
  server: Server;
  workspace: string;
  close(): Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'regularization-lens-editor-'));
  const workspace = join(folder, 'examples');
  const filter = (file: string) => !file.split('/').includes('.reglens');
  await cp(join(root, 'examples'), workspace, { recursive: true, filter });
  await prepare?.(workspace);
  const server = await startServer({
    ...options,
    vscode: await installVsCode(console.log),
    folder: join(folder, 'vscode'),
    workspace,
    settings: { ...QUIET_SETTINGS, ...settings },
  });
  const close = async () => {
    server.stop();
    await server.ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { server, workspace, close };
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: installChromium(console.log),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--force-color-profile=srgb',
      '--font-render-hinting=none',
    ],
  });
}

export async function extensionLog(server: Server): Promise<string> {
  const id = `${manifest.publisher}.${manifest.name}`;
  const logs = join(server.userData, 'logs');
  const files = await readdir(logs, { recursive: true });
  const ours = files.filter((file) => file.includes(`/${id}/`) && file.endsWith('.log'));
  const texts = await Promise.all(ours.map((file) => readFile(join(logs, file), 'utf8')));
  return texts.join('');
}
