import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** Screenshots; ignored by git. */
export const artifacts = join(root, 'test-artifacts');

export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What `npm run package` wrote. */
export const vsix = join(root, `${manifest.name}-${manifest.version}.vsix`);
