import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { environment, installNative, type NativeInstall } from '../../extension/nativeInstall.ts';

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'install-'));
});
afterEach(() => rm(base, { recursive: true }));

/** Installs with a script in place of npm. */
async function install(script: string, change: Partial<NativeInstall> = {}) {
  const npm = join(base, 'npm');
  await writeFile(npm, `#!/bin/sh\n${script}\n`);
  await chmod(npm, 0o755);
  const lines: string[] = [];
  const done = await installNative({
    folder: join(base, 'native'),
    mirror: '',
    proxy: '',
    signal: new AbortController().signal,
    onLine: (line) => lines.push(line),
    npm,
    ...change,
  });
  return { done, lines };
}

test('npm is asked for exactly this version, in the folder, with the mirror and the proxy', async () => {
  const script = `echo "$@" > ${base}/asked; echo "$TFJS_NODE_CDN_STORAGE $HTTPS_PROXY" >> ${base}/asked; echo "added 127 packages"`;
  const { done, lines } = await install(script, {
    mirror: 'https://mirror.example/tf',
    proxy: 'http://proxy:3128',
  });
  expect(done).toBe(true);
  expect(lines).toEqual(['added 127 packages']);
  const [words, environment] = (await readFile(join(base, 'asked'), 'utf8')).trim().split('\n');
  expect(words).toMatch(/^install --prefix \S+\/native .*@tensorflow\/tfjs-node@4\.22\.0$/);
  expect(environment).toBe('https://mirror.example/tf/ http://proxy:3128');
  expect(existsSync(join(base, 'native', 'package.json'))).toBe(true);
});

test('without settings nothing is passed on: npm keeps its own', () => {
  expect(environment('', '')).toEqual({});
});

test('with a mirror, the compiled addon comes from it, too', () => {
  expect(environment('https://mirror.example/', '')).toEqual({
    TFJS_NODE_CDN_STORAGE: 'https://mirror.example/',
    npm_config_tfjs_binding_binary_host_mirror: 'https://mirror.example/tf-builds/pre-built-binary',
  });
});

describe('what goes wrong', () => {
  test('there is no npm', async () => {
    await expect(install('', { npm: join(base, 'nowhere') })).rejects.toMatchObject({
      problem: { code: 'NPM_MISSING', remedy: expect.stringContaining('https://nodejs.org') },
    });
  });

  test('the download is refused: the last lines, what to do, and nothing is kept', async () => {
    const script = [
      'echo "* Downloading libtensorflow"',
      'echo "Error: getaddrinfo ENOTFOUND storage.googleapis.com" >&2',
      'echo "npm error code 1" >&2',
      'exit 1',
    ].join('\n');
    await expect(install(script)).rejects.toMatchObject({
      problem: {
        code: 'NATIVE_INSTALL_FAILED',
        title: 'The download of the native backend was refused',
        explanation: expect.stringContaining('getaddrinfo ENOTFOUND storage.googleapis.com'),
        remedy: expect.stringContaining('https://storage.googleapis.com/'),
        technical: expect.arrayContaining(['* Downloading libtensorflow', 'npm error code 1']),
      },
    });
    expect(existsSync(join(base, 'native'))).toBe(false);
  });

  test('something else', async () => {
    await expect(install('echo "gyp ERR! find Python"; exit 1')).rejects.toMatchObject({
      problem: {
        title: 'The native backend could not be installed',
        explanation: expect.stringContaining('gyp ERR! find Python'),
      },
    });
  });
});

test('cancel ends npm and its children, and removes what is there', async () => {
  const controller = new AbortController();
  const running = install(`sleep 1000 & echo "child $!"; wait`, {
    signal: controller.signal,
    onLine: (line) => {
      void writeFile(join(base, 'child'), line.split(' ')[1]!).then(() => controller.abort());
    },
  });
  expect((await running).done).toBe(false);
  expect(existsSync(join(base, 'native'))).toBe(false);
  const child = Number(await readFile(join(base, 'child'), 'utf8'));
  await expect.poll(() => isAlive(child)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process that has ended stays in the table until its parent asks.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
