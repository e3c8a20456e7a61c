/** Leakage: rows of validation and test that the model has seen in training. */
import type { Part } from './dataset.ts';

/**
 * Number of rows in `others` that equal a row of `training` in every input and the target, as the network gets
 * them (32-bit floats).
 */
export function duplicatesOf(training: Part, others: Part[]): number {
  const width = training.rows === 0 ? 0 : training.inputs.length / training.rows;
  const byHash = new Map<number, number[]>();
  const known = hashes(training, width);
  for (let row = 0; row < training.rows; row++) {
    const rows = byHash.get(known[row]!);
    if (rows) rows.push(row);
    else byHash.set(known[row]!, [row]);
  }
  let duplicates = 0;
  for (const part of others) {
    for (const [row, hash] of hashes(part, width).entries()) {
      const candidates = byHash.get(hash) ?? [];
      if (candidates.some((candidate) => equalRows(training, candidate, part, row, width))) duplicates++;
    }
  }
  return duplicates;
}

/** FNV-1a over the 32-bit words of each row; minus zero, whose bits differ from zero's, counts as zero. */
function hashes({ rows, inputs, targets }: Part, width: number): Uint32Array {
  const word = new Float32Array(1);
  const bits = new Uint32Array(word.buffer);
  const result = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) {
    let hash = 0x811c9dc5;
    for (let j = 0; j <= width; j++) {
      word[0] = (j < width ? inputs[row * width + j]! : targets[row]!) + 0;
      hash = Math.imul(hash ^ bits[0]!, 0x01000193);
      hash ^= hash >>> 15;
    }
    result[row] = hash;
  }
  return result;
}

function equalRows(a: Part, i: number, b: Part, k: number, width: number): boolean {
  if (a.targets[i] !== b.targets[k]) return false;
  for (let j = 0; j < width; j++) if (a.inputs[i * width + j] !== b.inputs[k * width + j]) return false;
  return true;
}
