/** Every view of the panel in each of its states looks as it did when somebody last looked at it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { root } from './harness/paths.ts';

const run = promisify(execFile);

test('the gallery shows what its kept pictures show, without an error in the browser', async () => {
  const script = join(root, 'scripts', 'gallery.mjs');
  const outcome = await run(process.execPath, [script, '--check'], { cwd: root }).then(
    () => '',
    (error: { stderr: string }) => error.stderr,
  );
  expect(outcome).toBe('');
}, 300_000);
