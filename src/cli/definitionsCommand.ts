import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { isReadable } from '../definition/read.ts';
import { UserError } from '../errors.ts';
import { type Command, EXIT, UsageError } from './command.ts';
import { definitionsReport, definitionsText } from './definitions.ts';

const HELP = `Usage: reglens definitions FILE… [--json]

Lists the model definitions in Python files: their layers with lines, sizes, penalties and rates, shapes and parameter
counts. The code is read, never run; what cannot be seen is unknown. The JSON is described in docs/definitions.md.
`;

async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  if (positionals.length === 0)
    throw new UsageError('definitions takes one file or more. See reglens definitions --help.');
  const reports = [];
  for (const file of positionals) reports.push(definitionsReport(file, await readSource(file)));
  process.stdout.write(
    values.json ? `${JSON.stringify(reports, null, 2)}\n` : reports.map(definitionsText).join('\n'),
  );
  return EXIT.ok;
}

async function readSource(file: string): Promise<string> {
  if (!isReadable(file)) {
    throw new UserError({
      code: 'SOURCE_KIND_UNKNOWN',
      title: `${file} is not a kind of file that is read`,
      explanation: 'Model definitions are read from Python source files, whose names end in .py or .pyw.',
      remedy: 'Name a Python file; save the code of a notebook as one.',
    });
  }
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reasons: Record<string, string> = { ENOENT: 'does not exist', EISDIR: 'is a folder' };
    throw new UserError({
      code: 'SOURCE_UNREADABLE',
      title: `${file} ${reasons[code ?? ''] ?? 'cannot be read'}`,
      explanation: `Expected a Python source file. ${message}`,
      remedy: 'Check the path.',
    });
  }
}

export const definitionsCommand: Command = {
  name: 'definitions',
  summary: 'list the models in source files, with shapes, parameters and regularization',
  help: HELP,
  run,
};
