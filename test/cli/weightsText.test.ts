import { expect, test } from 'vitest';
import { comparisonText } from '../../src/cli/weightsComparisonText.ts';
import { weightsText } from '../../src/cli/weightsText.ts';
import { weightsReport } from '../../src/report/weightFiles/build.ts';
import { compareWeights } from '../../src/report/weightFiles/compare.ts';
import { memoryFile } from '../report/weightFiles/memoryFile.ts';

const NAME = 'model.encoder.layers.11.attention.self.query_projection.weight';

const file = () =>
  memoryFile(
    [
      { name: NAME, shape: [2, 2], values: [3, 0, 0, Number.NaN] },
      { name: 'fc.weight', shape: [2, 2], values: [3e-7, 0, 0, 1e-7], dtype: 'bfloat16' },
      { name: 'state.m', shape: [2], values: [1, 2], role: 'optimizer' },
      { name: 'gone', shape: [2], fault: new RangeError('bytes 8 to 16 lie outside of 12') },
    ],
    { notes: ['2 tensors are views of the same storage.'] },
  );

const lines = (text: string) => text.replaceAll('\u202f', ' ').split('\n');

test('a long name is cut in its middle, what is not finite is counted, small numbers keep their digits', async () => {
  const text = lines(weightsText(await weightsReport(file()), true));
  expect(text).toContain(
    '  model.encoder.l….query_projection.weight  kernel  2×2    f32   50 %    50 %       3  1 not finite',
  );
  expect(text).toContain(
    '  fc.weight                                 kernel  2×2    bf16  50 %   100 %  3.2e-7        3.0e-7          1.1        1.8  –',
  );
});

test('names that differ only where they are cut are cut less', async () => {
  const nameOf = (layer: number) => `bert.encoder.layer.${layer}.attention.output.LayerNorm.weight`;
  const twins = memoryFile([0, 1].map((layer) => ({ name: nameOf(layer), shape: [1], values: [1] })));
  const names = lines(weightsText(await weightsReport(twins), false)).filter((line) => line.includes('f32'));
  expect(names.map((line) => /layer\.\d/.exec(line)?.[0])).toEqual(['layer.0', 'layer.1']);
});

test('the state of an optimizer is only among the kinds', async () => {
  const text = lines(weightsText(await weightsReport(file()), false));
  expect(text.filter((line) => line.includes('state.m'))).toEqual([]);
  expect(text.filter((line) => line.startsWith('  optimizer '))).toHaveLength(1);
});

test('notes stand at the end, and what could not be read', async () => {
  expect(lines(weightsText(await weightsReport(file()), false)).slice(-3)).toEqual([
    '  note: 2 tensors are views of the same storage.',
    '  note: not read: “gone”: bytes 8 to 16 lie outside of 12',
    '',
  ]);
});

test('no line of a paragraph is longer than 100 characters', async () => {
  const text = lines(weightsText(await weightsReport(file()), false));
  expect(text.filter((line) => line.length > 100 && !line.includes('weight  kernel'))).toEqual([]);
});

test('a comparison names what has no counterpart', async () => {
  const other = memoryFile([
    { name: 'fc.weight', shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
    { name: 'new.bias', shape: [5], values: [1, 2, 3, 4, 5] },
  ]);
  const text = lines(comparisonText(await compareWeights([file(), other])));
  expect(text[0]).toBe('model.safetensors → model.safetensors');
  expect(text).toContain('  another shape: fc.weight (2×2 → 2×3)');
  expect(text).toContain('  only after: new.bias');
  expect(text).toContain(`  only before: ${NAME}, gone`);
});
