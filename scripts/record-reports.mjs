// Records the reports that the panel's tests and the gallery show: trains real experiments with the built command
// line and keeps what their HTML reports hold; of the digits also the answers to what the views ask. Run it after a
// change of the numbers or of the report's form.
//   --only=NAME[,NAME…]  only these recordings
//   --dist=FOLDER        another folder with the bundles than dist/
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { recordAnswers } from './gallery/recording.mjs';

const { values: options } = parseArgs({ options: { only: { type: 'string' }, dist: { type: 'string' } } });
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'test', 'fixtures', 'report');
const dist = options.dist ?? join(root, 'dist');
const only = options.only?.split(',');

const digits = (changes) => ({
  base: 'digits',
  changes: { training: { epochs: 40 }, ...changes },
});
const DIGITS = { target: 'digit', split: { training: 300, validation: 400, test: 1097 } };
const RECORDINGS = {
  digits: { base: 'digits', changes: {}, studies: true, answers: true },
  diabetes: { base: 'diabetes', changes: {} },
  'one-seed': digits({ seeds: 1 }),
  'no-l2': digits({ seeds: 2, variants: [{}, { l1: 1e-3 }, { dropout: 0.5 }] }),
  diverged: digits({
    seeds: 3,
    training: { epochs: 40, optimizer: 'sgd', learningRate: 0.05 },
    variants: [{}, { l2: 1e-3 }, { l2: 100 }, { l1: 1e-4 }, { dropout: 0.2 }],
  }),
  halving: digits({
    seeds: 3,
    training: { epochs: 60, successiveHalving: true },
    variants: [{}, { l1: 1e-4 }, { l1: 3e-2 }, { l2: 1e-3 }, { l2: 1 }, { dropout: 0.3 }, { dropout: 0.8 }],
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

/** Five significant digits are more than any picture shows. */
const rounded = (_, value) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value);
const write = (name, value) =>
  writeFileSync(join(target, `${name}.json`), `${JSON.stringify(value, rounded)}\n`);

mkdirSync(target, { recursive: true });
const work = mkdtempSync(join(tmpdir(), 'reglens-record-'));
try {
  for (const [name, recording] of Object.entries(RECORDINGS)) {
    if (!only || only.includes(name)) await record(name, recording);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function record(name, { base, changes, studies, answers }) {
  const folder = join(work, name);
  cpSync(join(root, 'examples', base), folder, { recursive: true });
  const file = join(folder, `${base}.reglens.json`);
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...changes }));
  const html = join(folder, 'report.html');
  const further = studies ? ['--study', 'all'] : [];
  execFileSync(process.execPath, [join(dist, 'cli.js'), 'run', file, '--report', html, ...further], {
    stdio: 'inherit',
  });
  const state = /<script type="application\/json" id="reglens-state">(.*?)<\/script>/s.exec(
    readFileSync(html, 'utf8'),
  )[1];
  const { report } = JSON.parse(state);
  write(name, report);
  if (answers) write(`${name}.answers`, await recordAnswers(report, file, dist));
}
