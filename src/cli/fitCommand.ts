import { parseArgs } from 'node:util';
import { formatProblem, type Problem, printable, problemOf } from '../errors.ts';
import { logReport } from '../report/logs/build.ts';
import type { LogReport } from '../report/logs/logReport.ts';
import { type Command, EXIT, UsageError } from './command.ts';
import { completed, openMapped, type PartialMapping, parseMapping } from './fitMapping.ts';
import { fitText } from './fitText.ts';
import { NOTHING_SEEN, newsOf, watchLog } from './fitWatch.ts';

const HELP = `Usage: reglens fit LOG… [--json] [--map KEY=COLUMN,…]
       reglens fit LOG --watch [--json] [--map KEY=COLUMN,…]

Reads training logs and says of each run whether it overfits, underfits, diverges or fits well, from its curves, and
what to try next: TensorBoard event files (or a folder of runs), Keras CSVLogger and History, Lightning metrics.csv,
trainer_state.json, XGBoost and LightGBM evaluation results, Weights & Biases exports, CSV and JSON Lines.

  LOG            a file, or a folder of runs
  --map          which column is which, where the guess is wrong: epoch or step, run, training-loss,
                 validation-loss, training-metric, validation-metric
  --watch        follow one log that grows, and print its verdict whenever it changes
  --json         print JSON: for each log its runs, each with its verdict; with --watch one line a change

Exit codes: 0 all logs were read; 1 one could not be read (the others are told); 2 the command line is wrong.
`;

interface Options {
  paths: string[];
  json: boolean;
  watch: boolean;
  mapping?: PartialMapping;
}

function parse(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      watch: { type: 'boolean', default: false },
      map: { type: 'string' },
    },
  });
  if (positionals.length === 0) throw new UsageError('fit takes one log or more. See reglens fit --help.');
  if (values.watch && positionals.length > 1) throw new UsageError('--watch follows one log.');
  const mapping = values.map === undefined ? undefined : parseMapping(values.map);
  return { paths: positionals, json: values.json, watch: values.watch, ...(mapping && { mapping }) };
}

async function run(args: string[]): Promise<number> {
  const options = parse(args);
  if (options.watch) return watch(options);
  const entries: Entry[] = [];
  for (const path of options.paths) entries.push(await entryOf(path, options.mapping));
  for (const { error } of entries) if (error) process.stderr.write(`reglens: ${formatProblem(error)}\n`);
  const text = options.json
    ? `${JSON.stringify(entries.map(jsonOf), null, 2)}\n`
    : printable(entries.flatMap(({ report }) => (report ? [fitText(report)] : [])).join('\n'));
  await print(text);
  return entries.some(({ error }) => error) ? EXIT.problem : EXIT.ok;
}

/** A log, or why it could not be read. */
interface Entry {
  file: string;
  report?: LogReport;
  error?: Problem;
}

async function entryOf(file: string, mapping: PartialMapping | undefined): Promise<Entry> {
  try {
    return { file, report: logReport(await openMapped(file, mapping)) };
  } catch (error) {
    return { file, error: problemOf(error) };
  }
}

/** The report without what is drawn; the file as it was given. */
function jsonOf({ file, report, error }: Entry) {
  if (!report) return { file, runs: [], error };
  return { ...report, file, runs: report.runs.map(({ curves: _, ...rest }) => rest) };
}

async function watch({ paths: [path], json, mapping }: Options): Promise<number> {
  const given = mapping && completed(await openMapped(path!, undefined), mapping);
  let seen = NOTHING_SEEN;
  return watchLog(path!, given, (report) => {
    const news = newsOf(seen, report);
    seen = news.seen;
    const text = json ? JSON.stringify(jsonOf({ file: path!, report })) : printable(news.lines.join('\n'));
    if (news.lines.length > 0) process.stdout.write(`${text}\n`);
  });
}

/** Waits until a pipe has taken it all: the process may end right after. */
function print(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve()));
}

export const fitCommand: Command = {
  name: 'fit',
  summary: 'say from training logs whether a run overfits, underfits or diverges',
  help: HELP,
  run,
};
