import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** An experiment that a test is about: the digits example with some of its fields changed. */
export async function changeDigits(
  workspace: string,
  change: (document: Record<string, Record<string, unknown>>) => void,
): Promise<void> {
  const file = join(workspace, 'digits', 'digits.reglens.json');
  const document = JSON.parse(await readFile(file, 'utf8'));
  change(document);
  await writeFile(file, `${JSON.stringify(document, null, 2)}\n`);
}

/** The digits example with a text of its model replaced, which must be there. */
export async function changeModel(workspace: string, text: string, replacement: string): Promise<void> {
  const file = join(workspace, 'digits', 'model.py');
  const source = await readFile(file, 'utf8');
  if (!source.includes(text)) throw new Error(`${file} does not contain ${text}`);
  await writeFile(file, source.replace(text, replacement));
}

/** The smallest plan that still compares, measured in seconds. */
export function makeShort(document: Record<string, unknown>): void {
  document.training = { optimizer: 'adam', learningRate: 0.001, batchSize: 32, epochs: 6 };
  document.variants = [{}, { l2: 0.001 }, { dropout: 0.3 }];
  document.seeds = 2;
}

/** So long that a test can interrupt it. */
export function makeLong(document: Record<string, unknown>): void {
  document.training = { optimizer: 'adam', learningRate: 0.001, batchSize: 4, epochs: 5000 };
  document.variants = [{}, { l2: 0.001 }, { dropout: 0.3 }];
  document.seeds = 2;
}
