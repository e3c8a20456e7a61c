import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

/** The entry of each bundle, by the name of its file in dist/; the table in esbuild.mjs has the same. */
export const ENTRIES = {
  'extension.cjs': 'extension/main.ts',
  'worker.cjs': 'src/engine/worker.ts',
  'data.cjs': 'src/dataset/threadEntry.ts',
  'opener.cjs': 'src/session/files/threadEntry.ts',
  'reader.cjs': 'src/advice/threadEntry.ts',
  'cli.js': 'src/cli/main.ts',
  'panel.js': 'webview/main.ts',
  'audit.js': 'webview/audit/main.ts',
  'files.js': 'webview/files/main.ts',
  'form.js': 'webview/form/main.ts',
} as const;

/** Every file that goes into the bundle of an entry, relative to the repository; what is shaken off whole is left out. */
export async function filesIn(entry: string): Promise<string[]> {
  const result = await esbuild.build({
    absWorkingDir: dirname(dirname(fileURLToPath(import.meta.url))),
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
    platform: entry.startsWith('webview/') ? 'browser' : 'node',
    mainFields: ['module', 'main'],
    external: ['vscode'],
    outfile: 'bundle.js',
  });
  const outputs = Object.values(result.metafile.outputs);
  return outputs.flatMap((output) =>
    Object.entries(output.inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([file]) => file),
  );
}

/** The npm packages that the files belong to, e.g. `chart.js`, `@lezer/python`; sorted, each once. */
export function packagesOf(files: string[]): string[] {
  const names = files.map((file) => file.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}
