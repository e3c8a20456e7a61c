/**
 * `node bench/weights.ts`: how fast a weight file is measured, from the page cache, beside NumPy doing the same in the
 * same run; and the memory that a file of 10 GB takes. Needs 2 GB of disk; options: `--python=PROGRAM`.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { prepareWasm, TEST_FOLDER } from '../scripts/kernels.mjs';
import { normals } from '../src/engine/random.ts';
import { formatBytes } from '../src/words.ts';
import { ratio, type Sample, sampleOf } from './sample.ts';

const run = promisify(execFile);

const SIDE = 4096;
const TENSORS = 16;
const ROUNDS = 5;
/** Of 10 GB; its values are holes, which read as zeros. */
const LARGE = { side: 8192, tensors: 40 };

type StoredType = 'F32' | 'F16' | 'BF16' | 'F64';
const BYTES: Record<StoredType, number> = { F32: 4, F16: 2, BF16: 2, F64: 8 };

interface Numbers {
  seconds: Sample;
  peakBytes: number;
}

const secondsIn = (text: string): number[] => text.trim().split('\n').map(Number);

async function ours(file: string, rounds = ROUNDS): Promise<Numbers> {
  const args = ['bench/weightsProcess.ts', file, String(rounds), TEST_FOLDER];
  const { stdout, stderr } = await run(process.execPath, args);
  return {
    seconds: sampleOf(secondsIn(stdout).slice(rounds > 1 ? 1 : 0)),
    peakBytes: Number(stderr.trim().split('\n').at(-1)),
  };
}

async function numpy(python: string, file: string): Promise<Sample | undefined> {
  try {
    const { stdout } = await run(python, ['bench/weights.py', file, String(ROUNDS)]);
    return sampleOf(secondsIn(stdout).slice(1));
  } catch {
    return undefined;
  }
}

/** Square matrices of normal numbers, σ = 0.02; without values the file has holes. */
async function writeFile(path: string, type: StoredType, side: number, tensors: number, values: boolean) {
  const bytes = side * side * BYTES[type];
  const entries = Array.from({ length: tensors }, (_, index) => [
    `layers.${index}.weight`,
    { dtype: type, shape: [side, side], data_offsets: [index * bytes, (index + 1) * bytes] },
  ]);
  const text = JSON.stringify(Object.fromEntries(entries));
  const header = Buffer.alloc(8 + Math.ceil(text.length / 8) * 8, ' ');
  header.writeBigUInt64LE(BigInt(header.length - 8));
  header.write(text, 8);
  const file = await open(path, 'w');
  await file.write(header);
  const rows = values ? stored(normals({ seed: 1, stream: 2, step: 3 }, side * 64), type) : undefined;
  for (let at = 0; rows && at < bytes * tensors; at += rows.length) await file.write(rows);
  await file.truncate(header.length + bytes * tensors);
  await file.close();
  return header.length + bytes * tensors;
}

function stored(standard: Float64Array, type: StoredType): Uint8Array {
  const values = standard.map((value) => 0.02 * value);
  if (type === 'F64') return new Uint8Array(values.buffer);
  const singles = Float32Array.from(values);
  if (type === 'F32') return new Uint8Array(singles.buffer);
  const bits = new Uint32Array(singles.buffer);
  // Half precision by way of its exponent, 112 less; these values are neither tiny nor large.
  const halves = Uint16Array.from(bits, (word) =>
    type === 'BF16'
      ? word >>> 16
      : ((word >>> 16) & 0x8000) | Math.max(0, ((word & 0x7fffffff) >>> 13) - (112 << 10)),
  );
  return new Uint8Array(halves.buffer);
}

const speed = (bytes: number, { median }: Sample): string => `${(bytes / median / 1e9).toFixed(2)} GB/s`;

async function main(python: string): Promise<void> {
  await prepareWasm(TEST_FOLDER);
  const folder = await mkdtemp(join(tmpdir(), 'reglens-bench-'));
  try {
    console.log('file                 reglens weights         NumPy           ratio   peak memory');
    for (const type of ['F32', 'F64', 'F16', 'BF16'] as const) {
      const path = join(folder, 'weights.safetensors');
      const bytes = await writeFile(path, type, SIDE, TENSORS, true);
      const found = await ours(path);
      const peer = type === 'F32' ? await numpy(python, path) : undefined;
      const cells = [
        `${formatBytes(bytes)} ${type}`.padEnd(20),
        `${found.seconds.median.toFixed(2)} s ${speed(bytes, found.seconds)}`.padEnd(23),
        (peer ? `${peer.median.toFixed(2)} s ${speed(bytes, peer)}` : '').padEnd(15),
        (peer ? ratio(peer, found.seconds).toFixed(1) : '').padEnd(7),
        formatBytes(found.peakBytes),
      ];
      console.log(cells.join(' '));
    }
    const path = join(folder, 'large.safetensors');
    const bytes = await writeFile(path, 'F32', LARGE.side, LARGE.tensors, false);
    const { seconds, peakBytes } = await ours(path, 1);
    console.log(
      `${`${formatBytes(bytes)} of zeros`.padEnd(20)} ${seconds.median.toFixed(2)} s ${speed(bytes, seconds)}`.padEnd(
        69,
      ),
      formatBytes(peakBytes),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { python: { type: 'string', default: 'python3' } } });
await main(values.python);
