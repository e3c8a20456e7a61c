import * as tf from '@tensorflow/tfjs-core';

/** A backend that counts the tensors on one piece of memory, as all of TensorFlow.js' do. */
interface CountingBackend {
  incRef(dataId: tf.TensorInfo['dataId']): void;
}

/**
 * TensorFlow.js saves for the backward pass clones of what an operation will need, and its wasm backend copies their
 * memory: a fifth of a convolutional network's step. While a forward pass is recorded clones share the memory instead,
 * as on the other backends. Elsewhere a clone stays a copy.
 */
export function registerIdentity(): void {
  const stock = tf.getKernel('Identity', 'wasm');
  tf.unregisterKernel('Identity', 'wasm');
  tf.registerKernel({
    ...stock,
    kernelFunc(call) {
      const recorded = tf.engine().state.gradientDepth > 0;
      if (!recorded) return stock.kernelFunc(call);
      const { dataId, shape, dtype } = call.inputs!.x as tf.TensorInfo;
      (call.backend as CountingBackend).incRef(dataId);
      return { dataId, shape, dtype };
    },
  });
}
