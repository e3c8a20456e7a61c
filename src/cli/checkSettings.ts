/** Settings of `reglens check`: the nearest reglens.config.json. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { rules } from '../advice/rules/index.ts';
import { type AdviceSettings, adviceSettings, DEFAULT_SETTINGS } from '../advice/settings.ts';
import { UserError } from '../errors.ts';

export const CONFIG_FILE = 'reglens.config.json';

const CODES = rules.map(({ code }) => code);

/**
 * The settings for each file.
 * @param config the file that holds them for all; otherwise the nearest one beside or above each file counts
 * @throws UserError when a settings file cannot be read or has mistakes
 */
export function settingsFor(config: string | undefined): (file: string) => AdviceSettings {
  if (config !== undefined) {
    const settings = readSettings(config);
    return () => settings;
  }
  const known = new Map<string, AdviceSettings>();
  return (file) => nearest(dirname(resolve(file)), known);
}

function nearest(folder: string, known: Map<string, AdviceSettings>): AdviceSettings {
  const before = known.get(folder);
  if (before) return before;
  const file = join(folder, CONFIG_FILE);
  const above = dirname(folder);
  const settings = existsSync(file)
    ? readSettings(file)
    : above === folder
      ? DEFAULT_SETTINGS
      : nearest(above, known);
  known.set(folder, settings);
  return settings;
}

function readSettings(file: string): AdviceSettings {
  const name = relative(process.cwd(), resolve(file)) || file;
  const data = parseJson(name, textOf(file, name));
  try {
    return adviceSettings(data, name, CODES);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError({ ...error.problem, remedy: 'Correct the file, then run the command again.' });
  }
}

function textOf(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const missing = !existsSync(file);
    const folder = !missing && statSync(file).isDirectory();
    throw new UserError({
      code: 'CONFIG_UNREADABLE',
      title: missing
        ? `There is no settings file ${name}`
        : folder
          ? `${name} is a folder, not a settings file`
          : `The settings file ${name} cannot be read`,
      explanation: (error as Error).message,
      remedy: `Name a file such as ${CONFIG_FILE}, described in docs/check.md.`,
    });
  }
}

/** Comments and commas at the end are allowed, as in experiment files. */
function parseJson(name: string, text: string): unknown {
  const errors: ParseError[] = [];
  const data: unknown = parse(text.replace(/^\ufeff/, ' '), errors, { allowTrailingComma: true });
  const [first] = errors;
  if (!first) return data;
  const before = text.slice(0, first.offset).split('\n');
  throw new UserError({
    code: 'CONFIG_SYNTAX',
    title: `The settings file ${name} is not valid JSON`,
    explanation: `Found ${first.length > 0 ? `“${text.slice(first.offset, first.offset + first.length)}”` : 'nothing'} where JSON cannot go on (${printParseErrorCode(first.error)}).`,
    remedy: 'Correct the file, then run the command again.',
    location: { file: name, line: before.length, column: before.at(-1)!.length + 1 },
  });
}
