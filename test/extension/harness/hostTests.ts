import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { type Facts, PREFIX } from '../host/facts.ts';
import { extensionLog, launchBrowser, openServer } from './editor.ts';
import { root } from './paths.ts';

/** Loads the extension from the repository and the module in `test/extension/host` in a real extension host. */
export async function factsFromHost(prepare: (workspace: string) => Promise<void>): Promise<Facts> {
  const folder = await mkdtemp(join(tmpdir(), 'regularization-lens-host-'));
  const module = join(folder, 'index.js');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['test/extension/host/index.ts'],
    outfile: module,
    bundle: true,
    platform: 'node',
    external: ['vscode'],
    logLevel: 'silent',
  });
  const { server, workspace, close } = await openServer({ prepare, hostTests: true });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const lines: string[] = [];
    await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) =>
      lines.push(args.join(' ')),
    );
    const ended = new Promise<number>((resolve) => page.exposeFunction('codeAutomationExit', resolve));
    const remote = `vscode-remote://${new URL(server.url).host}`;
    const payload = JSON.stringify([
      ['extensionDevelopmentPath', remote + root],
      ['extensionTestsPath', remote + module],
      ['skipWelcome', 'true'],
    ]);
    await page.goto(`${server.url}/?${new URLSearchParams({ folder: workspace, payload })}`);
    const code = await ended;
    const facts = lines.find((line) => line.includes(PREFIX));
    if (code !== 0 || !facts)
      throw new Error(`the module in the extension host failed:\n${lines.slice(-30).join('\n')}`);
    const activation = Number((await extensionLog(server)).match(/activated in ([\d.]+) ms/)?.[1]);
    return { ...JSON.parse(facts.slice(facts.indexOf(PREFIX) + PREFIX.length)), activation };
  } finally {
    await browser.close();
    await close();
    await rm(folder, { recursive: true, force: true });
  }
}
