import { access, appendFile, cp, mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/editor.ts';
import { root } from './harness/paths.ts';
import { plain, type Workbench } from './harness/workbench.ts';

const fixtures = join(root, 'test/fixtures/files');

/** One file or folder of each kind, from the fixtures that independent programs made. */
const KINDS: [name: string, fixture: string, heading: RegExp][] = [
  ['model.safetensors', 'plain/safetensors/every.safetensors', /./],
  ['whole-model.pt', 'pytorch/whole-model.pt', /./],
  ['digits.h5', 'evaluation/digits.h5', /./],
  ['digits.onnx', 'evaluation/digits.onnx', /./],
  ['log.csv', 'logs/keras.csv', /./],
  ['history.json', 'logs/history.json', /./],
];

/** `os.system("touch …")` as pickle writes it. */
const HOSTILE = (file: string) =>
  Buffer.concat([
    Buffer.from([0x80, 0x02]),
    Buffer.from('cposix\nsystem\n'),
    Buffer.from([0x58, ...littleEndian(file.length + 6)]),
    Buffer.from(`touch ${file}`),
    Buffer.from([0x85, 0x52, 0x2e]),
  ]);

const littleEndian = (value: number) => [value & 255, (value >> 8) & 255, 0, 0];

const TRAINING = `import keras

model = keras.Sequential([
    keras.Input((4,)),
    keras.layers.Dense(8, activation="relu"),
    keras.layers.Dense(1),
])
model.compile("adam", "mse")
log = keras.callbacks.CSVLogger("growing.csv")
model.fit(x, y, validation_data=(vx, vy), epochs=100, callbacks=[log])
`;

/** Falls for twenty epochs, then rises; a little noise, the same each time. */
const epoch = (at: number): string => {
  const noise = 0.004 * Math.sin(12.9898 * at);
  const validation = at <= 20 ? 1 / (1 + at / 4) + 0.2 : 0.367 + 0.02 * (at - 20);
  return `${at},${(0.9 / (1 + at / 3) + noise / 4).toFixed(5)},${(validation + noise).toFixed(5)}\n`;
};
const epochs = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => epoch(from + index)).join('');

async function prepare(workspace: string): Promise<void> {
  const folder = join(workspace, 'kinds');
  await mkdir(folder);
  for (const [name, fixture] of KINDS) await cp(join(fixtures, fixture), join(folder, name));
  await writeFile(join(folder, 'hostile.pt'), HOSTILE(join(folder, 'was-run')));
  await mkdir(join(workspace, 'growing'));
  await writeFile(join(workspace, 'growing/train.py'), TRAINING);
  await writeFile(join(workspace, 'growing/growing.csv'), `epoch,loss,val_loss\n${epochs(1, 15)}`);
}

const view = (workbench: Workbench): Promise<Frame> => workbench.webview('reglens-files');

async function textOf(workbench: Workbench, selector: string): Promise<string> {
  const found = await (await view(workbench))
    .locator(selector)
    .allInnerTexts()
    .catch(() => []);
  return plain(found.join(' ').replaceAll('\u2011', '-').replaceAll('\u202f', ' ').replaceAll(/\s+/g, ' '));
}

const heading = (workbench: Workbench) => textOf(workbench, 'h1');
const shownFile = (workbench: Workbench) => textOf(workbench, 'header b');

/** Rows of the explorer, with every folder on the way opened. */
async function row({ page }: Workbench, path: string) {
  const parts = path.split('/');
  for (const [level, part] of parts.entries()) {
    const entry = page.locator(
      `.explorer-folders-view .monaco-list-row[aria-level="${level + 1}"] .label-name`,
      { hasText: new RegExp(`^${part.replaceAll('.', '\\.')}$`) },
    );
    await entry.first().waitFor();
    const closed = page
      .locator(`.explorer-folders-view .monaco-list-row[aria-level="${level + 1}"][aria-expanded="false"]`)
      .filter({ has: page.locator('.label-name', { hasText: new RegExp(`^${part}$`) }) });
    if (level < parts.length - 1 && (await closed.count()) > 0) await closed.first().click();
    if (level === parts.length - 1) return entry.first();
  }
  throw new Error('no path');
}

async function menu(workbench: Workbench, path: string, label: string): Promise<void> {
  const { page } = workbench;
  await (await row(workbench, path)).click({ button: 'right' });
  const item = page.locator('.context-view .action-label', { hasText: label }).first();
  await item.waitFor();
  // A menu takes clicks only a moment after it is there.
  await page.waitForTimeout(500);
  await item.click();
}

/** Answers the dialog that asks for a file. */
async function chooseFile({ page }: Workbench, path: string): Promise<void> {
  const input = page.locator('.quick-input-widget:visible input[placeholder="Folder path"]');
  // It opens with the folder that it proposes, and drops keys while it looks into one.
  await expect.poll(() => input.inputValue()).toMatch(/\/$/);
  await input.fill(path);
  const isOpen = async () => {
    if (await input.isVisible()) await input.press('Enter', { timeout: 1000 }).catch(() => undefined);
    return input.isVisible();
  };
  await expect.poll(isOpen, { interval: 700 }).toBe(false);
}

const open = (workbench: Workbench, path: string) => menu(workbench, path, 'Open with Regularization Lens');

describe('Weight files and training logs', () => {
  const editor = useEditor({ prepare });

  test.each(KINDS)('%s opens by a click in the explorer', async (name, _fixture, expected) => {
    const { workbench } = editor;
    if (name === KINDS[0]![0]) await workbench.command('View: Show Explorer');
    await open(workbench, `kinds/${name}`);
    await expect.poll(() => shownFile(workbench)).toBe(name);
    expect(await heading(workbench)).toMatch(expected);
    expect(await textOf(workbench, 'h1.err')).toBe('');
    await workbench.screenshot(`files-${name.replace('.', '-')}`);
  });

  test('a file that would run a command when it is loaded is refused, and nothing is run', async () => {
    const { workbench, workspace } = editor;
    await open(workbench, 'kinds/hostile.pt');
    await expect.poll(() => textOf(workbench, 'h1.err')).toBe('hostile.pt is not safe to load');
    expect(await textOf(workbench, '.explanation')).toContain('Nothing of it was run');
    await expect(access(join(workspace, 'kinds/was-run'))).rejects.toThrow();
    await workbench.screenshot('files-hostile');
  });

  test('weights of the example: the view, a spectrum, and a hint at the line that defines the layer', async () => {
    const { workbench } = editor;
    await open(workbench, 'trained/l1.pt');
    await expect.poll(() => shownFile(workbench)).toBe('l1.pt');
    await expect.poll(() => textOf(workbench, 'header')).toContain('train.py, line 13: Digits');
    const frame = await view(workbench);
    expect(await heading(workbench)).toBe('31 of 128 units in 2 kernels are dead');
    expect(await frame.locator('[data-chart="tensor-spectrum"]').count()).toBe(1);
    await workbench.screenshot('files-l1');
    await frame.locator('[data-action="openDefinition"]').click();
    await workbench.page.locator('.tab[data-resource-name="train.py"]').waitFor();
    const hint = workbench.page.locator('.view-line', { hasText: 'self.hidden1 = nn.Linear(64, 96)' });
    // 72.5 % of the tensor is exactly 0: counted with PyTorch.
    await expect
      .poll(async () => plain((await hint.first().textContent()) ?? ''))
      .toMatch(/l1\.pt: 72\s?% zeros/);
    await workbench.screenshot('files-hint');
  });

  test('two files that are selected together are compared', async () => {
    const { workbench } = editor;
    await (await row(workbench, 'trained/plain.pt')).click();
    await (await row(workbench, 'trained/l1.pt')).click({ modifiers: ['Control'] });
    await menu(workbench, 'trained/l1.pt', 'Compare with Regularization Lens');
    await expect.poll(() => heading(workbench)).toMatch(/./);
    await expect.poll(() => textOf(workbench, 'header')).toMatch(/plain\.pt.*l1\.pt|l1\.pt.*plain\.pt/);
    await workbench.screenshot('files-comparison');
  });

  test('a model with its layers is evaluated on a dataset', async () => {
    const { workbench, workspace } = editor;
    await open(workbench, 'kinds/digits.h5');
    await expect.poll(() => shownFile(workbench)).toBe('digits.h5');
    await (await view(workbench)).locator('[data-action="evaluate"]').click();
    await chooseFile(workbench, join(workspace, 'digits/digits.csv'));
    await workbench.choose('digit');
    // What PyTorch computes: test/fixtures/files/evaluation/expected.json.
    await expect.poll(() => textOf(workbench, '.evaluation'), { timeout: 30_000 }).toContain('Loss 0.019');
    expect(await textOf(workbench, '.evaluation')).toContain('99.7 %');
    await workbench.screenshot('files-evaluation');
  });

  test('a log that grows is followed, and overfitting is told once', async () => {
    const { workbench, workspace } = editor;
    const log = join(workspace, 'growing/growing.csv');
    await open(workbench, 'growing/growing.csv');
    await expect.poll(() => textOf(workbench, 'header')).toContain('15 epochs');
    await appendFile(log, epochs(16, 24));
    // The last line is being written.
    await appendFile(log, '25,0.1');
    await expect.poll(() => textOf(workbench, 'header')).toContain('24 epochs');
    await appendFile(log, `0000,0.46000\n${epochs(26, 40)}`);
    await expect
      .poll(() => heading(workbench))
      .toMatch(/Validation loss has risen for \d+ epochs.*best was epoch 20/);
    const toast = workbench.notification(
      /growing\.csv: validation loss has risen for \d+ epochs; best was epoch 20/,
    );
    await toast.waitFor();
    await workbench.screenshot('files-follow');
    await workbench.command('Notifications: Clear All Notifications');
    await appendFile(log, epochs(41, 50));
    await expect.poll(() => textOf(workbench, 'header')).toContain('50 epochs');
    await workbench.page.waitForTimeout(1500);
    expect(await toast.count()).toBe(0);
    // A new training writes over it.
    await truncate(log, 0);
    await writeFile(log, `epoch,loss,val_loss\n${epochs(1, 12)}`);
    await expect.poll(() => textOf(workbench, 'header')).toContain('12 epochs');
  });

  test('the lens at the line that writes the log opens it', async () => {
    const { workbench, workspace } = editor;
    await writeFile(join(workspace, 'growing/growing.csv'), `epoch,loss,val_loss\n${epochs(1, 40)}`);
    await workbench.openFile('growing/train.py');
    const lens = workbench.lens('growing.csv: overfits from epoch');
    await lens.waitFor({ timeout: 20_000 });
    expect((await workbench.lenses()).filter((text) => text.includes('growing.csv'))).toHaveLength(2);
    await workbench.screenshot('files-lens');
    await lens.click();
    await expect.poll(() => shownFile(workbench)).toBe('growing.csv');
    await expect.poll(() => textOf(workbench, 'header')).toContain('train.py, line 3: model');
  });

  test('what was opened is listed in the side bar, and views come back after a reload', async () => {
    const { workbench } = editor;
    await workbench.command('View: Show Regularization Lens');
    const listed = workbench.page.locator(
      '[aria-label="Weights and logs"] .monaco-list-row, .pane-body .monaco-list-row',
      { hasText: 'l1.pt' },
    );
    await listed.first().waitFor();
    await workbench.screenshot('files-tree');
    await workbench.reload();
    await expect.poll(() => shownFile(workbench), { timeout: 40_000 }).toBe('growing.csv');
  });
});
