// npm start: from a clean clone to a measured answer in the terminal. Further arguments go to `reglens run`.
import { spawnSync } from 'node:child_process';
import { build, root, setUp } from './setup.mjs';

await setUp(import.meta.url);
build();

const experiment = 'examples/digits/digits.reglens.json';
const run = spawnSync(
  process.execPath,
  ['dist/cli.js', 'run', experiment, '--report', 'report.html', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
if (run.status !== 0) process.exit(run.status ?? 1);
console.log('\nTo see the same in VS Code, on the line that it is about: npm run editor');
