import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/editor.ts';
import { plain, type Workbench } from './harness/workbench.ts';

const TORCH = `import torch
from torch import nn

HIDDEN = 256


class Classifier(nn.Module):
    def __init__(self, p: float = 0.5):
        super().__init__()
        self.body = nn.Sequential(
            nn.Linear(784, HIDDEN),
            nn.ReLU(),
            nn.Dropout(p),
            nn.Linear(HIDDEN, 10),
        )

    def forward(self, x):
        return self.body(x)


model = Classifier()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=2e-4)
`;

const TYPESCRIPT = `import * as tf from '@tensorflow/tfjs';

const RATE = 0.25;

export function createModel(): tf.Sequential {
  const model = tf.sequential();
  model.add(tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 5, activation: 'relu' }));
  model.add(tf.layers.flatten());
  model.add(tf.layers.dropout({ rate: RATE }));
  model.add(tf.layers.dense({ units: 10, kernelRegularizer: tf.regularizers.l2({ l2: 1e-3 }) }));
  return model;
}
`;

const code = (source: string) => ({
  cell_type: 'code',
  source,
  metadata: {},
  outputs: [],
  execution_count: null,
});
const NOTEBOOK = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { language_info: { name: 'python' } },
  cells: [
    { cell_type: 'markdown', source: '# Dropout', metadata: {} },
    code('%matplotlib inline\nfrom keras import Sequential, layers\nUNITS = 64'),
    code(
      'net = Sequential([\n    layers.Input((20,)),\n    layers.Dense(UNITS),\n    layers.Dropout(0.3),\n    layers.Dense(2),\n])',
    ),
  ],
};

async function prepare(workspace: string): Promise<void> {
  const folder = join(workspace, 'reading');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'classifier.py'), TORCH);
  await writeFile(join(folder, 'convolution.ts'), TYPESCRIPT);
  await writeFile(join(folder, 'lab.ipynb'), JSON.stringify(NOTEBOOK));
  await writeFile(join(folder, 'long.py'), TORCH + '#'.repeat(300_000 - TORCH.length + 1));
}

/** A line of the editor with the hints behind it. */
function line(workbench: Workbench, text: string) {
  return workbench.page.locator('.view-line', { hasText: text.replaceAll(' ', '\u00a0') }).first();
}

const shown = async (workbench: Workbench, text: string) =>
  plain((await line(workbench, text).textContent()) ?? '');

/** The explanation at a place, by the keyboard, once it holds a text. */
async function hover(
  workbench: Workbench,
  at: { line: number; column: number },
  text: string,
): Promise<string> {
  await workbench.goTo(at.line, at.column);
  await workbench.page.keyboard.press('Control+K');
  await workbench.page.keyboard.press('Control+I');
  const shownHover = workbench.page.locator('.monaco-hover:visible', { hasText: text }).first();
  await shownHover.waitFor();
  return plain((await shownHover.textContent()) ?? '');
}

describe('What is read', () => {
  const editor = useEditor({ prepare });
  const hinted = (text: string) => expect.poll(() => shown(editor.workbench, text));

  test('stands at a Keras model: lens, hints, hover', async () => {
    const { workbench } = editor;
    await workbench.openFile('digits/model.py');
    expect((await workbench.lenses())[0]).toContain('17,226 parameters');
    await workbench.lens('Audit parameters').waitFor();
    // 64·128 + 128, 128·64 + 64 and 64·10 + 10.
    await hinted('layers.Dense(128').toContain('→ 128 · 8,320');
    await hinted('layers.Dense(64').toContain('→ 64 · 8,256');
    await hinted('layers.Dense(10').toContain('→ 10 · 650');
    const text = await hover(workbench, { line: 9, column: 18 }, '8,320 parameters');
    expect(text).toContain('8,320 parameters = 64·128 + 128');
    expect(text).toContain('written here');
    await workbench.screenshot('reading-keras');
    await workbench.page.keyboard.press('Escape');
  });

  test('keeps its lenses while a bracket is open', async () => {
    const { workbench } = editor;
    await workbench.goTo(9, 1);
    await workbench.page.keyboard.press('End');
    await workbench.page.keyboard.type(' layers.Dense(');
    // The editor closes brackets by itself.
    await workbench.page.keyboard.press('Delete');
    // The text has been read once more when the hints are gone that it hides.
    await hinted('layers.Dense(10').not.toContain('→');
    expect((await workbench.lenses())[0]).toContain('17,226 parameters');
    await workbench.screenshot('reading-broken');
    await workbench.command('File: Revert File');
    await hinted('layers.Dense(128').toContain('→ 128 · 8,320');
  });

  test('stands at a PyTorch module', async () => {
    const { workbench } = editor;
    await workbench.openFile('reading/classifier.py');
    // 784·256 + 256 + 256·10 + 10.
    await expect.poll(() => workbench.lenses()).toContainEqual(expect.stringContaining('203,530 parameters'));
    expect((await workbench.lenses()).join()).not.toContain('Measure');
    expect((await workbench.lenses()).join()).toContain('dropout 0.5 on 1 layer, weight decay 2e-4 in SGD');
    await hinted('nn.Linear(784').toContain('→ 256 features · 200,960');
    await hinted('nn.Dropout(p)').toContain('drops 50');
    const dropout = await hover(workbench, { line: 13, column: 18 }, 'drops 50');
    expect(dropout).toContain('default of parameter p, line 8');
    expect(dropout).toContain('layers.Dropout(0.5)');
    await workbench.screenshot('reading-pytorch');
    await workbench.page.keyboard.press('Escape');
    const optimizer = await hover(workbench, { line: 22, column: 26 }, 'weight decay');
    expect(optimizer).toContain('Keras’ l2(1e-4)');
    await workbench.screenshot('reading-optimizer');
    await workbench.page.keyboard.press('Escape');
  });

  test('says why another model than Sequential of Keras cannot be measured', async () => {
    const { workbench } = editor;
    await workbench.lens('203,530 parameters').click();
    await workbench.notification('“Classifier” is written in PyTorch').waitFor();
    await workbench.command('Notifications: Clear All Notifications');
  });

  test('stands at a model in TypeScript', async () => {
    const { workbench } = editor;
    await workbench.openFile('reading/convolution.ts');
    // 5·5·1·8 + 8, and 24·24·8 = 4,608 inputs: 46,080 + 10. Glorot's truncated normal: 1e-3·46,080·0.7737·2/4,618.
    await expect.poll(() => workbench.lenses()).toContainEqual(expect.stringContaining('46,298 parameters'));
    await hinted('tf.layers.conv2d').toContain('→ 24×24×8 · 208');
    await hinted('tf.layers.dropout').toContain('drops 25');
    await hinted('tf.layers.dense').toMatch(/→ 10 · 46,090.*L2 1e-3: \+0\.0154 at init/);
    const text = await hover(workbench, { line: 10, column: 72 }, 'L2 1e-3');
    expect(text).toContain('torch.optim.SGD(…, weight_decay=2e-3)');
    await workbench.screenshot('reading-typescript');
    await workbench.page.keyboard.press('Escape');
  });

  test('stands in the cells of a notebook, which are read as one program', async () => {
    const { workbench } = editor;
    await workbench.openFile('reading/lab.ipynb');
    // 20·64 + 64 + 64·2 + 2.
    await workbench.lens('1,474 parameters').waitFor({ timeout: 45_000 });
    await hinted('layers.Dense(UNITS)').toContain('→ 64 · 1,344');
    await hinted('layers.Dropout(0.3)').toContain('drops 30');
    await workbench.screenshot('reading-notebook');
    await line(workbench, 'UNITS = 64').click();
    await workbench.page.keyboard.press('End');
    await workbench.page.keyboard.type('0');
    // 20·640 + 640 + 640·2 + 2: the lens is in another cell than the change.
    await workbench.lens('14,722 parameters').waitFor();
  });

  test('ends at 300,000 characters, and the log says so', async () => {
    const { workbench } = editor;
    await workbench.openFile('reading/long.py');
    await expect
      .poll(() => editor.log())
      .toContain('long.py is not read: it has 300,001 characters, and at most 300,000 are read.');
  });

  test('can be switched off', async () => {
    const { workbench } = editor;
    await workbench.openFile('reading/classifier.py');
    await hinted('nn.Linear(784').toContain('→');
    await hinted('nn.Dropout(p)').toContain('drops 50');
    const settings = join(editor.workspace, '.vscode', 'settings.json');
    await mkdir(join(editor.workspace, '.vscode'), { recursive: true });
    await writeFile(settings, JSON.stringify({ 'regularizationLens.hints.shapes': false }));
    await hinted('nn.Linear(784').not.toContain('→');
    expect(await shown(workbench, 'nn.Dropout(p)')).toContain('drops 50');
  });
});
