/** Loads the kernels' module onto the memory of the wasm backend. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js';
import * as tf from '@tensorflow/tfjs-core';
import { compile, joinsOperations } from './compile.ts';
import { isFaster } from './faster.ts';
import { type KernelReport, type Kernels, useKernels } from './module.ts';
import { registerKernels } from './registrations.ts';
import { selfTest } from './selfTest.ts';

/** Emscripten's module as the backend holds it. */
interface SharedModule {
  asm: { memory: WebAssembly.Memory };
  _malloc(bytes: number): number;
  _free(address: number): void;
}

const ALIGNMENT = 16;

type Build = Exclude<KernelReport['build'], 'none'>;

/** Best first. */
const BUILDS: Build[] = ['wide', 'relaxed', 'simd'];

/** One block of scratch memory that grows to the largest size asked for. */
function scratch(wasm: SharedModule) {
  let block = 0;
  let size = 0;
  return (bytes: number): number => {
    if (bytes > size) {
      if (block !== 0) wasm._free(block);
      size = 0;
      // Addresses from 2 GB on come back negative.
      block = wasm._malloc(bytes + ALIGNMENT) >>> 0;
      size = bytes;
    }
    return Math.ceil(block / ALIGNMENT) * ALIGNMENT;
  };
}

function kernelsOn(backend: BackendWasm, exports: WebAssembly.Exports): Kernels<unknown> {
  const wasm = backend.wasm as unknown as SharedModule;
  const { memory } = wasm.asm;
  let view = new Float32Array(memory.buffer);
  return {
    exports,
    address: ({ dataId }) => backend.dataIdMap.get(dataId).memoryOffset,
    output: (shape, dtype = 'float32') =>
      tf.engine().makeTensorFromTensorInfo(backend.makeOutput(shape, dtype)),
    workspace: scratch(wasm),
    heap() {
      if (view.buffer !== memory.buffer) view = new Float32Array(memory.buffer);
      return view;
    },
  };
}

/** One build in the backend's memory, with what its self-test says. */
function startBuild(build: Build, bytes: Uint8Array) {
  const backend = tf.backend() as BackendWasm;
  const { memory } = (backend.wasm as unknown as SharedModule).asm;
  const instance = new WebAssembly.Instance(compile(bytes, build === 'wide'), { env: { memory } });
  const kernels = kernelsOn(backend, instance.exports);
  return { build, kernels, failed: selfTest(kernels) };
}

type Started = ReturnType<typeof startBuild>;

const isRight = ({ failed }: Started): boolean => failed.length === 0;

/**
 * The build that trains: the first that this engine takes, but for the wide one, which must also be right in everything
 * and faster than the next. Its numbers are the same bits, so a clock may decide.
 */
async function chooseBuild(folder: string): Promise<{ chosen?: Started; wide?: Started }> {
  let wide: Started | undefined;
  for (const build of joinsOperations() ? BUILDS : BUILDS.slice(1)) {
    const bytes = await readFile(join(folder, `kernels-${build}.wasm`));
    if (!WebAssembly.validate(bytes)) continue;
    const started = startBuild(build, bytes);
    if (build === 'wide') wide = started;
    else {
      const better = wide && isRight(wide) && isFaster(wide.kernels, started.kernels);
      return { chosen: better ? wide : started, wide };
    }
  }
  return { chosen: wide && isRight(wide) ? wide : undefined, wide };
}

/**
 * Loads the kernels that stand in `folder` into the wasm backend, which must be running, and tests each group. Groups
 * that fail, and engines without SIMD, leave the work to TensorFlow.js' own operations.
 * @throws Error when the files are missing
 */
export async function loadKernels(folder: string): Promise<KernelReport> {
  useKernels(undefined);
  // Registered, too, where there is no SIMD: some of TensorFlow.js' own kernels are missing or wrong on this backend.
  registerKernels();
  const { chosen, wide } = await chooseBuild(folder);
  const refused = wide && !isRight(wide) ? { refused: wide.failed } : {};
  if (!chosen) return { build: 'none', failed: [], ...refused };
  const { build, kernels, failed } = chosen;
  useKernels({ kernels, failed: new Set(failed.map(({ group }) => group)) });
  return { build, failed, ...refused };
}
