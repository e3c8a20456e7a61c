// Records what the views of weight files and logs show in the gallery: reads files of the examples and of the tests by
// the product's own code, and evaluates one on the digits. Run it after a change of the numbers or of the reports' form.
//   --only=NAME[,NAME…]  only these recordings
//   --dist=FOLDER        another folder with worker.cjs than dist/
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { answersTo } from '../src/session/files/answers.ts';

const { values: options } = parseArgs({ options: { only: { type: 'string' }, dist: { type: 'string' } } });
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'test/fixtures/files/views');
const only = options.only?.split(',');

const example = (name) => join(root, 'examples', name);
const fixture = (name) => join(root, 'test/fixtures/files', name);

const DEFINITION = {
  text: 'train.py, line 14: Digits',
  uri: 'file:///workspace/examples/trained/train.py',
  line: 13,
};

const weights =
  (path, definition = null) =>
  async () => ({
    state: { kind: 'weights', report: await answerTo({ kind: 'weights', path }), definition },
  });

const log =
  (path, rest = {}) =>
  async () => {
    const report = await answerTo({ kind: 'log', path });
    return { state: { kind: 'log', report, definition: null, following: false, updated: '', ...rest } };
  };

const RECORDINGS = {
  weights: weights(example('trained/l1.pt'), DEFINITION),
  checkpoint: weights(fixture('pytorch/checkpoint.pt')),
  keras: async () => {
    const path = fixture('evaluation/digits.h5');
    const data = { file: example('digits/digits.csv'), target: 'digit' };
    const workerPath = join(options.dist ?? join(root, 'dist'), 'worker.cjs');
    return {
      ...(await weights(path)()),
      evaluation: await answerTo({ kind: 'evaluation', path, data, workerPath, backend: 'wasm' }),
    };
  },
  comparison: async () => {
    const paths = ['trained/plain.pt', 'trained/l1.pt'].map(example);
    return { state: { kind: 'comparison', ...(await answerTo({ kind: 'comparison', paths })) } };
  },
  log: log(example('trained/plain.csv'), {
    definition: DEFINITION,
    following: true,
    updated: 'Updated 12:03:41',
  }),
  runs: log(fixture('logs/lightning')),
  steps: log(fixture('logs/torch-tensorboard')),
  reading: async () => ({
    state: {
      kind: 'reading',
      file: '/workspace/llama/model.safetensors.index.json',
      text: 'Reading model.layers.1.mlp.up_proj.weight, tensor 14 of 210',
      share: 14 / 210,
    },
  }),
  failed: async () => ({
    state: {
      kind: 'failed',
      file: '/workspace/downloads/model.pt',
      problem: {
        code: 'WEIGHTS_PICKLE_CALL',
        title: 'model.pt would run code when Python opens it',
        explanation: 'It calls “posix.system”, which no checkpoint needs. Nothing was called here.',
        remedy: 'Do not open it in Python. Ask whoever made it for a .safetensors file.',
        technical: ['opcode REDUCE at byte 37', 'global posix.system'],
      },
    },
  }),
};

await mkdir(target, { recursive: true });
for (const [name, record] of Object.entries(RECORDINGS)) {
  if (only && !only.includes(name)) continue;
  const text = JSON.stringify(await record(), rounded).replaceAll(root, '/workspace');
  await writeFile(join(target, `${name}.json`), `${text}\n`);
  console.log(`${name.padEnd(12)} ${(text.length / 1024).toFixed(0).padStart(4)} KB`);
}

/** The answer of the thread that opens files, asked without a thread. */
function answerTo(question) {
  return new Promise((answer, problem) => {
    answersTo(question, { answer, problem, progress: () => {} }).catch(problem);
  });
}

/** Five digits are enough for a picture. */
function rounded(_key, value) {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}
