import { parseArgs } from 'node:util';
import { version } from '../../package.json';
import { isReadable } from '../definition/source.ts';
import { formatProblem, problemOf, UserError } from '../errors.ts';
import { type CheckTask, checkText as checkSource } from './checkFile.ts';
import { checkMarkdown } from './checkMarkdown.ts';
import { CONFIG_FILE, settingsFor } from './checkSettings.ts';
import { reaches } from './checkSummary.ts';
import { checkText } from './checkText.ts';
import { checkAll } from './checkThreads.ts';
import { type Command, EXIT, UsageError } from './command.ts';
import { findFiles } from './findFiles.ts';
import type { CheckedFile } from './findings.ts';
import { checkSarif } from './sarif.ts';
import { decodeSource, LARGEST_SOURCE } from './sourceFile.ts';

const HELP = `Usage: reglens check PATH… [--format FORMAT] [--fail-on SEVERITY] [--fix] [--config FILE]
       reglens check - --stdin-filename NAME [--format FORMAT] [--fail-on SEVERITY] [--config FILE]

Advises on the regularization of every model in the files: Python, notebooks, JavaScript and TypeScript with Keras,
PyTorch and TensorFlow.js. The code is read, never run. Described in docs/check.md.

  PATH                 a file, a folder that is searched, or a pattern in quotes: 'src/**/*.{py,ipynb}'. What
                       .gitignore and .reglensignore name is left out of folders and patterns, and always
                       node_modules, dist, virtual environments and the like
  --format FORMAT      text, json, sarif or markdown (default: text); --json is --format json
  --fail-on SEVERITY   error, warning or never: the least severity that makes the exit code 1 (default: error)
  --fix                make the fixes that are safe, then report what is left
  --config FILE        settings for all files (default: the nearest ${CONFIG_FILE} beside or above each file)
  --stdin-filename NAME  the name of what stands on standard input, which decides how it is read

Exit codes: 0 no finding of that severity; 1 findings; 2 the command line or the settings are wrong, or, where
nothing is found that makes the exit code 1, a path could not be read.
`;

const FORMATS: Record<string, (files: CheckedFile[]) => string> = {
  text: checkText,
  json: checkJson,
  sarif: (files) => checkSarif(files, version),
  markdown: checkMarkdown,
};

const LIMITS = ['error', 'warning', 'never'] as const;

interface Options {
  paths: string[];
  render: (files: CheckedFile[]) => string;
  failOn: (typeof LIMITS)[number];
  fix: boolean;
  config?: string;
  stdinName?: string;
}

function parse(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'text' },
      'fail-on': { type: 'string', default: 'error' },
      fix: { type: 'boolean', default: false },
      config: { type: 'string' },
      'stdin-filename': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const format = values.json ? 'json' : values.format;
  const failOn = LIMITS.find((limit) => limit === values['fail-on']);
  if (!Object.hasOwn(FORMATS, format))
    throw new UsageError(`--format takes ${Object.keys(FORMATS).join(', ')}, found “${format}”.`);
  if (!failOn) throw new UsageError(`--fail-on takes ${LIMITS.join(', ')}, found “${values['fail-on']}”.`);
  const options = {
    paths: positionals,
    render: FORMATS[format]!,
    failOn,
    fix: values.fix,
    config: values.config,
    stdinName: values['stdin-filename'],
  };
  refuseMixtures(options);
  return options;
}

function refuseMixtures({ paths, fix, stdinName }: Options): void {
  if (paths.length === 0) throw new UsageError('check takes one path or more. See reglens check --help.');
  if (!paths.includes('-')) {
    if (stdinName !== undefined) throw new UsageError('--stdin-filename goes with the path - alone.');
    return;
  }
  if (paths.length > 1)
    throw new UsageError('The path - is standard input; other paths cannot be given with it.');
  if (fix) throw new UsageError('--fix changes files; it cannot be used with standard input.');
  if (stdinName === undefined)
    throw new UsageError('Standard input needs --stdin-filename NAME: the name decides how it is read.');
  if (!isReadable(stdinName))
    throw new UsageError(
      `--stdin-filename takes a name that ends in .py, .ipynb, .js, .ts or another kind that is read, found “${stdinName}”.`,
    );
}

async function run(args: string[]): Promise<number> {
  const options = parse(args);
  try {
    const files = options.stdinName === undefined ? await checkPaths(options) : [await checkStdin(options)];
    for (const { error } of files) if (error) process.stderr.write(`reglens: ${formatProblem(error)}\n`);
    await print(options.render(files));
    return exitCode(files, options);
  } catch (error) {
    // Wrong settings: in the other commands such an error is a problem of the input.
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`reglens: ${formatProblem(error.problem)}\n`);
    return EXIT.usage;
  }
}

function exitCode(files: CheckedFile[], { failOn }: Options): number {
  if (failOn !== 'never' && reaches(files, failOn)) return EXIT.problem;
  return files.some(({ error }) => error) ? EXIT.usage : EXIT.ok;
}

async function checkPaths({ paths, config, fix }: Options): Promise<CheckedFile[]> {
  const settingsOf = settingsFor(config);
  const { files, problems } = await findFiles(paths);
  const tasks = files.map((file): CheckTask => ({ file, settings: settingsOf(file), fix }));
  const unread = problems.map(({ file, problem }) => ({ file, findings: [], error: problem }));
  return [...unread, ...(await checkAll(tasks))];
}

async function checkStdin({ stdinName: file = '', config }: Options): Promise<CheckedFile> {
  const settings = settingsFor(config)(file);
  try {
    return checkSource(file, decodeSource(file, await readStdin()), settings);
  } catch (error) {
    return { file, findings: [], error: problemOf(error) };
  }
}

/** No more than what is needed to see that it is too much. */
async function readStdin(): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of process.stdin) {
    parts.push(part as Buffer);
    length += (part as Buffer).length;
    if (length > LARGEST_SOURCE) break;
  }
  return Buffer.concat(parts);
}

/** One entry for each file, without what only other formats need. */
function checkJson(files: CheckedFile[]): string {
  return `${JSON.stringify(files, (key, value) => (key === 'fileLines' ? undefined : value), 2)}\n`;
}

/** Waits until a pipe has taken it all: the process may end right after. */
function print(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve()));
}

export const checkCommand: Command = {
  name: 'check',
  summary: 'advise on the regularization of the models in files and folders',
  help: HELP,
  run,
};
