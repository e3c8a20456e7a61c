import { access, appendFile, cp, mkdir, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { useEditor } from './harness/editor.ts';
import { drag, dragOntoView, menu, open, row, selectTwo } from './harness/explorer.ts';
import { cancelDialog, chooseFile } from './harness/fileDialog.ts';
import { copyKinds, KINDS } from './harness/fileKinds.ts';
import { chooseIn, dropOnView, headerLine, heading, shownFile, textOf, view } from './harness/filesView.ts';
import { plain } from './harness/workbench.ts';

/** Rows of `trained/l1.pt` that are exactly 0: 23 and 7, counted with PyTorch. */
const DEAD = '30 of 128 units in 2 kernels are dead';

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
  await copyKinds(workspace);
  const own = join(workspace, 'own');
  await mkdir(own);
  await writeFile(join(own, 'hostile.pt'), HOSTILE(join(own, 'was-run')));
  await writeFile(join(own, 'odd.csv'), `n,red,blue\n${epochs(1, 40)}`);
  await writeFile(join(own, 'fit.py'), TRAINING);
  await writeFile(join(own, 'growing.csv'), `epoch,loss,val_loss\n${epochs(1, 15)}`);
  await cp(join(workspace, 'trained/plain.pt'), join(own, 'written.pt'));
}

describe('Weight files and training logs', () => {
  const editor = useEditor({
    prepare,
    settings: { 'explorer.compactFolders': false, 'workbench.hover.delay': 60_000 },
  });
  beforeAll(() => editor.workbench.page.setDefaultTimeout(20_000));

  test.each(Object.keys(KINDS))('each kind of %s opens by a click in the explorer', async (folder) => {
    const { workbench } = editor;
    if (folder === 'keras') await workbench.command('View: Show Explorer');
    for (const { click, line } of KINDS[folder]!) {
      const name = basename(click);
      await open(workbench, `${folder}/${click}`);
      await expect.poll(() => shownFile(workbench), { message: name }).toBe(name);
      expect(await headerLine(workbench), name).toMatch(line);
      expect(await heading(workbench), name).not.toBe('');
      await workbench.screenshot(`files-${folder}-${name.replaceAll('.', '-')}`);
    }
    // Closed again: the explorer draws only the rows for which it has room.
    await (await row(workbench, folder)).click();
  });

  test('a file that would run a command when it is loaded is refused, and nothing is run', async () => {
    const { workbench, workspace } = editor;
    await open(workbench, 'own/hostile.pt');
    await expect.poll(() => textOf(workbench, 'h1.err')).toBe('hostile.pt is not safe to load');
    expect(await textOf(workbench, '.explanation')).toContain('Nothing of it was run');
    await expect(access(join(workspace, 'own/was-run'))).rejects.toThrow();
    await workbench.screenshot('files-hostile');
  });

  test('weights of the example: the view, a spectrum, and a hint at the line that defines the layer', async () => {
    const { workbench } = editor;
    await open(workbench, 'trained/l1.pt');
    await expect.poll(() => shownFile(workbench)).toBe('l1.pt');
    await expect.poll(() => textOf(workbench, 'header')).toContain('train.py, line 13: Digits');
    const frame = await view(workbench);
    expect(await heading(workbench)).toBe(DEAD);
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

  test('the table of tensors is sorted and walked through by keys', async () => {
    const { workbench } = editor;
    await open(workbench, 'trained/plain.pt');
    await expect.poll(() => shownFile(workbench)).toBe('plain.pt');
    const frame = await view(workbench);
    const names = () => frame.locator('table.files tbody th').allInnerTexts();
    const order = () => frame.locator('th:has([data-sort="count"])').getAttribute('aria-sort');
    await frame.locator('[data-sort="count"]').focus();
    await workbench.page.keyboard.press('Enter');
    await expect.poll(order).toBe('descending');
    await workbench.page.keyboard.press('Enter');
    await expect.poll(order).toBe('ascending');
    // 320, 3,072 and 6,144 weights.
    expect(await names()).toEqual(['scores.weight', 'hidden2.weight', 'hidden1.weight']);
    const chosen = () => textOf(workbench, 'tr[aria-selected="true"] th');
    await frame.locator('table.files tr[tabindex="0"]').focus();
    await workbench.page.keyboard.press('Home');
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.page.keyboard.press('Enter');
    await expect.poll(chosen).toBe('hidden2.weight');
    expect(await textOf(workbench, '.tensor-name')).toBe('hidden2.weight');
    expect(await frame.locator('table.files tr[tabindex="0"]').count()).toBe(1);
    expect(await textOf(workbench, '[role="status"][aria-live="polite"]')).toBe(await heading(workbench));
  });

  test('two files that are selected together are compared', async () => {
    const { workbench } = editor;
    await selectTwo(workbench, 'trained/plain.pt', 'trained/l1.pt');
    await menu(workbench, 'trained/l1.pt', 'Compare with Regularization Lens');
    await expect.poll(() => shownFile(workbench)).toMatch(/^(plain\.pt and l1\.pt|l1\.pt and plain\.pt)$/);
    // ‖w‖₂ is 17.36 without and 13.57 with L1.
    expect(await heading(workbench)).toMatch(/The weights (shrank by 21\.8|grew by 27\.9) %/);
    await workbench.screenshot('files-comparison');
  });

  test('files that are dropped on a view are compared with it, or opened when they are logs', async () => {
    const { workbench, workspace } = editor;
    const at = (path: string) => join(workspace, path);
    await open(workbench, 'own/written.pt');
    await expect.poll(() => shownFile(workbench)).toBe('written.pt');
    await dropOnView(workbench, [at('trained/l1.pt'), at('trained/l1.csv')]);
    await expect.poll(() => shownFile(workbench)).toBe('l1.csv');
    await workbench.page.locator('.tab', { hasText: 'written.pt ↔ l1.pt' }).click();
    await expect.poll(() => shownFile(workbench)).toBe('written.pt and l1.pt');
    expect(await heading(workbench)).toContain('The weights shrank by 21.8 %');
  });

  test('a file that is dragged from the explorer onto a view with Shift is compared with it', async () => {
    const { workbench } = editor;
    await open(workbench, 'trained/plain.pt');
    await expect.poll(() => shownFile(workbench)).toBe('plain.pt');
    await dragOntoView(workbench, await row(workbench, 'trained/l1.pt'));
    await expect.poll(() => shownFile(workbench)).toBe('plain.pt and l1.pt');
  });

  test('two files that are dragged from the explorer onto the list in the side bar are compared', async () => {
    const { workbench } = editor;
    const { page } = workbench;
    await selectTwo(workbench, 'trained/plain.pt', 'own/written.pt');
    const icon = page.locator('.activitybar .action-label[aria-label^="Regularization Lens"]');
    const list = page.locator('.pane', { has: page.locator('[aria-label^="Weights and logs"]') });
    await drag(workbench, await row(workbench, 'own/written.pt'), [icon, list.locator('.pane-body')]);
    await workbench.screenshot('files-tree');
    await workbench.command('View: Show Explorer');
    await expect
      .poll(() => shownFile(workbench))
      .toMatch(/^(plain\.pt and written\.pt|written\.pt and plain\.pt)$/);
    expect(await heading(workbench)).toBe('All 6 tensors are the same in both files');
  });

  test('a checkpoint that training writes over is read again', async () => {
    const { workbench, workspace } = editor;
    await open(workbench, 'own/written.pt');
    await expect.poll(() => shownFile(workbench)).toBe('written.pt');
    await expect.poll(() => heading(workbench)).not.toBe(DEAD);
    await cp(join(workspace, 'trained/l1.pt'), join(workspace, 'own/written.pt'));
    await expect.poll(() => heading(workbench)).toBe(DEAD);
  });

  test('a model with its layers is evaluated on a dataset', async () => {
    const { workbench, workspace } = editor;
    await open(workbench, 'keras/digits.h5');
    await expect.poll(() => shownFile(workbench)).toBe('digits.h5');
    const evaluate = (await view(workbench)).locator('[data-action="evaluate"]');
    const waiting = () => textOf(workbench, '.evaluation [role="status"]');
    await evaluate.click();
    await expect.poll(waiting).toContain('Waiting for a dataset');
    await cancelDialog(workbench);
    await expect.poll(waiting).toBe('');
    // The columns of another dataset.
    await evaluate.click();
    await chooseFile(workbench, join(workspace, 'diabetes/diabetes.csv'));
    await workbench.choose('progression');
    await expect.poll(() => textOf(workbench, '.evaluation'), { timeout: 30_000 }).toContain('64');
    await workbench.screenshot('files-evaluation-refused');
    await evaluate.click();
    await chooseFile(workbench, join(workspace, 'digits/digits.csv'));
    await workbench.choose('digit');
    // What PyTorch computes: test/fixtures/files/evaluation/expected.json.
    await expect.poll(() => textOf(workbench, '.evaluation'), { timeout: 30_000 }).toContain('Loss 0.019');
    expect(await textOf(workbench, '.evaluation')).toContain('99.7 %');
    await workbench.screenshot('files-evaluation');
    // What took its time is still there after the view was hidden.
    await open(workbench, 'trained/plain.csv');
    await expect.poll(() => shownFile(workbench)).toBe('plain.csv');
    await open(workbench, 'keras/digits.h5');
    await expect.poll(() => textOf(workbench, '.evaluation')).toContain('99.7 %');
    await (await row(workbench, 'keras')).click();
  });

  test('columns that are read wrongly are corrected, and the correction is remembered', async () => {
    const { workbench } = editor;
    await open(workbench, 'own/odd.csv');
    await expect.poll(() => shownFile(workbench)).toBe('odd.csv');
    expect(await heading(workbench)).toContain('Cannot tell');
    await (await view(workbench)).locator('details.columns summary').click();
    await chooseIn(workbench, 'map-step', 'n');
    await chooseIn(workbench, 'map-trainingLoss', 'red');
    await chooseIn(workbench, 'map-validationLoss', 'blue');
    await workbench.screenshot('files-columns');
    await (await view(workbench)).locator('[data-action="mapping"]').click();
    const corrected = /“blue” has risen for \d+ epochs.*best was epoch 20/;
    await expect.poll(() => heading(workbench)).toMatch(corrected);
    await workbench.page.locator('.tab.active .tab-actions .action-label').click();
    await workbench.page.locator('.tab', { hasText: 'odd.csv' }).waitFor({ state: 'detached' });
    await open(workbench, 'own/odd.csv');
    await expect.poll(() => heading(workbench)).toMatch(corrected);
  });

  test('a log that grows is followed, and overfitting is told once', async () => {
    const { workbench, workspace } = editor;
    const log = join(workspace, 'own/growing.csv');
    await open(workbench, 'own/growing.csv');
    await expect.poll(() => headerLine(workbench)).toContain('15 epochs');
    await appendFile(log, epochs(16, 24));
    // The last line is being written.
    await appendFile(log, '25,0.1');
    await expect.poll(() => headerLine(workbench)).toContain('24 epochs');
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
    await expect.poll(() => headerLine(workbench)).toContain('50 epochs');
    await workbench.page.waitForTimeout(1500);
    expect(await toast.count()).toBe(0);
    // A new training writes over it.
    await truncate(log, 0);
    await writeFile(log, `epoch,loss,val_loss\n${epochs(1, 12)}`);
    await expect.poll(() => headerLine(workbench)).toContain('12 epochs');
  });

  test('a log that is not followed stays as it was until it is followed again', async () => {
    const { workbench, workspace } = editor;
    const log = join(workspace, 'own/growing.csv');
    const follow = (await view(workbench)).locator('[data-action="follow"]');
    await follow.uncheck();
    await expect.poll(() => headerLine(workbench)).not.toContain('following');
    await appendFile(log, epochs(13, 18));
    await workbench.page.waitForTimeout(2500);
    expect(await headerLine(workbench)).toContain('12 epochs');
    await follow.check();
    await expect.poll(() => headerLine(workbench)).toMatch(/18 epochs, following/);
  });

  test('the lens at the line that writes the log opens it', async () => {
    const { workbench, workspace } = editor;
    await writeFile(join(workspace, 'own/growing.csv'), `epoch,loss,val_loss\n${epochs(1, 40)}`);
    await workbench.openFile('own/fit.py');
    const lens = workbench.lens('growing.csv: overfits from epoch');
    await lens.waitFor({ timeout: 20_000 });
    expect((await workbench.lenses()).filter((text) => text.includes('growing.csv'))).toHaveLength(2);
    await workbench.screenshot('files-lens');
    await lens.click();
    await expect.poll(() => shownFile(workbench)).toBe('growing.csv');
    await expect.poll(() => textOf(workbench, 'header')).toContain('fit.py, line 3: model');
  });

  test('what was opened is listed in the side bar, and views come back after a reload', async () => {
    const { workbench } = editor;
    await workbench.command('View: Show Regularization Lens');
    const listed = workbench.page.locator('.pane-body .monaco-list-row', { hasText: 'l1.pt' });
    await listed.first().waitFor();
    await workbench.screenshot('files-list');
    await workbench.reload();
    await expect.poll(() => shownFile(workbench), { timeout: 40_000 }).toBe('growing.csv');
  });
});
