/** Settings of advice in a file: for everyone who works on a project, and for its checks. */
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { UserError } from '../errors.ts';

/**
 * The plain data in a settings file. Comments and commas at the end are allowed, as in experiment files.
 * @param name as messages name the file
 * @throws UserError `CONFIG_SYNTAX`
 */
export function parseConfig(name: string, text: string): unknown {
  const errors: ParseError[] = [];
  const data: unknown = parse(text.replace(/^\ufeff/, ' '), errors, { allowTrailingComma: true });
  const [first] = errors;
  if (!first) return data;
  const before = text.slice(0, first.offset).split('\n');
  const found = first.length > 0 ? `“${text.slice(first.offset, first.offset + first.length)}”` : 'nothing';
  throw new UserError({
    code: 'CONFIG_SYNTAX',
    title: `The settings file ${name} is not valid JSON`,
    explanation: `Found ${found} in line ${before.length} where JSON cannot go on (${printParseErrorCode(first.error)}).`,
    remedy: 'Correct the file; until then the defaults apply.',
    location: { file: name, line: before.length, column: before.at(-1)!.length + 1 },
  });
}
