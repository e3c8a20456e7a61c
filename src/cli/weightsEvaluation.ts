/** A stored model on a dataset, for the terminal. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { evaluateModel } from '../experiment/evaluation/evaluate.ts';
import type { Evaluation } from '../report/weightFiles/evaluation.ts';
import { evaluationReport } from '../report/weightFiles/evaluationReport.ts';
import type { WeightFile } from '../weights/weightFile.ts';
import { formatLoss, formatShare } from '../words.ts';
import { type TextColumn, textTable } from './textTable.ts';

const PRUNED: TextColumn[] = [
  { title: 'weights set to 0', isNumber: true },
  { title: 'loss', isNumber: true },
];

/** @throws UserError when the layers are not known or do not fit the data */
export async function evaluationOf(
  file: WeightFile,
  data: { file: string; target: string },
): Promise<Evaluation> {
  const workerPath = join(dirname(fileURLToPath(import.meta.url)), 'worker.cjs');
  const backend = { choice: 'auto' as const, nativeFolders: [] };
  return evaluationReport(file.path, await evaluateModel(file, data, { workerPath, backend }));
}

export function evaluationText({ data, findings, notes, pruning }: Evaluation): string {
  const rows = pruning.map(({ share, loss }) => [formatShare(share), formatLoss(loss)]);
  return [
    '',
    `  On ${data}`,
    ...findings.map((finding) => `    ${finding}`),
    '',
    ...textTable(PRUNED, rows).map((line) => `    ${line}`),
    '',
    ...notes.map((note) => `    note: ${note}`),
    '',
  ].join('\n');
}
