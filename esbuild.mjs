// Builds every bundle of the project into dist/. `--watch` rebuilds on change, `--meta` prints what is in each bundle.
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { prepareWasm } from './scripts/kernels.mjs';

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
  { name: 'files', entry: 'src/session/files/threadEntry.ts', out: 'opener.cjs', ...node, format: 'cjs' },
  {
    name: 'reader',
    entry: 'src/advice/threadEntry.ts',
    out: 'reader.cjs',
    ...node,
    format: 'cjs',
  },
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
  {
    name: 'form',
    entry: 'webview/form/main.ts',
    out: 'form.js',
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
  },
  {
    name: 'file views',
    entry: 'webview/files/main.ts',
    out: 'files.js',
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
  },
  {
    name: 'audit',
    entry: 'webview/audit/main.ts',
    out: 'audit.js',
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
  },
];

await rm(join(root, 'dist'), { recursive: true, force: true });
// The worker looks for its WASM modules beside itself.
await prepareWasm(join(root, 'dist'));

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
