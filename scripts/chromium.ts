import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Path of a Chromium or Chrome for the tests; installs Debian's when there is none and we may.
 * @throws Error that says what to install, when we may not
 */
export function installChromium(log: (line: string) => void): string {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(
      'The tests in VS Code need Chromium, and none is on the PATH. Install it (Debian, Ubuntu: ' +
        '`sudo apt-get install chromium`), or set CHROMIUM to the path of a Chromium or Chrome, then run them again. ' +
        '`npm test -- --unit` does without.',
    );
  }
  const begin = Date.now();
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
  const installed = findChromium();
  if (!installed)
    throw new Error('apt-get installed the package chromium, but there is no chromium on the PATH.');
  log(`Installed Chromium with apt-get in ${((Date.now() - begin) / 1000).toFixed(0)} s`);
  return installed;
}

function findChromium(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [process.env.CHROMIUM ?? '', ...candidates].find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function apt(...args: string[]): void {
  const result = spawnSync('apt-get', args, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (result.status !== 0) {
    throw new Error(`apt-get ${args.join(' ')} failed:\n${result.stdout}${result.stderr}`);
  }
}
