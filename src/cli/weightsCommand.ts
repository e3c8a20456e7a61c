import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatProblem, type Problem, printable, problemOf, UserError } from '../errors.ts';
import { tensorSpectrum, weightsReport } from '../report/weightFiles/build.ts';
import { compareWeights } from '../report/weightFiles/compare.ts';
import type { Evaluation } from '../report/weightFiles/evaluation.ts';
import type { WeightsReport } from '../report/weightFiles/weightsReport.ts';
import { loadTensorKernels } from '../statistics/tensor/kernels.ts';
import { withWeights } from '../weights/open.ts';
import type { WeightFile } from '../weights/weightFile.ts';
import { formatPercent } from '../words.ts';
import { type Command, EXIT, UsageError } from './command.ts';
import { comparisonText } from './weightsComparisonText.ts';
import { evaluationOf, evaluationText } from './weightsEvaluation.ts';
import { weightsText } from './weightsText.ts';

const HELP = `Usage: reglens weights FILE… [--json] [--spectrum]
       reglens weights FILE --data DATA --target NAME [--json]
       reglens weights FILE FILE… --compare [--json]

Tells what trained weights look like: zeros, norms, dead units, which regularization they resemble. Reads .safetensors,
PyTorch (.pt, .pth, .bin, .ckpt), Keras (.keras, .weights.h5, .h5), ONNX, TensorFlow.js, TensorFlow checkpoints and
SavedModels, .npz and .npy, and the index of a model in several files. Nothing in a file is ever run. A FILE may be a
folder that is a model.

  --spectrum     also the singular values of all kernels: stable and effective rank, power law (seconds for each
                 large kernel)
  --data DATA    also evaluate the model on a dataset, where FILE holds its layers, too (Keras, TensorFlow.js, ONNX):
                 loss, pruning, dropout on and off
  --target NAME  the column that the model predicts
  --compare      what changed from each file to the next: movement, what shrank, what died
  --json         print the reports as an array, an object for each file; a file that cannot be read is
                 { "file", "error" }. With --compare, the comparison
`;

interface Options {
  /** What the model is to be evaluated on. */
  data?: { file: string; target: string };
  json: boolean;
  compare: boolean;
  spectrum: boolean;
}

async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      compare: { type: 'boolean', default: false },
      spectrum: { type: 'boolean', default: false },
      data: { type: 'string' },
      target: { type: 'string' },
    },
  });
  if (positionals.length === 0)
    throw new UsageError('weights takes one file or more. See reglens weights --help.');
  if (values.compare && positionals.length < 2)
    throw new UsageError('--compare takes two files or more. See reglens weights --help.');
  if (values.compare && values.spectrum)
    throw new UsageError('--spectrum is for reports: leave it or --compare out.');
  const { data: file, target, ...options } = values;
  if ((file === undefined) !== (target === undefined))
    throw new UsageError('--data and --target belong together. See reglens weights --help.');
  if (file !== undefined && (options.compare || positionals.length > 1))
    throw new UsageError('--data is for one file. See reglens weights --help.');
  await loadTensorKernels(dirname(fileURLToPath(import.meta.url)));
  if (options.compare) return compare(positionals, options);
  return report(positionals, { ...options, ...(file !== undefined && { data: { file, target: target! } }) });
}

/** A report, and what the model does on the data that were named. */
interface Told {
  report: WeightsReport;
  evaluation?: Evaluation;
}

/** One file after another: what is wrong with one does not concern the others. */
async function report(paths: readonly string[], options: Options): Promise<number> {
  const entries: (
    | WeightsReport
    | (WeightsReport & { evaluation: Evaluation })
    | { file: string; error: Problem }
  )[] = [];
  let isSound = true;
  for (const path of paths) {
    try {
      const { report: found, evaluation } = await told(path, options);
      isSound &&= found.unread.length === 0;
      entries.push(evaluation ? { ...found, evaluation } : found);
      if (options.json) continue;
      process.stdout.write(
        printable(`${entries.length > 1 ? '\n' : ''}${weightsText(found, options.spectrum)}`),
      );
      if (evaluation) process.stdout.write(evaluationText(evaluation));
    } catch (error) {
      // A defect of ours is told as such by the caller.
      if (!(error instanceof UserError)) throw error;
      isSound = false;
      entries.push({ file: path, error: problemOf(error) });
      process.stderr.write(`reglens: ${formatProblem(error.problem)}\n`);
    }
  }
  if (options.json) process.stdout.write(`${JSON.stringify(entries, null, 2)}\n`);
  return isSound ? EXIT.ok : EXIT.problem;
}

function told(path: string, { spectrum, data }: Options): Promise<Told> {
  return withWeights([path], async ([file]) => {
    const found = await withProgress((tell) => weightsReport(file!, tell));
    const full = spectrum ? await withSpectra(file!, found) : found;
    return {
      report: { ...full, file: path },
      ...(data && { evaluation: await evaluationOf(file!, data) }),
    };
  });
}

async function withSpectra(file: WeightFile, found: WeightsReport): Promise<WeightsReport> {
  const tensors = await withProgress(async (tell) => {
    const done: WeightsReport['tensors'] = [];
    for (const [index, tensor] of found.tensors.entries()) {
      tell({ text: `Singular values of ${tensor.name}`, share: index / found.tensors.length });
      const isAsked = tensor.kind === 'kernel' && tensor.spectrum === undefined && !tensor.sharedWith;
      done.push(isAsked ? { ...tensor, spectrum: await tensorSpectrum(file, tensor.name) } : tensor);
    }
    return done;
  });
  return { ...found, tensors };
}

async function compare(paths: readonly string[], { json }: Options): Promise<number> {
  const comparison = await withWeights(paths, (files) => withProgress((tell) => compareWeights(files, tell)));
  const text = json ? JSON.stringify(comparison, null, 2) : printable(comparisonText(comparison).trimEnd());
  process.stdout.write(`${text}\n`);
  return EXIT.ok;
}

const CLEAR = '\r\x1b[2K';
/** What is done sooner needs no word. */
const QUIET_MS = 500;

/** On a line of the terminal that is gone at the end. */
async function withProgress<T>(
  work: (tell: (progress: { text: string; share: number }) => void) => Promise<T>,
): Promise<T> {
  const { stderr } = process;
  const begin = Date.now();
  let isDrawn = false;
  try {
    return await work(({ text, share }) => {
      if (!stderr.isTTY || Date.now() - begin < QUIET_MS) return;
      isDrawn = true;
      const line = `${formatPercent(share).padStart(5)}  ${text}`;
      stderr.write(CLEAR + printable(line.slice(0, (stderr.columns || 80) - 1)));
    });
  } finally {
    if (isDrawn) stderr.write(CLEAR);
  }
}

export const weightsCommand: Command = {
  name: 'weights',
  summary: 'tell what trained weights look like, and compare checkpoints',
  help: HELP,
  run,
};
