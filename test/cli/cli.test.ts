import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeProject } from '../experiment/project.ts';
import { workerBundle } from '../experiment/workerBundle.ts';

/** 64·50,000 weights and their slots are more than 200 MB. */
const WIDE = `from tensorflow import keras

model = keras.Sequential([
    keras.Input(shape=(64,)),
    keras.layers.Dense(50000, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
`;

let folder: string;
let project: Awaited<ReturnType<typeof makeProject>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reglens-cli-'));
  cpSync(dirname(await workerBundle()), folder, { recursive: true });
  const node = { bundle: true, logLevel: 'error' } as const;
  const require =
    "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";
  await esbuild.build({
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: join(folder, 'cli.mjs'),
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: require },
  });
  await esbuild.build({
    ...node,
    entryPoints: ['webview/main.ts'],
    outfile: join(folder, 'panel.js'),
    format: 'iife',
  });
  project = await makeProject({ training: { epochs: 5 } });
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await project.dispose();
});

const runSchema = () =>
  new Ajv({ allowUnionTypes: true }).compile(JSON.parse(readFileSync('schemas/run.schema.json', 'utf8')));

function reglens(...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [join(folder, 'cli.mjs'), ...args], {
    encoding: 'utf8',
    cwd: project.folder,
  });
}

describe('reglens run', () => {
  test('prints JSON that its documented schema accepts, and a self-contained report', () => {
    const { status, stdout } = reglens('run', 'digits.reglens.json', '--json', '--workers', '1');
    expect(status).toBe(0);
    const summary = JSON.parse(stdout);
    const validate = runSchema();
    expect(validate(summary), JSON.stringify(validate.errors)).toBe(true);
    expect(summary.variants.map(({ name }: { name: string }) => name)).toEqual([
      'No regularization',
      'L2 1e-3',
      'Dropout 0.5',
    ]);
    expect(summary.variants[1].settings).toEqual({ l1: 0, l2: 0.001, dropout: 0 });
    expect(summary.variants[0].testLoss).toMatchObject({ seeds: 2, mean: expect.any(Number) });
    const html = readFileSync(join(project.folder, '.reglens', 'digits', 'report.html'), 'utf8');
    expect(html).toContain('id="reglens-state"');
    expect(html).not.toMatch(/<script[^>]*\ssrc=/);
    expect(html.slice(0, html.indexOf('<script'))).not.toMatch(/<link|@import|url\(/);
  });

  test('a second start prints the same without training', () => {
    const first = reglens('run', 'digits.reglens.json', '--json');
    const second = reglens('run', 'digits.reglens.json', '--json');
    expect(second.stdout).toBe(first.stdout);
  });

  test('--seed S counts the seeds from S; --out and --report choose the places', () => {
    const out = join(project.folder, 'elsewhere');
    const report = join(project.folder, 'deep', 'r.html');
    const { stdout, status } = reglens(
      ...['run', 'digits.reglens.json', '--json', '--seed', '7', '--out', out, '--report', report],
    );
    expect(status).toBe(0);
    expect(JSON.parse(stdout).training.seeds).toEqual([7, 8]);
    expect(existsSync(report)).toBe(true);
    expect(existsSync(out)).toBe(true);
  });

  test('for people: verdict, table with every variant, how it was measured', () => {
    const { stdout } = reglens('run', 'digits.reglens.json');
    for (const words of ['No regularization', 'L2 1e-3', 'Dropout 0.5', 'without penalty', '2 seeds']) {
      expect(stdout).toContain(words);
    }
    expect(stdout).toMatch(/^\n(Without regularization|Cannot tell)/);
  });
});

describe('--study', () => {
  let output: Record<string, unknown> & { studies: Record<string, unknown> };

  beforeAll(() => {
    const run = reglens('run', 'digits.reglens.json', '--study', 'all', '--json');
    expect(run.stderr).toContain('Regularization path:');
    output = JSON.parse(run.stdout);
  }, 60_000);

  test('all: every study is in the JSON, which its schema accepts', () => {
    const { offers, ...studies } = output.studies;
    expect(Object.keys(studies)).toEqual(['learningCurve', 'replicas', 'widths', 'path', 'beside']);
    expect(offers).toEqual([]);
    expect(output.studies).toMatchObject({ path: { linear: { loss: 'softmax' } } });
    const validate = runSchema();
    expect(validate(output), JSON.stringify(validate.errors)).toBe(true);
  });

  test('the panel of the report shows these numbers and no others', () => {
    const html = readFileSync(join(project.folder, '.reglens', 'digits', 'report.html'), 'utf8');
    const [, state] = /id="reglens-state">([\s\S]*?)<\/script>/.exec(html)!;
    const { version: _, experiment, recommendation, ...parts } = JSON.parse(state!).report;
    const name = parts.variants.find(({ id }: { id: string }) => id === recommendation.variant)?.name ?? null;
    expect(output).toEqual({
      ...parts,
      experiment: experiment.name,
      recommendation: { ...recommendation, variant: name },
    });
  });

  test('for people: findings of what is measured', () => {
    const { stdout } = reglens('run', 'digits.reglens.json');
    for (const words of ['Learning curve: ', 'Bias and variance: ', 'Dropout and width: ']) {
      expect(stdout).toContain(words);
    }
  });

  test('what can be measured, too, is offered', () => {
    const { stdout } = reglens('run', 'digits.reglens.json', '--seed', '7', '--out', 'elsewhere');
    expect(stdout).toMatch(/Can be measured, too:\n {2}--study learningCurve: \d+ runs, about \d+ s\n/);
  });

  test('one that means nothing for the model is said', async () => {
    const model = 'import keras\nmodel = keras.Sequential([keras.layers.Dense(10, activation="softmax")])\n';
    const linear = await makeProject({ model, training: { epochs: 1 }, variants: [{}, { l2: 1e-3 }] });
    const { status, stderr } = reglens('run', linear.file, '--study', 'widths');
    await linear.dispose();
    expect(status).toBe(0);
    expect(stderr).toContain('note: Dropout and width means nothing for this model and data.\n');
  });

  test('--dry-run counts the runs of the studies that are asked for', () => {
    const dry = (...options: string[]) =>
      reglens('run', 'digits.reglens.json', '--out', 'dry', '--dry-run', ...options);
    const { stdout } = dry('--study', 'path', '--study', 'learningCurve');
    expect(stdout).toContain('\nThen: Learning curve; Regularization path\n');
    const planned = JSON.parse(dry('--study', 'path', '--json').stdout);
    expect(planned.studies).toEqual(['Regularization path']);
    expect(existsSync(join(project.folder, 'dry'))).toBe(false);
  });
});

describe('what a run takes', () => {
  test('--dry-run says the plan and the estimate, and trains nothing', () => {
    const out = join(project.folder, 'dry');
    const { status, stdout } = reglens(
      'run',
      'digits.reglens.json',
      '--dry-run',
      '--workers',
      '2',
      '--out',
      out,
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Variants: No regularization, L2 1e-3, Dropout 0\.5\nAbout .+ with 2 workers: /);
    // 64·16 + 16 + 16·10 + 10
    expect(stdout).toMatch(
      /1,210 parameters, .+ a step and run, .+ in all; up to 3 runs together, about \d+ MB a worker\./,
    );
    expect(existsSync(out)).toBe(false);
  });

  test('--dry-run --json holds the numbers', () => {
    const { stdout } = reglens('run', 'digits.reglens.json', '--dry-run', '--json');
    const { estimate, seeds, epochs } = JSON.parse(stdout);
    expect({ seeds, epochs }).toEqual({ seeds: [1, 2], epochs: 5 });
    // 5 epochs of 100 rows in batches of 32
    expect(estimate).toMatchObject({ parameters: 1210, steps: 5 * 4, batch: 32 });
  });

  test('the report says which backend ran and why', () => {
    const { stdout } = reglens('run', 'digits.reglens.json');
    expect(stdout).toMatch(/^Backend: wasm with ((relaxed|256-bit) )?SIMD kernels\. \S/m);
    const summary = JSON.parse(reglens('run', 'digits.reglens.json', '--json').stdout);
    expect(summary.execution.backendReason).toMatch(/\.$/);
    expect(summary.execution.backendWarning).toBeUndefined();
  });

  test.each([[[]], [['--dry-run']]])('--backend node %j is refused without native TensorFlow', (dry) => {
    const out = join(project.folder, 'native');
    const run = ['run', 'digits.reglens.json', '--backend', 'node', '--out', out];
    const { status, stderr } = reglens(...run, ...dry);
    expect(status).toBe(1);
    expect(stderr).toContain('The native backend is not installed');
    expect(stderr).toContain('@tensorflow/tfjs-node is not installed.');
    expect(stderr).toContain('npm install --no-save @tensorflow/tfjs-node');
    expect(stderr).not.toContain('Regularization: Install');
  });

  test('the memory that is not enough for one run is refused before anything starts', async () => {
    const huge = await makeProject({ model: WIDE, training: { epochs: 1 } });
    const { status, stderr } = reglens('run', huge.file, '--memory', '200');
    expect(status).toBe(1);
    expect(stderr).toMatch(/One run needs about \d+ MB of memory, and a worker may use 200 MB/);
    expect(existsSync(join(huge.folder, '.reglens'))).toBe(false);
    await huge.dispose();
  });
});

describe('exit codes and messages', () => {
  test.each([
    ['no command', [], 2, 'stdout', 'Usage: reglens COMMAND'],
    ['--help', ['--help'], 0, 'stdout', 'Exit codes: 0 done'],
    ['--version', ['--version'], 0, 'stdout', /^\d+\.\d+\.\d+\n$/],
    ['help of a command', ['run', '--help'], 0, 'stdout', '--workers N'],
    [
      'an unknown command',
      ['tain'],
      2,
      'stderr',
      'There is no command “tain”. Known are: run, check, definitions, weights, fit.',
    ],
    ['an unknown option', ['run', 'a.reglens.json', '--fast'], 2, 'stderr', "Unknown option '--fast'"],
    [
      'a bad number',
      ['run', 'a', '--workers', '0'],
      2,
      'stderr',
      '--workers takes a whole number from 1 to 64, found “0”.',
    ],
    [
      'too little memory for anything',
      ['run', 'a', '--memory', '10'],
      2,
      'stderr',
      '--memory takes a whole number from 200 to 1000000, found “10”.',
    ],
    [
      'a negative number',
      ['run', 'a', '--memory', '-5'],
      2,
      'stderr',
      '--memory takes a whole number from 200 to 1000000, found “-5”.',
    ],
    [
      'an unknown backend',
      ['run', 'a', '--backend', 'cuda'],
      2,
      'stderr',
      '--backend takes auto, wasm, node, found “cuda”.',
    ],
    [
      'an unknown study',
      ['run', 'a', '--study', 'widths', '--study', 'depths'],
      2,
      'stderr',
      '--study takes learningCurve, replicas, widths, path, beside or all, found “depths”.',
    ],
    ['no file', ['run'], 2, 'stderr', 'run takes one experiment file, found none.'],
    ['a missing file', ['run', 'nowhere.reglens.json'], 1, 'stderr', 'nowhere.reglens.json'],
    [
      'definitions of a missing file',
      ['definitions', 'nowhere.py'],
      1,
      'stderr',
      'nowhere.py does not exist',
    ],
  ] as const)('%s', (_, args, status, stream, words) => {
    const result = reglens(...args);
    expect(result.status).toBe(status);
    expect(result[stream]).toMatch(
      words instanceof RegExp ? words : new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')),
    );
  });

  test('with --json an error is an object on standard output, too', () => {
    const { stdout, status } = reglens('run', 'nowhere.reglens.json', '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout).error).toMatchObject({
      title: expect.any(String),
      explanation: expect.any(String),
    });
  });
});
