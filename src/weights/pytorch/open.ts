/** The reader of PyTorch's files. */
export { openShardedPytorch } from './sharded.ts';
export { openPytorch } from './single.ts';
