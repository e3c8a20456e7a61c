// npm test: everything that must hold before a change lands, from a clean clone, one line a step.
// `--unit` leaves VS Code out, `--vscode` runs only what VS Code needs. The last line counts checks and tests together.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, seconds, setUp } from './setup.mjs';

await setUp(import.meta.url);

const checks = [
  ['Format and lint', 'biome', ['check', '.']],
  ['Types', 'tsc', ['-p', 'tsconfig.json']],
  ['Types of the panel', 'tsc', ['-p', 'webview/tsconfig.json']],
  ['Unused code', 'knip', []],
  ['Generated documentation', 'node', ['scripts/docs.mjs', '--check']],
];
const inVsCode = ['Tests in VS Code', 'test/extension/vitest.config.ts'];
const total = { passed: 0, failed: 0 };
const only = process.argv.slice(2).find((argument) => ['--unit', '--vscode'].includes(argument));

if (only !== '--vscode') {
  for (const [name, command, args] of checks) await check(name, command, args);
  await check('Build', 'node', ['esbuild.mjs']);
  await tests('Unit tests', 'vitest.config.ts');
}
if (only !== '--unit') {
  const packaged = await check('Package', 'node', ['scripts/package.mjs'], true);
  const installed = await check('Browser and VS Code', 'node', ['scripts/install-test-tools.mjs'], true);
  if (packaged && installed) await tests(...inVsCode, true);
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);

/** One step that passes or fails as a whole. Its output is shown when it fails, its last line when `telling`. */
async function check(name, command, args, telling = false) {
  const begin = Date.now();
  const { status, output } = await run(command, args);
  const passed = status === 0;
  total[passed ? 'passed' : 'failed']++;
  say(name, passed, begin, passed && telling ? output.trim().split('\n').join(', ') : '');
  if (!passed) console.log(output);
  return passed;
}

/** A run of vitest; each test counts. */
async function tests(name, config, live = false) {
  const begin = Date.now();
  const folder = mkdtempSync(join(tmpdir(), 'regularization-lens-'));
  const file = join(folder, 'results.json');
  const reporters = [
    `--reporter=${live ? 'verbose' : 'default'}`,
    '--reporter=json',
    `--outputFile.json=${file}`,
  ];
  const { status, output } = await run('vitest', ['run', '--config', config, ...reporters], live);
  const results = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  rmSync(folder, { recursive: true });
  const passed = results?.numPassedTests ?? 0;
  // A file that does not load and an error outside a test fail the run without a failed test.
  const failed = Math.max(results?.numFailedTests ?? 0, status === 0 && passed > 0 ? 0 : 1);
  total.passed += passed;
  total.failed += failed;
  say(name, failed === 0, begin, `${passed} passed, ${failed} failed`);
  if (failed > 0 && !live) console.log(output);
}

function run(command, args, live = false) {
  const [file, ...first] = command === 'node' ? [process.execPath] : [process.execPath, binary(command)];
  const child = spawn(file, [...first, ...args], {
    cwd: root,
    // With CI=true the tools would colour what goes into a file.
    env: process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', live ? 'inherit' : 'pipe', live ? 'inherit' : 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, output })));
}

/** The script behind a package's command, to run it under this Node on every platform. */
function binary(command) {
  const packages = { biome: '@biomejs/biome', tsc: 'typescript', knip: 'knip', vitest: 'vitest' };
  const folder = join(root, 'node_modules', packages[command]);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}

function say(name, passed, begin, detail) {
  const mark = passed ? 'passed' : 'FAILED';
  console.log(`${name.padEnd(24)} ${mark} ${seconds(begin).padStart(8)}${detail ? `  ${detail}` : ''}`);
}
