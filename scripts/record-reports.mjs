// Records the reports that the panel's tests and the gallery show: trains real experiments with the built command
// line and keeps what their HTML reports hold. Run it after a change of the numbers or of the report's form.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'test', 'fixtures', 'report');

const digits = (changes) => ({
  base: 'digits',
  changes: { training: { epochs: 40 }, ...changes },
});
const DIGITS = { target: 'digit', split: { training: 300, validation: 400, test: 1097 } };
const RECORDINGS = {
  digits: { base: 'digits', changes: {} },
  diabetes: { base: 'diabetes', changes: {} },
  'one-seed': digits({ seeds: 1 }),
  'no-l2': digits({ seeds: 2, variants: [{}, { l1: 1e-3 }, { dropout: 0.5 }] }),
  diverged: digits({
    seeds: 3,
    training: { epochs: 40, optimizer: 'sgd', learningRate: 0.05 },
    variants: [{}, { l2: 1e-3 }, { l2: 100 }, { l1: 1e-4 }, { dropout: 0.2 }],
  }),
  // A convolutional network, which has no table of inputs, with a variant of every marker.
  images: {
    base: 'digits-images',
    changes: {
      data: { ...DIGITS, file: join(root, 'examples', 'digits', 'digits.csv') },
      seeds: 2,
      variants: [
        {},
        { l1: 1e-3 },
        { l1: 1e-3, l1Mode: 'proximal' },
        { l2: 1e-3 },
        { groupLasso: 1e-3, groupLassoMode: 'proximal' },
        { weightDecay: 1e-2 },
        { dropout: 0.5 },
        { spatialDropout: 0.2 },
        { dropout: 0.5, spatialDropout: 0.2 },
        { labelSmoothing: 0.1 },
        { earlyStopping: { patience: 3 } },
        { augmentation: { shift: 0.1, rotate: 10 } },
      ],
    },
  },
};

/** Six significant digits are more than any picture shows. */
const rounded = (_, value) => (typeof value === 'number' ? Number(value.toPrecision(6)) : value);

mkdirSync(target, { recursive: true });
const work = mkdtempSync(join(tmpdir(), 'reglens-record-'));
for (const [name, { base, changes }] of Object.entries(RECORDINGS)) {
  const folder = join(work, name);
  cpSync(join(root, 'examples', base), folder, { recursive: true });
  const file = join(folder, `${base}.reglens.json`);
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...changes }));
  const html = join(folder, 'report.html');
  execFileSync(process.execPath, [join(root, 'dist', 'cli.js'), 'run', file, '--report', html], {
    stdio: 'inherit',
  });
  const state = /<script type="application\/json" id="reglens-state">(.*?)<\/script>/s.exec(
    readFileSync(html, 'utf8'),
  )[1];
  writeFileSync(join(target, `${name}.json`), `${JSON.stringify(JSON.parse(state).report, rounded)}\n`);
}
rmSync(work, { recursive: true, force: true });
