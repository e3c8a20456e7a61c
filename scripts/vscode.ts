/**
 * VS Code from npm, for machines without a desktop: code-server, which is VS Code's own server and web client.
 * `installVsCode` puts it into a cache folder outside the repository, `startServer` runs it.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const VERSION = '4.139.1';
/** Raise it when the recipe below changes: an installation made by another recipe is not used. */
const RECIPE = 1;

/** Dependencies of VS Code's that a local server and the web client do without; several need a compiler. */
const UNNEEDED = [
  '@github/copilot-sdk',
  '@vscode/copilot-api',
  '@microsoft/mxc-sdk',
  '@devcontainers/cli',
  '@vscode/sandbox-runtime',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
  'ssh2',
];

/** Stands in for a native module that nothing has compiled: without a logger, output channels write no file. */
const LOGGER = `
const fs = require('node:fs');
const path = require('node:path');
const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
class Logger {
  constructor(type, name, file) { this.file = file; this.level = 2; this.raw = false; }
  write(level, text) {
    if (level < this.level) return;
    try { fs.appendFileSync(this.file, this.raw ? text : \`\${new Date().toISOString()} [\${names[level]}] \${text}\\n\`); } catch {}
  }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() { this.raw = false; }
  clearFormatters() { this.raw = true; }
  flush() {}
  drop() {}
}
['trace', 'debug', 'info', 'warn', 'error', 'critical'].forEach((name, level) => {
  Logger.prototype[name] = function (text) { this.write(level, text); };
});
const create = async (name, file) => {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return new Logger('', name, file);
};
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
`;

/** A folder of this project's outside the repository, by the XDG convention. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'regularization-lens');
}

/**
 * Installs code-server unless it is there, and returns the path of its entry script.
 * It is put together in a folder of its own and renamed when it is complete: half an installation is never used.
 */
export async function installVsCode(log: (line: string) => void): Promise<string> {
  const folder = join(cacheFolder(), `code-server-${VERSION}-${RECIPE}`);
  const entry = join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
  if (existsSync(entry)) return entry;
  const begin = Date.now();
  await mkdir(cacheFolder(), { recursive: true });
  const partial = await mkdtemp(`${folder}.partial-`);
  try {
    await assemble(partial);
    // Another process may have been faster: its installation is as good.
    await rename(partial, folder).catch((error) => {
      if (!existsSync(entry)) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  log(
    `Installed VS Code (code-server ${VERSION}) into ${folder} in ${((Date.now() - begin) / 1000).toFixed(0)} s`,
  );
  return entry;
}

async function assemble(folder: string): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  await npmInstall(folder, '--no-save', '--no-package-lock', `code-server@${VERSION}`);
  const vscode = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  for (const file of ['package.json', 'npm-shrinkwrap.json']) await dropUnneeded(join(vscode, file));
  await npmInstall(vscode, '--omit=dev');
  await writeFile(join(vscode, 'node_modules/@vscode/spdlog/index.js'), LOGGER);
  await writeFile(
    join(vscode, 'node_modules/@vscode/native-watchdog/index.js'),
    'exports.start = () => {};\n',
  );
  await rm(join(vscode, 'extensions', 'copilot'), { recursive: true, force: true });
  const platform = `${process.platform}-${process.arch}`;
  for (const binaries of ['@vscode/ripgrep-universal/bin', 'node-pty/prebuilds']) {
    await keepOnly(join(vscode, 'node_modules', binaries), platform);
  }
}

async function npmInstall(folder: string, ...args: string[]): Promise<void> {
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  await promisify(execFile)('npm', ['install', ...flags, ...args], {
    cwd: folder,
    env: withoutEditorVariables(process.env),
    maxBuffer: 64 * 2 ** 20,
    shell: process.platform === 'win32',
  });
}

async function dropUnneeded(file: string): Promise<void> {
  const json = JSON.parse(await readFile(file, 'utf8'));
  for (const manifest of [json, json.packages?.['']]) {
    if (!manifest?.dependencies) continue;
    for (const name of UNNEEDED) delete manifest.dependencies[name];
    delete manifest.devDependencies;
    delete manifest.overrides;
  }
  await writeFile(file, JSON.stringify(json));
}

async function keepOnly(folder: string, name: string): Promise<void> {
  const names = existsSync(folder) ? await readdir(folder) : [];
  // Where a platform has another name, everything stays: disk space is all that is at stake.
  if (!names.includes(name)) return;
  for (const other of names.filter((each) => each !== name)) {
    await rm(join(folder, other), { recursive: true, force: true });
  }
}

export interface Server {
  url: string;
  /** User data (settings, logs) and installed extensions; the caller removes the folder. */
  userData: string;
  extensions: string;
  stop(): void;
  /** Resolves when the server process has ended. */
  ended: Promise<void>;
}

export interface ServerOptions {
  /** What {@link installVsCode} returned. */
  vscode: string;
  /** Everything the server writes goes here; also the HOME of its processes. */
  folder: string;
  workspace: string;
  vsix?: string;
  settings?: Record<string, unknown>;
  /** Lets a page run a test module in the extension host. */
  hostTests?: boolean;
}

/** Starts VS Code on a free port of this machine and resolves when it answers. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { vscode, folder, workspace } = options;
  const userData = join(folder, 'user-data');
  const extensions = join(folder, 'extensions');
  const config = join(folder, 'config.yaml');
  await mkdir(join(userData, 'User'), { recursive: true });
  await mkdir(extensions, { recursive: true });
  await writeFile(config, 'auth: none\n');
  if (options.settings) {
    await writeFile(join(userData, 'User', 'settings.json'), JSON.stringify(options.settings, null, 2));
  }
  const env = { ...withoutEditorVariables(process.env), HOME: folder, CODE_SERVER_CONFIG: config };
  const base = [vscode, '--config', config, '--user-data-dir', userData, '--extensions-dir', extensions];
  if (options.vsix) {
    execFileSync(process.execPath, [...base, '--install-extension', options.vsix, '--force'], {
      env,
      stdio: 'pipe',
    });
  }
  const port = await freePort();
  const log = join(folder, 'server.log');
  const output = await open(log, 'w');
  const flags = [
    ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--ignore-last-opened'],
    ...['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'],
    '--disable-getting-started-override',
    ...(options.hostTests ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ];
  const child = spawn(process.execPath, [...base, ...flags, workspace], {
    env,
    stdio: ['ignore', output.fd, output.fd],
    detached: true,
  });
  await output.close();
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  await answers(`${url}/healthz`, () => child.exitCode !== null, log);
  // The server's group: its extension hosts and their workers end with it.
  const stop = () => {
    if (child.exitCode === null && child.pid) process.kill(-child.pid, 'SIGTERM');
  };
  return { url, userData, extensions, stop, ended };
}

async function answers(url: string, hasEnded: () => boolean, log: string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) {
    if (hasEnded()) break;
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      return;
  }
  throw new Error(`VS Code's server did not start:\n${await readFile(log, 'utf8')}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('no free port on 127.0.0.1');
  return address.port;
}

/** Variables of a VS Code or npm that started us would be taken over by the server that we start. */
function withoutEditorVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(VSCODE_|ELECTRON_|npm_(?!config_))/.test(name)),
  );
}
