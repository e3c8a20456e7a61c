/** The command line `reglens`: the composition root without an editor. */
import { parseArgs } from 'node:util';
import { version } from '../../package.json';
import { formatProblem, problemOf, UserError } from '../errors.ts';
import { checkCommand } from './checkCommand.ts';
import { isCheckThread, serveChecks } from './checkThreads.ts';
import { type Command, EXIT, UsageError } from './command.ts';
import { definitionsCommand } from './definitionsCommand.ts';
import { fitCommand } from './fitCommand.ts';
import { runCommand } from './runCommand.ts';
import { weightsCommand } from './weightsCommand.ts';

const COMMANDS: Command[] = [runCommand, checkCommand, definitionsCommand, weightsCommand, fitCommand];

const HELP = `Regularization Lens ${version}: which regularization does this model need, and how do we know?

Usage: reglens COMMAND [ARGUMENTS] [--json]

Commands:
${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`).join('\n')}

  reglens COMMAND --help   explains a command
  reglens --version        prints the version

Exit codes: 0 done; 1 the input is missing, broken or does not fit (the message says what to do);
2 the command line is wrong; 70 a defect of the program; 130 cancelled, what was finished is kept.
For check: 0 nothing severe was found; 1 findings; 2 the command line, the settings or a path is wrong.
`;

async function main([name, ...rest]: string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(HELP);
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  if (name === '--version') {
    process.stdout.write(`${version}\n`);
    return EXIT.ok;
  }
  const command = COMMANDS.find((known) => known.name === name);
  if (!command) {
    const known = COMMANDS.map((each) => each.name).join(', ');
    throw new UsageError(`There is no command “${name}”. Known are: ${known}. See reglens --help.`);
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(command.help);
    return EXIT.ok;
  }
  return command.run(rest);
}

/** The error on stderr; with --json also on stdout, so that a script reading it gets an object either way. */
function fail(error: unknown, json: boolean): number {
  const parseError =
    error instanceof TypeError && 'code' in error && /^ERR_PARSE_ARGS/.test(String(error.code));
  if (error instanceof UsageError || parseError) {
    process.stderr.write(`reglens: ${(error as Error).message}\n`);
    return EXIT.usage;
  }
  const problem = problemOf(error);
  const known = error instanceof UserError;
  process.stderr.write(`reglens: ${formatProblem(problem)}\n`);
  if (!known) process.stderr.write(`${problem.technical?.join('\n')}\n`);
  if (json) process.stdout.write(`${JSON.stringify({ error: problem }, null, 2)}\n`);
  return known ? EXIT.problem : EXIT.internal;
}

function start(args: string[]): void {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' } }, strict: false });
  main(args)
    .catch((error) => fail(error, values.json === true))
    .then((code) => {
      process.exitCode = code;
    });
}

// `reglens … | head`: who reads has seen enough.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) =>
  process.exit(code === 'EPIPE' ? EXIT.ok : EXIT.internal),
);

if (isCheckThread()) serveChecks();
else start(process.argv.slice(2));
