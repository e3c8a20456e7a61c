import { expect, test } from 'vitest';
import { weightsReport } from '../../../src/report/weightFiles/build.ts';
import { type MemoryTensor, memoryFile } from './memoryFile.ts';

/** Rows of one size each; signs in turn. */
const rowsOf = (sizes: number[], columns: number): number[] =>
  sizes.flatMap((size) => Array.from({ length: columns }, (_, i) => (i % 2 === 0 ? size : -size)));

const findingsOf = async (...tensors: MemoryTensor[]) => {
  const { findings } = await weightsReport(memoryFile(tensors));
  return findings.map(({ id, tone, title }) => [id, tone, title]);
};

const kernel = (name: string, values: number[], shape: number[]): MemoryTensor => ({ name, shape, values });

test('weights of 1e-4 throughout, as before a normalization or for pixels up to 255, are alive', async () => {
  expect(await findingsOf(kernel('conv.weight', rowsOf([1e-4, 2e-4, 3e-4], 4), [3, 4]))).toEqual([]);
});

test('a small unit beside large ones is nearly dead, with the doubt', async () => {
  const small = kernel('fc.weight', rowsOf([0.5, 9e-4, 0, 0.011], 4), [4, 4]);
  expect((await findingsOf(small)).slice(0, 2)).toEqual([
    ['dead-units', 'warning', '1 of 4 units in 1 kernel is dead'],
    ['small-units', 'info', '1 of 4 units in 1 kernel is nearly dead'],
  ]);
  const { findings, tensors } = await weightsReport(memoryFile([small]));
  expect(tensors[0]!.structure!.deadOutputs).toEqual({ exact: 1, near: 2 });
  expect(findings.find(({ id }) => id === 'small-units')!.text).toContain('“fc.weight” unit 1. Beside');
  // A hundredth of 0.05 is less than 9e-4.
  const beside = kernel('fc.weight', rowsOf([0.05, 9e-4], 4), [2, 4]);
  expect(await findingsOf(beside)).toEqual([]);
});

test.each([
  'lstm.weight_ih_l0',
  'rnn.weight_hh_l1_reverse',
  'lstm_1/lstm_cell/recurrent_kernel',
  'mha.in_proj_weight',
  'layers.0.self_attn.q_proj.weight',
  'encoder.layer.0.attention.self.key.weight',
  'h.0.attn.c_attn.weight',
])('a zero row of %s is a gate or a part of a query, no dead unit', async (name) => {
  const found = await findingsOf(kernel(name, rowsOf([0.3, 0, 0.2], 40), [3, 40]));
  expect(found.map(([id]) => id)).toEqual(['empty-outputs', 'exact-zeros']);
  expect(found[0]![2]).toBe('1 of 3 outputs of 1 recurrent or attention kernel is empty');
});

test.each(['attn.out_proj.weight', 'mlp.down_proj.weight', 'monkey.weight'])('one of %s is', async (name) => {
  const [first] = await findingsOf(kernel(name, rowsOf([0.3, 0, 0.2], 40), [3, 40]));
  expect(first).toEqual(['dead-units', 'warning', '1 of 3 units in 1 kernel is dead']);
});
