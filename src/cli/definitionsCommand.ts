import { parseArgs } from 'node:util';
import { type Command, EXIT, UsageError } from './command.ts';
import { type DefinitionsReport, definitionsReport } from './definitions.ts';
import { definitionsText } from './definitionsText.ts';
import { readSourceFile } from './sourceFile.ts';

const HELP = `Usage: reglens definitions FILE… [--json]

Lists the model definitions in Python files, notebooks, JavaScript and TypeScript (Keras, PyTorch, TensorFlow.js):
their layers with lines, sizes, penalties and rates, shapes and parameter counts. The code is read, never run; what
cannot be seen is unknown.

  --json         print everything that was read as JSON, with what stands around the models (optimizers, fits,
                 early stopping, …), described in docs/definitions.md
`;

async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  if (positionals.length === 0)
    throw new UsageError('definitions takes one file or more. See reglens definitions --help.');
  const reports: DefinitionsReport[] = [];
  for (const file of positionals) reports.push(definitionsReport(file, await readSourceFile(file)));
  process.stdout.write(
    values.json ? `${JSON.stringify(reports, null, 2)}\n` : reports.map(definitionsText).join('\n'),
  );
  return EXIT.ok;
}

export const definitionsCommand: Command = {
  name: 'definitions',
  summary: 'list the models in source files, with shapes, parameters and regularization',
  help: HELP,
  run,
};
