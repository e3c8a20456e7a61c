// The core alone knows no gradients: importing this module registers them.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** Starts TensorFlow.js on the wasm backend. @param folder where the `.wasm` files are; @returns its name for people */
export async function startBackend(folder: string): Promise<string> {
  setWasmPaths(folder.endsWith('/') ? folder : `${folder}/`);
  if (!(await tf.setBackend('wasm'))) throw new Error(`the wasm backend did not start from ${folder}`);
  await tf.ready();
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return simd ? 'wasm with SIMD' : 'wasm without SIMD';
}
