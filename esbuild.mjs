// Builds every bundle of the project into dist/. `--watch` rebuilds on change, `--meta` prints what is in each bundle.
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const watch = process.argv.includes('--watch');
const meta = process.argv.includes('--meta');

// ESM bundles that contain CommonJS libraries need `require` for Node's own modules.
const requireForEsm =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

// Modules first: the CommonJS build of TensorFlow.js has no gradients, that of jsonc-parser cannot be bundled.
const node = { platform: 'node', target: 'node20', mainFields: ['module', 'main'] };
const bundles = [
  {
    name: 'host',
    entry: 'extension/main.ts',
    out: 'extension.cjs',
    ...node,
    format: 'cjs',
    external: ['vscode'],
  },
  {
    name: 'worker',
    entry: 'src/engine/worker.ts',
    out: 'worker.cjs',
    ...node,
    format: 'cjs',
  },
  { name: 'data', entry: 'src/dataset/threadEntry.ts', out: 'data.cjs', ...node, format: 'cjs' },
  {
    name: 'command line',
    entry: 'src/cli/main.ts',
    out: 'cli.js',
    ...node,
    format: 'esm',
    banner: { js: `#!/usr/bin/env node\n${requireForEsm}` },
  },
  {
    name: 'panel',
    entry: 'webview/main.ts',
    out: 'panel.js',
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
  },
];

// The wasm backend looks for its modules beside the worker; Node has no threads in it, so two builds are enough.
const wasmFolder = join(
  dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')),
  'dist',
);
const wasmFiles = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'];

await rm(join(root, 'dist'), { recursive: true, force: true });
await mkdir(join(root, 'dist'), { recursive: true });
for (const file of wasmFiles) await copyFile(join(wasmFolder, file), join(root, 'dist', file));

for (const { name, entry, out, ...options } of bundles) {
  const settings = {
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: join('dist', out),
    bundle: true,
    minify: !watch,
    sourcemap: watch ? 'inline' : false,
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    ...options,
  };
  if (watch) {
    await (await esbuild.context(settings)).watch();
    continue;
  }
  const result = await esbuild.build(settings);
  const bytes = Object.values(result.metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
  console.log(`${name.padEnd(13)} dist/${out.padEnd(14)} ${(bytes / 1024).toFixed(0).padStart(5)} KB`);
  if (meta) console.log(await esbuild.analyzeMetafile(result.metafile));
}
if (watch) console.log('watching');
