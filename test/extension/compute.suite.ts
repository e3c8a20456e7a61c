import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/editor.ts';
import { changeDigits, makeLong, makeShort } from './harness/experiments.ts';
import { Panel } from './harness/panel.ts';
import { workerProcesses } from './harness/processes.ts';
import type { Workbench } from './harness/workbench.ts';

/** The text of the question or message that lies over the window. */
async function dialog(workbench: Workbench): Promise<string> {
  const box = workbench.page.locator('.monaco-dialog-box');
  await box.waitFor({ timeout: 30_000 });
  return (await box.innerText()).replaceAll('\u00a0', ' ');
}

describe('What computes', () => {
  const editor = useEditor();

  test('is said with the reason, the workers, their memory and the version of Node', async () => {
    await editor.workbench.command('Regularization: Show compute backend');
    const text = await dialog(editor.workbench);
    expect(text).toMatch(/Compute backend: wasm with ((relaxed|256-bit) )?SIMD kernels/);
    expect(text).toMatch(/\d+ worker process(es)? at most, 1\.0 GB each/);
    expect(text).toMatch(/Node \d+\.\d+/);
    await editor.workbench.screenshot('backend');
    await editor.workbench.page.keyboard.press('Escape');
    await expect.poll(() => workerProcesses(editor.server).length).toBe(0);
  });

  test('an experiment says what it will take before it starts', async () => {
    await editor.workbench.openFile('digits/model.py');
    await editor.workbench.command('Regularization: Open results');
    const panel = new Panel(editor.workbench);
    await panel.says(/About .+ with \d+ workers?/);
    await panel.says(/17,226 parameters, .+ a step and run, .+ in all; up to \d+ runs together/);
    await editor.workbench.screenshot('estimate');
  });
});

describe('A measurement', () => {
  const editor = useEditor({ prepare: (workspace) => changeDigits(workspace, makeLong) });
  const panel = () => new Panel(editor.workbench);
  /** What the panel says of the epochs done. */
  const share = async () => /(\d+)\s%/.exec(await panel().text())?.[1];

  test('is paused from the panel: it holds, and its processes stay', async () => {
    await editor.workbench.openFile('digits/model.py');
    await editor.workbench.lens('Measure regularization').click();
    await panel().says(/[1-9]\d*\s%/);
    await panel().click('pause');
    await panel().says(/Paused: \d+ of 6 runs finished/);
    await editor.workbench.statusBarItem(/paused/).waitFor();
    const held = await share();
    await editor.workbench.screenshot('paused');
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(await share()).toBe(held);
    expect(workerProcesses(editor.server).length).toBeGreaterThan(0);
  });

  test('goes on by the command, with the time left', async () => {
    await editor.workbench.command('Regularization: Resume measuring');
    await panel().says(/Measuring: \d+ of 6 runs finished, about .+ left/);
    await editor.workbench.statusBarItem(/ left/).waitFor();
  });

  test('is paused by the command and goes on from the panel', async () => {
    await editor.workbench.command('Regularization: Pause measuring');
    await panel().says(/Paused/);
    await panel().click('continue');
    await panel().says(/Measuring: /);
  });

  test('whose worker is killed starts another and goes on', async () => {
    const [first] = workerProcesses(editor.server);
    process.kill(first!, 'SIGKILL');
    await panel().says(/1 worker died and was started again/);
    await expect.poll(() => workerProcesses(editor.server)).not.toContain(first);
    expect(await editor.log()).toContain('was killed (SIGKILL)');
    await panel().click('cancel');
    await expect.poll(() => workerProcesses(editor.server).length).toBe(0);
  });
});

describe('The native backend that is not installed', () => {
  const editor = useEditor({
    settings: {
      'regularizationLens.backend': 'node',
      // Nothing listens there, so that the download is refused on every machine.
      'regularizationLens.nativeBackendMirror': 'http://127.0.0.1:9/',
    },
    prepare: (workspace) => changeDigits(workspace, makeShort),
  });

  test('is said when a measurement asks for it', async () => {
    await editor.workbench.openFile('digits/model.py');
    await editor.workbench.lens('Measure regularization').click();
    const panel = new Panel(editor.workbench);
    expect(await panel.heading()).toBe('The native backend is not installed');
    await panel.says(/Install native backend/);
  });

  test('is installed only after a question; a refused download is said, and nothing is kept', async () => {
    await editor.workbench.command('Regularization: Install native backend…');
    const text = await dialog(editor.workbench);
    expect(text).toContain('@tensorflow/tfjs-node@4.22.0');
    expect(text).toContain('http://127.0.0.1:9/');
    await editor.workbench.screenshot('install-question');
    await editor.workbench.page
      .locator('.monaco-dialog-box')
      .getByRole('button', { name: 'Install' })
      .click();
    await editor.workbench.notification(/Installing the native backend/).waitFor();
    const refused = editor.workbench.notification(/(could not be installed|was refused|npm was not found)/);
    await refused.waitFor({ timeout: 110_000 });
    await editor.workbench.screenshot('install-refused');
  });
});
