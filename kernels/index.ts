// Everything the module offers. It shares TensorFlow.js' memory: no data, no globals, no table, no allocation.
export * from './convolution';
export * from './dense';
export * from './gemm';
export * from './optimizer';
export * from './penalties';
export * from './pooling';
export * from './random';
export * from './recurrent';
export * from './segments';
export * from './weights';
