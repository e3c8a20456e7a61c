/** Installs native TensorFlow with npm into a folder of the extension's own. Knows no editor. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../src/errors.ts';

export const NATIVE_PACKAGE = '@tensorflow/tfjs-node@4.22.0';
/** Where the package's installer gets TensorFlow's library and the compiled addon from. */
export const NATIVE_SOURCE = 'https://storage.googleapis.com/';

export interface NativeInstall {
  /** Made anew; removed when the installation fails or is cancelled. */
  folder: string;
  /** Stands in for {@link NATIVE_SOURCE}; empty for that itself. */
  mirror: string;
  /** An HTTP proxy, or empty. */
  proxy: string;
  signal: AbortSignal;
  /** Hears what npm prints. */
  onLine(line: string): void;
  /** Another program than npm, with the same arguments. */
  npm?: string;
}

/** Where the packages of an installation are. */
export const modulesIn = (folder: string): string => join(folder, 'node_modules');

/**
 * Runs `npm install` with the package's own installer, which downloads TensorFlow's library. Whether the result loads
 * is another question: ask a worker.
 * @returns false when it was cancelled
 * @throws UserError `NPM_MISSING`, or `NATIVE_INSTALL_FAILED` with the last lines that npm printed
 */
export async function installNative(options: NativeInstall): Promise<boolean> {
  const { folder, signal } = options;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  try {
    await runNpm(options);
    return true;
  } catch (error) {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    if (signal.aborted) return false;
    throw error;
  }
}

function runNpm({ folder, mirror, proxy, signal, onLine, npm = 'npm' }: NativeInstall): Promise<void> {
  const lines: string[] = [];
  return new Promise((resolve, reject) => {
    const child = spawn(npm, ['install', '--prefix', folder, ...FLAGS, NATIVE_PACKAGE], {
      cwd: folder,
      env: { ...process.env, ...environment(mirror, proxy) },
      // A group of its own, so that cancelling ends npm's children, too. npm is a script on Windows.
      detached: process.platform !== 'win32',
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const stop = () => endTree(child);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const hear = (chunk: Buffer) => {
      for (const line of chunk
        .toString()
        .split(/[\r\n]+/)
        .filter((text) => text.trim())) {
        lines.push(line.trim());
        onLine(line.trim());
      }
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ENOENT' ? noNpm() : error));
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop);
      if (code === 0) resolve();
      else reject(failed(lines, mirror));
    });
  });
}

const FLAGS = ['--no-audit', '--no-fund', '--foreground-scripts', '--ignore-scripts=false'];

/** What the package's installer and npm understand; npm's own settings name the registry. */
export function environment(mirror: string, proxy: string): Record<string, string> {
  const base = mirror && (mirror.endsWith('/') ? mirror : `${mirror}/`);
  return {
    ...(base && {
      TFJS_NODE_CDN_STORAGE: base,
      npm_config_tfjs_binding_binary_host_mirror: `${base}tf-builds/pre-built-binary`,
    }),
    ...(proxy && {
      HTTP_PROXY: proxy,
      HTTPS_PROXY: proxy,
      npm_config_proxy: proxy,
      npm_config_https_proxy: proxy,
    }),
  };
}

function endTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') spawn('taskkill', ['/pid', String(child.pid), '/T', '/F']);
  else {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

function noNpm(): UserError {
  return new UserError({
    code: 'NPM_MISSING',
    title: 'npm was not found, and it is needed to install the native backend',
    explanation:
      'The command “npm” is not on the PATH of the editor. Measuring does not need it: the wasm backend is built in.',
    remedy: 'Install Node.js from https://nodejs.org, start the editor again and repeat the command.',
  });
}

/** What the network refuses, in the words of npm and of the package's installer. */
const REFUSED =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|status code|40[37]|tunneling|certificate/i;

const LAST_LINES = 15;

function failed(lines: string[], mirror: string): UserError {
  const last = lines.slice(-LAST_LINES);
  const refusal = lines.find((line) => REFUSED.test(line));
  return new UserError({
    code: 'NATIVE_INSTALL_FAILED',
    title: refusal
      ? 'The download of the native backend was refused'
      : 'The native backend could not be installed',
    explanation: `npm stopped with: ${refusal ?? last.at(-1) ?? 'no message'}. Nothing was kept; measuring goes on with the wasm backend.`,
    remedy: refusal
      ? `Check the connection to the npm registry and to ${mirror || NATIVE_SOURCE}, set “http.proxy” or “Native backend mirror” in the settings, and repeat the command.`
      : 'The last lines that npm printed are in the log. Mend what they name and repeat the command.',
    technical: last,
  });
}
