/** Where the tests find TensorFlow.js' WASM modules and our kernels. */
export const TEST_FOLDER: string;
export function prepareWasm(folder: string): Promise<void>;
export function setup(): Promise<void>;
