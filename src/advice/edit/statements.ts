/** Edits of whole statements. */
import type { SyntaxNode } from '@lezer/common';
import type { TextEdit } from '../edits.ts';
import { endOfLine, endsLine, insertBefore, lineEnd, ownIndent, removeItem } from './layout.ts';
import { childrenOf, type Editable, type Span } from './source.ts';

/** What holds statements, one after another. */
const BLOCK = /^(Script|Body|StatementGroup|Block|SwitchBody)$/;

/** The innermost statement around a node; undefined where it is the only one of `if (x) …` without braces. */
export function statementOf(node: SyntaxNode): SyntaxNode | undefined {
  for (let current: SyntaxNode | null = node; current?.parent; current = current.parent) {
    if (BLOCK.test(current.parent.name) && !/^[:{}]$/.test(current.name)) return current;
    const isExported = current.parent.name === 'ExportDeclaration';
    if (!isExported && /(Statement|Declaration)$/.test(current.name)) return undefined;
  }
  return undefined;
}

/** The statement that stands at a place. */
export function statementAt(source: Editable, { from }: Span): SyntaxNode | undefined {
  return statementOf(source.tree.resolveInner(from, 1));
}

/** The statements of a block in their order. */
export function statementsBeside(statement: SyntaxNode): SyntaxNode[] {
  return childrenOf(statement.parent!).filter(({ name }) => !/^[:;{}]$/.test(name));
}

/** The statement that follows in the same block. */
export function nextStatement(statement: SyntaxNode): SyntaxNode | undefined {
  return statementsBeside(statement).find(({ from }) => from >= statement.to);
}

/**
 * Adds simple statements behind another one: on lines of their own with its indentation, or behind it on its line.
 * `lines` come without semicolons; JavaScript gets them where the statement has one.
 */
export function insertStatementAfter(
  source: Editable,
  place: Span,
  lines: readonly string[],
): TextEdit[] | undefined {
  const statement = statementAt(source, place);
  if (!statement) return undefined;
  const { text } = source;
  const indent = ownIndent(text, statement.from);
  const added = lines.map((line) => line + semicolonOf(source, statement));
  if (indent !== undefined && endsLine(text, statement)) {
    const end = lineEnd(text, statement.to);
    return [{ from: end, to: end, text: added.map((line) => `${endOfLine(text)}${indent}${line}`).join('') }];
  }
  const separator = source.language === 'python' ? '; ' : ' ';
  const glue = source.language === 'python' || semicolonOf(source, statement) ? separator : '; ';
  return [{ from: statement.to, to: statement.to, text: added.map((line) => glue + line).join('') }];
}

/** The same in front of a statement, above the comments that belong to it. */
export function insertStatementBefore(
  source: Editable,
  place: Span,
  lines: readonly string[],
): TextEdit[] | undefined {
  const statement = statementAt(source, place);
  if (!statement) return undefined;
  const semicolon = semicolonOf(source, statement);
  const separator = source.language === 'python' || semicolon === '' ? ';' : '';
  return lines.map((line) => insertBefore(source.text, statement, line + semicolon, separator));
}

/** What statements of the file end with. */
function semicolonOf({ text }: Editable, statement: SyntaxNode): string {
  return text[statement.to - 1] === ';' ? ';' : '';
}

/** Removes a statement with its line. Undefined where it is the only one of a block of Python. */
export function removeStatement(source: Editable, place: Span): TextEdit[] | undefined {
  const statement = statementAt(source, place);
  if (!statement) return undefined;
  const block = statementsBeside(statement);
  if (source.language === 'python' && isOnlyOne(statement)) return undefined;
  const isJoined = statement.parent!.name === 'StatementGroup';
  const index = block.findIndex(({ from }) => from === statement.from);
  const beside = isJoined || ownIndent(source.text, statement.from) === undefined;
  return [
    beside
      ? removeItem(source.text, statement, block[index + 1], block[index - 1])
      : removeItem(source.text, statement),
  ];
}

/** Whether a block of Python would be left without a statement. */
function isOnlyOne(statement: SyntaxNode): boolean {
  const { parent } = statement;
  if (statementsBeside(statement).length > 1 || parent?.name === 'Script') return false;
  return parent?.name !== 'StatementGroup' || isOnlyOne(parent);
}
