import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // As in the worker's bundle: TensorFlow.js as modules, which have the gradients.
  resolve: { mainFields: ['module', 'main'] },
  test: {
    server: { deps: { inline: [/@tensorflow\//] } },
    include: ['test/**/*.test.ts'],
    exclude: ['test/extension/**'],
    globalSetup: ['scripts/kernels.mjs'],
    testTimeout: 60_000,
    // One core less is the default, which is one of two.
    maxWorkers: availableParallelism(),
  },
});
