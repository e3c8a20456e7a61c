/** TensorFlow.js on WebAssembly, with our kernels on its memory. */
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { BackendReport } from '../../experiment/backend.ts';
import { loadKernels } from '../kernels/load.ts';
import type { FailedGroup } from '../kernels/module.ts';

export type WasmStart =
  | ({ started: true; refused: FailedGroup[] } & Pick<BackendReport, 'kernels' | 'failed'>)
  | { started: false; reason: string };

/** Starts the wasm backend. @param folder where the `.wasm` files of TensorFlow.js and of the kernels are */
export async function startWasm(folder: string): Promise<WasmStart> {
  try {
    setWasmPaths(folder.endsWith('/') ? folder : `${folder}/`);
    if (!(await tf.setBackend('wasm'))) throw new Error('it does not start');
    await tf.ready();
    refuseWhenFull();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { started: false, reason: `The wasm backend in ${folder} failed: ${text.split('\n')[0]}.` };
  }
  const { build, failed, refused = [] } = await loadKernels(folder);
  return { started: true, kernels: build, failed, refused };
}

/** TensorFlow.js does not look whether an allocation succeeded: without memory it would write over address 0. */
function refuseWhenFull(): void {
  const { wasm } = tf.backend() as unknown as { wasm: { _malloc(bytes: number): number } };
  const allocate = wasm._malloc.bind(wasm);
  wasm._malloc = (bytes: number) => {
    const address = allocate(bytes);
    if (address === 0 && bytes > 0)
      throw new Error(`WebAssembly is out of memory: ${bytes} bytes more are needed`);
    return address;
  };
}
