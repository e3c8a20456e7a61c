/** The functions of `kernels/weights.ts`, in a memory of their own: no TensorFlow.js runs where files are read. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Addresses and counts are numbers of WebAssembly; see the kernels' own comments. */
export interface TensorKernels {
  addMoments(...[values, count, shift, limit, totals]: number[]): number;
  countUpperBits(...[values, count, counts]: number[]): void;
  raiseMaxima(...[values, count, column, columns, rowMaxima, columnMaxima]: number[]): void;
  countGroups(...[values, count, at, span, inner, limit, found]: number[]): void;
  gemm(...sizesAndAddresses: number[]): void;
}

let module: WebAssembly.Module | undefined;

/**
 * Takes the kernels from `folder`, where `kernels-simd.wasm` stands beside the bundle. Without them, or without SIMD,
 * plain TypeScript counts: the same results, several times slower.
 * @returns whether they are used from now on
 */
export async function loadTensorKernels(folder: string): Promise<boolean> {
  module = undefined;
  free.length = 0;
  const bytes = await readFile(join(folder, 'kernels-simd.wasm')).catch(() => undefined);
  if (bytes && WebAssembly.validate(bytes)) module = new WebAssembly.Module(bytes);
  return module !== undefined;
}

export interface KernelMemory {
  exports: TensorKernels;
  memory: WebAssembly.Memory;
}

/** Memories that nobody uses at present: each reserves gigabytes of addresses, so there should be few. */
const free: KernelMemory[] = [];

/** The kernels with `bytes` of memory, all 0, until they are given back; undefined where none are loaded. */
export function borrowKernels(bytes: number): KernelMemory | undefined {
  if (!module) return undefined;
  const found = free.findIndex(({ memory }) => memory.buffer.byteLength >= bytes);
  const borrowed = found >= 0 ? free.splice(found, 1)[0]! : newMemory(module, bytes);
  new Uint8Array(borrowed.memory.buffer, 0, bytes).fill(0);
  return borrowed;
}

/** Memories of at most so many bytes are kept, and no more of them. */
const KEPT = { bytes: 2 ** 25, memories: 4 };

/** @param borrowed whose memory is not looked at any more */
export function giveBack(borrowed: KernelMemory): void {
  if (borrowed.memory.buffer.byteLength > KEPT.bytes) return;
  free.push(borrowed);
  // The smallest one is the least useful.
  free.sort((a, b) => b.memory.buffer.byteLength - a.memory.buffer.byteLength);
  free.length = Math.min(free.length, KEPT.memories);
}

const PAGE = 65_536;

/** Sizes are powers of two, so that one fits the next tensor too. */
function newMemory(from: WebAssembly.Module, bytes: number): KernelMemory {
  const memory = new WebAssembly.Memory({ initial: 2 ** Math.ceil(Math.log2(bytes / PAGE)) });
  const { exports } = new WebAssembly.Instance(from, { env: { memory } });
  return { exports: exports as unknown as TensorKernels, memory };
}
