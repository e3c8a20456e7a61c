// npm run package: puts the built extension into one .vsix, and fails when its files or its size are not as expected.
// `--update` writes the list of files anew.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, fail, root, setUp, vsixFile } from './setup.mjs';

/**
 * The readers of three frameworks and their rules stand in three bundles: host, reader thread, command line; the readers
 * of data, weights and logs in the thread that opens files, the command line and partly the host.
 */
const LIMIT_MB = 3.5;

await setUp(import.meta.url);
build();

const listFile = join(root, 'scripts', 'vsix-files.txt');
const list = vsce('ls', '--no-dependencies').split('\n').filter(Boolean).sort().join('\n').concat('\n');
if (process.argv.includes('--update')) writeFileSync(listFile, list);
const expected = readFileSync(listFile, 'utf8');
if (list !== expected) fail(differences(list, expected));

// Links in the README stay relative: the pictures are shipped beside it.
vsce(
  'package',
  '--no-dependencies',
  '--no-rewrite-relative-links',
  '--allow-missing-repository',
  '--out',
  vsixFile(),
);
const megabytes = statSync(vsixFile()).size / 1e6;
console.log(`${basename(vsixFile())}, ${megabytes.toFixed(2)} MB`);
if (megabytes > LIMIT_MB) {
  fail(
    `The limit is ${LIMIT_MB} MB. Find what grew (npm run build -- --meta), or raise LIMIT_MB in scripts/package.mjs.`,
  );
}

function vsce(...args) {
  const result = spawnSync(
    process.execPath,
    [join(root, 'node_modules', '@vscode', 'vsce', 'vsce'), ...args],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  if (result.status !== 0) fail(`${result.stdout}${result.stderr}vsce ${args[0]} failed.`);
  return result.stdout;
}

function differences(found, wanted) {
  const lines = (text) => new Set(text.split('\n').filter(Boolean));
  const added = [...lines(found)].filter((line) => !lines(wanted).has(line)).map((line) => `  + ${line}`);
  const missing = [...lines(wanted)].filter((line) => !lines(found).has(line)).map((line) => `  - ${line}`);
  return [
    'The .vsix would not hold the files in scripts/vsix-files.txt:',
    ...added,
    ...missing,
    'If that is right, run: npm run package -- --update',
  ].join('\n');
}
