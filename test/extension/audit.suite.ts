import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/editor.ts';
import { plain, type Workbench } from './harness/workbench.ts';

/** Weights 784·256 + 256·10 = 203,264, biases 256 + 10 = 266, γ and β 2·256 = 512. */
const TORCH = `import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(784, 256)
        self.norm = nn.BatchNorm1d(256)
        self.drop = nn.Dropout(0.5)
        self.output = nn.Linear(256, 10)

    def forward(self, x):
        x = self.drop(torch.relu(self.norm(self.hidden(x))))
        return self.output(x)


net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, weight_decay=5e-4)
`;

/** Blocks, sizes from the command line, decoupled decay: every kind of row at once. */
const KERAS = `import sys

import keras
from keras import layers, regularizers


def block(x, filters):
    x = layers.Conv2D(filters, 3, padding="same", use_bias=False, kernel_regularizer=regularizers.L1L2(1e-5, 1e-4))(x)
    x = layers.BatchNormalization()(x)
    return layers.Activation("relu")(x)


inputs = keras.Input((32, 32, 3))
x = block(inputs, 16)
x = block(x, 32)
x = layers.GlobalAveragePooling2D()(x)
side = layers.Dense(int(sys.argv[1]), name="side")(x)
outputs = layers.Dense(10, activation="softmax", bias_regularizer=regularizers.L2(1e-3))(x)
model = keras.Model(inputs, [outputs, side])

optimizer = keras.optimizers.AdamW(1e-3, weight_decay=4e-3)
optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
model.compile(optimizer, loss=["sparse_categorical_crossentropy", "mse"])
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
    { cell_type: 'markdown', source: '# Decay', metadata: {} },
    code('import torch\nfrom torch import nn'),
    code('lab = nn.Sequential(\n    nn.Linear(20, 64),\n    nn.Linear(64, 2),\n)'),
    code('opt = torch.optim.AdamW(lab.parameters(), lr=1e-3, weight_decay=0.1)'),
  ],
};

async function prepare(workspace: string): Promise<void> {
  const folder = join(workspace, 'audit');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'net.py'), TORCH);
  await writeFile(join(folder, 'blocks.py'), KERAS);
  await writeFile(join(folder, 'lab.ipynb'), JSON.stringify(NOTEBOOK));
}

/** The document of the audit, found anew each time: reloads replace the frame. */
async function audit({ page }: Workbench): Promise<Frame> {
  for (const end = Date.now() + 45_000; Date.now() < end; await page.waitForTimeout(100)) {
    for (const frame of page.frames()) {
      const found = await frame
        .locator('reglens-audit header')
        .count()
        .catch(() => 0);
      if (found > 0) return frame;
    }
  }
  throw new Error('the audit is not shown');
}

async function textOf(workbench: Workbench, selector: string): Promise<string[]> {
  const found = await (await audit(workbench)).locator(selector).allInnerTexts();
  return found.map((text) => plain(text).replaceAll(/\s+/g, ' ').replaceAll('\u2011', '-'));
}

const heading = async (workbench: Workbench) => (await textOf(workbench, 'h1'))[0];
const rows = (workbench: Workbench) => textOf(workbench, '.tensors tbody tr');

describe('The parameter audit', () => {
  const editor = useEditor({ prepare });

  test('lists every tensor of a PyTorch model with what decays it', async () => {
    const { workbench } = editor;
    await workbench.openFile('audit/net.py');
    await workbench.lens('Audit parameters').click();
    await expect
      .poll(() => heading(workbench))
      .toBe(
        'A penalty or weight decay acts on all 204,042 trained parameters of “Net”. 266 biases and 512 normalization parameters are not left out.',
      );
    const listed = await rows(workbench);
    expect(listed).toHaveLength(6);
    // Half of the decay; 784·256 weights of U(±1/√784): 2.5e-4·200,704/(3·784) = 0.0213.
    expect(listed[0]).toMatch(/^hidden.* weight 200,704 SGD weight_decay=5e-4 2\.5e-4 0\.0213$/);
    expect(listed[1]).toContain('REG008');
    await workbench.screenshot('audit-torch-dark');
  });

  test('follows the text while it is edited, and stays while it is broken', async () => {
    const { workbench } = editor;
    await workbench.openFile('audit/net.py');
    const first = async () => (await rows(workbench))[0];
    await workbench.goTo(19, TORCH.split('\n')[18]!.length);
    await workbench.page.keyboard.press('Backspace');
    await workbench.page.keyboard.type('3');
    await expect.poll(first).toContain('weight_decay=0.005');
    await workbench.goTo(5, 1);
    await workbench.page.keyboard.type('x');
    await expect
      .poll(() => textOf(workbench, '.stale'))
      .toEqual(['“Net” cannot be read in net.py at the moment. The table is of the text before.']);
    expect(await first()).toContain('weight_decay=0.005');
    await workbench.page.keyboard.press('Backspace');
    await expect.poll(() => textOf(workbench, '.stale')).toEqual([]);
  });

  test('goes to the line of a row', async () => {
    const { workbench } = editor;
    const frame = await audit(workbench);
    await frame.locator('.tensors tbody tr', { hasText: 'output' }).first().locator('button').first().click();
    await workbench.statusBarItem(/Ln 11, Col 23/).waitFor();
  });

  test('is sorted by its headings and filtered by kind', async () => {
    const { workbench } = editor;
    const frame = await audit(workbench);
    await frame.locator('button[data-sort="count"]').press('Enter');
    const counts = async () =>
      (await textOf(workbench, '.tensors tbody td:nth-child(4)')).map((text) => text);
    expect(await counts()).toEqual(['200,704', '2,560', '256', '256', '256', '10']);
    expect(await frame.locator('th[aria-sort="descending"]').count()).toBe(1);
    await frame.locator('button[data-kind="bias"]').click();
    expect(await counts()).toEqual(['256', '10']);
    expect((await textOf(workbench, '.tensors tfoot tr'))[0]).toContain('266');
    await frame.locator('button[data-kind="all"]').click();
  });

  test('is copied as Markdown', async () => {
    const { workbench } = editor;
    await (await audit(workbench)).locator('[data-action="copyMarkdown"]').click();
    await workbench.statusBarItem('6 rows copied as Markdown').waitFor();
  });

  test('shows blocks, decoupled decay and what cannot be seen', async () => {
    const { workbench } = editor;
    await workbench.openFile('audit/blocks.py');
    await workbench.lenses();
    await workbench.command('Regularization: Audit parameters');
    expect(await workbench.choose('model')).toHaveLength(2);
    await expect.poll(() => heading(workbench)).toMatch(/“model”/);
    const listed = await rows(workbench);
    // 3·3·16·32 and 3·3·3·16 weights of the two blocks; still with the largest first.
    const kernels = listed.flatMap((row) => /^block\.conv2d.* kernel ([\d,]+)/.exec(row)?.[1] ?? []);
    expect(kernels).toEqual(['4,608', '432']);
    expect((await textOf(workbench, '.unseen li')).join(' ')).toContain(
      'The size of Dense “side” in line 17 cannot be seen.',
    );
    await workbench.screenshot('audit-keras-dark');
    await workbench.page.setViewportSize({ width: 2400, height: 1000 });
    await expect.poll(async () => (await rows(workbench)).join()).toContain('3×3×3×16');
    await workbench.screenshot('audit-keras-wide');
    await workbench.page.setViewportSize({ width: 1440, height: 900 });
  });

  test.each([
    ['light', 'Light 2026'],
    ['hc-dark', 'Dark High Contrast'],
    ['hc-light', 'Light High Contrast'],
  ])('looks right in %s', async (name, theme) => {
    const { workbench } = editor;
    await workbench.theme(theme);
    const kind = () => audit(workbench).then((frame) => frame.locator('html').getAttribute('data-kind'));
    await expect.poll(kind).toBe({ light: 'light', 'hc-dark': 'hc', 'hc-light': 'hc-light' }[name]);
    await workbench.screenshot(`audit-keras-${name}`);
  });

  test('fits into a narrow window without a line that runs out of it', async () => {
    const { workbench } = editor;
    await workbench.theme('Dark 2026');
    await workbench.page.setViewportSize({ width: 900, height: 900 });
    const frame = await audit(workbench);
    const overflow = () =>
      frame.locator('html').evaluate((element) => {
        const { scrollWidth, clientWidth } = element as unknown as {
          scrollWidth: number;
          clientWidth: number;
        };
        return scrollWidth - clientWidth;
      });
    await expect.poll(overflow).toBe(0);
    await workbench.screenshot('audit-keras-narrow');
    await workbench.page.setViewportSize({ width: 1440, height: 900 });
  });

  test('comes back after a reload', async () => {
    const { workbench } = editor;
    await workbench.reload();
    await expect.poll(() => heading(workbench), { timeout: 45_000 }).toMatch(/“model”/);
  });

  test('reads the cells of a notebook together', async () => {
    const { workbench } = editor;
    await workbench.openFile('audit/lab.ipynb');
    await workbench.lens('Audit parameters').click();
    await expect.poll(() => heading(workbench)).toMatch(/acts on all 1,474 trained parameters of “lab”/);
    // η·d = 1e-3·0.1.
    expect((await rows(workbench))[0]).toContain('AdamW weight_decay=0.1');
    expect((await rows(workbench))[0]).toContain('1e-4');
    await workbench.screenshot('audit-notebook');
    await (await audit(workbench)).locator('.tensors td button.link').first().click();
    await workbench.statusBarItem('Cell 4 of 4').waitFor();
  });
});
