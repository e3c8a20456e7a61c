/** Where a value comes from, in words. */
import type { FrameworkName, Origin, SourceRange } from '../definition/model.ts';

export const FRAMEWORK_TITLES: Record<FrameworkName, string> = {
  keras: 'Keras',
  pytorch: 'PyTorch',
  tfjs: 'TensorFlow.js',
};

/** A value's origin and the expression it is read from. */
export interface Originated {
  origin: Origin;
  range?: SourceRange;
}

/**
 * `written here`, `constant UNITS, line 7`, `default of parameter p, line 12`, `default of Keras`, `not visible`.
 * @param text of the file, or of the notebook's cell
 */
export function originText({ origin, range }: Originated, framework: FrameworkName, text: string): string {
  const expression = range ? text.slice(range.from, range.to) : '';
  switch (origin) {
    case 'literal':
      return 'written here';
    case 'constant':
      return named('constant', expression, lineOfConstant(expression, text));
    case 'parameter':
      return named('default of parameter', expression, lineOfParameter(expression, text, range?.from ?? 0));
    case 'default':
      return `default of ${FRAMEWORK_TITLES[framework]}`;
    case 'unknown':
      return 'not visible';
    default:
      return origin satisfies never;
  }
}

const NAME = /^(?:self\.|this\.)?[A-Za-z_$][\w$]*$/;

function named(what: string, expression: string, line: number | undefined): string {
  if (!NAME.test(expression)) return what === 'constant' ? 'constant' : 'default of a parameter';
  return `${what} ${expression}${line === undefined ? '' : `, line ${line}`}`;
}

const escaped = (name: string): string => name.replace(/[$.]/g, '\\$&');

/** The line of the only assignment to a name; of an expression, or when there are several, undefined. */
function lineOfConstant(name: string, text: string): number | undefined {
  if (!NAME.test(name)) return undefined;
  const assignment = new RegExp(
    `^[ \\t]*(?:export )?(?:const |let |var )?${escaped(name)}\\s*(?::[^=\\n]+)?=(?!=)`,
    'gm',
  );
  const found = [...text.matchAll(assignment)];
  return found.length === 1 ? lineAt(text, found[0]!.index) : undefined;
}

/** The line of the nearest `name=…` above in the head of a function. */
function lineOfParameter(name: string, text: string, before: number): number | undefined {
  if (!NAME.test(name)) return undefined;
  const plain = name.replace(/^(self|this)\./, '');
  const parameter = new RegExp(`[(,{]\\s*(${escaped(plain)})\\s*(?::[^=,\\n]+)?=(?!=)`, 'g');
  const above = text.slice(0, before);
  const found = [...above.matchAll(parameter)].findLast(({ index }) => isInHead(above.slice(0, index)));
  return found && lineAt(text, found.index + found[0].indexOf(found[1]!));
}

/** Whether a text ends within the parentheses of the last function's head. */
function isInHead(text: string): boolean {
  const head = Math.max(...['def ', 'function', 'constructor'].map((word) => text.lastIndexOf(word)));
  return head >= 0 && !/\)\s*(?:->|:|\{|=>)/.test(text.slice(head));
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;
