/** Kernels of ours that TensorFlow.js' own operations use on the wasm backend. */
import { registerConvolution } from './registeredConvolution.ts';
import { registerIdentity } from './registeredIdentity.ts';
import { registerPooling } from './registeredPooling.ts';
import { registerProduct } from './registeredProduct.ts';

const REGISTRATIONS = [registerConvolution, registerIdentity, registerPooling, registerProduct];

let registered = false;

/** Registers them once. Each leaves the work to the stock kernel, if there is one, while its group is not in use. */
export function registerKernels(): void {
  if (registered) return;
  registered = true;
  for (const register of REGISTRATIONS) register();
}
