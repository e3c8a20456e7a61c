// The core alone knows no gradients: importing this module registers them.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
// The last resort, and the oracle of the tests.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../errors.ts';
import type { BackendReport } from '../experiment/backend.ts';
import type { BackendRequest } from '../protocol/worker.ts';
import { startNative } from './backends/native.ts';
import { startWasm, type WasmStart } from './backends/wasm.ts';

const WHAT_IT_NEEDS =
  'It needs nothing installed, and its kernels are made for variants that train together.';

/**
 * Starts the backend that is asked for. `auto` takes wasm with our kernels: they multiply all variants' matrices in
 * one pass and step the optimizer in another, for which native TensorFlow needs many calls each. Only where the
 * kernels do not run, or fail their self-test, native TensorFlow is taken, if it is installed and loads.
 * @param folder where the `.wasm` files are
 * @throws UserError `BACKEND_UNAVAILABLE` when `node` is asked for and does not load
 */
export async function startBackend(
  folder: string,
  { choice, nativeFolders }: BackendRequest = { choice: 'auto', nativeFolders: [] },
): Promise<BackendReport> {
  if (choice === 'node') return onlyNative(folder, nativeFolders);
  const wasm = await startWasm(folder);
  const sound = wasm.started && wasm.kernels !== 'none' && wasm.failed.length === 0;
  if (sound || (wasm.started && choice === 'wasm')) {
    return report(wasm, choice === 'wasm' ? 'The setting asks for it.' : WHAT_IT_NEEDS);
  }
  if (choice === 'wasm') return plainJavaScript(faultOf(wasm));
  const native = await startNative(folder, nativeFolders);
  const fault = faultOf(wasm);
  if (native.started)
    return nativeReport(`${fault} Native TensorFlow is installed and faster than what is left.`);
  if (!wasm.started) return plainJavaScript(`${fault} ${native.reason}`);
  // Loading the native package may have made it the current backend before it failed.
  await tf.setBackend('wasm');
  return report(wasm, `${fault} ${native.reason}`);
}

async function onlyNative(folder: string, nativeFolders: string[]): Promise<BackendReport> {
  const native = await startNative(folder, nativeFolders);
  if (native.started) return nativeReport('The setting asks for it.');
  throw new UserError({
    code: 'BACKEND_UNAVAILABLE',
    title: native.installed ? 'The native backend does not load' : 'The native backend is not installed',
    explanation: native.reason,
    remedy: native.installed
      ? 'Install it again with “Regularization: Install native backend…”, or set the backend to auto.'
      : 'Install it with “Regularization: Install native backend…”, or set the backend to auto.',
  });
}

function report(
  { kernels, failed, refused }: Extract<WasmStart, { started: true }>,
  why: string,
): BackendReport {
  const groups = refused.map(({ group }) => group).join(', ');
  const reason = groups
    ? `${why} The build for 256 bits failed its self-test (${groups}) and is not used.`
    : why;
  return { backend: 'wasm', kernels, failed, reason };
}

const nativeReport = (reason: string): BackendReport => ({
  backend: 'node',
  kernels: 'none',
  failed: [],
  reason,
});

async function plainJavaScript(reason: string): Promise<BackendReport> {
  await tf.setBackend('cpu');
  await tf.ready();
  return { backend: 'cpu', kernels: 'none', failed: [], reason };
}

/** What is not as it should be with the wasm backend. */
function faultOf(wasm: WasmStart): string {
  if (!wasm.started) return wasm.reason;
  if (wasm.failed.length === 0) return 'The kernels do not run here: this runtime has no WebAssembly SIMD.';
  const groups = wasm.failed.map(({ group }) => group).join(', ');
  return `Kernels failed their self-test (${groups}).`;
}
