/** Edits of the place where a layer is applied to a value: `x = F.relu(self.fc1(x))`. */
import type { SyntaxNode } from '@lezer/common';
import type { TextEdit } from '../edits.ts';
import { argumentsOf, calledName, calleeOf, isCall, onlyArgument } from './calls.ts';
import { assignedValue, membersOf, targetOf } from './sites.ts';
import { around, type Editable, parentOf, type Span, textOf } from './source.ts';
import { insertStatementAfter, nextStatement, removeStatement, statementOf } from './statements.ts';

/**
 * Activations and normalizations: what belongs to the layer before it, so that dropout comes after it. Softmax is none:
 * what it gives are probabilities.
 */
const COMPANION =
  /^((thresholded|leaky|p|r)?_?(re|se|ce|ge|e|si)lu6?|swish|mish|log_?sigmoid|(hard_?)?(tanh|sigmoid|swish|shrink)|soft(plus|sign)|activation|(batch|layer|group|instance|sync_?batch)_?norm(alization)?(1d|2d|3d)?)$/i;

export const isCompanion = (name: string | undefined): boolean => COMPANION.test(name ?? '');

/** How a layer is applied to an expression: `layer(x)`, in JavaScript `layer.apply(x)`. */
export function applied(source: Editable, layer: string, value: string): string {
  return source.language === 'python' ? `${layer}(${value})` : `${layer}.apply(${value})`;
}

/**
 * Applies a layer to what an application computes, activations and normalizations around and below it included: a new
 * statement `x = layer(x)` where the value has a variable that may be assigned again, else around the expression.
 */
export function applyAfter(source: Editable, application: SyntaxNode, layer: string): TextEdit[] | undefined {
  const outer = withCompanions(source, application);
  const statement = statementOf(outer);
  const name = statement && variableOf(source, statement, outer);
  if (!name) return wrap(source, outer, layer);
  const last = lastCompanion(source, statement, name);
  return insertStatementAfter(source, last, [`${name} = ${applied(source, layer, name)}`]);
}

function wrap(source: Editable, expression: SyntaxNode, layer: string): TextEdit[] {
  const [before, after] = applied(source, layer, '\0').split('\0') as [string, string];
  const cast = castOf(source, expression);
  return [
    { from: expression.from, to: expression.from, text: before },
    { from: cast?.to ?? expression.to, to: cast?.to ?? expression.to, text: after + (cast?.text ?? '') },
  ];
}

/** TypeScript: the result of `apply` is cast, `… as tf.SymbolicTensor`. */
function castOf(source: Editable, { parent, to }: SyntaxNode): { to: number; text: string } | undefined {
  const isCast = parent?.name === 'BinaryExpression' && /^\s+as\b/.test(source.text.slice(to, parent.to));
  return isCast ? { to: parent.to, text: source.text.slice(to, parent.to) } : undefined;
}

/** The outermost of the companions that are called with the value alone: `F.relu(self.bn1(self.fc1(x)))`. */
function withCompanions(source: Editable, application: SyntaxNode): SyntaxNode {
  let outer = application;
  for (;;) {
    const call = callAround(source, outer);
    if (!call || !isCompanion(appliedName(source, call))) return outer;
    outer = call;
  }
}

/** The call around an expression that has it as its first argument, or calls a method of it: `….relu()`. */
function callAround(source: Editable, expression: SyntaxNode): SyntaxNode | undefined {
  const parent = parentOf(expression);
  if (parent?.name === 'MemberExpression' && isCall(parent.parent!)) return parent.parent!;
  const call = parent?.name === 'ArgList' ? parent.parent! : undefined;
  const first = call && argumentsOf(source, call)[0];
  return first && first.from <= expression.from && expression.to <= first.to ? call : undefined;
}

/** What is applied, by its class or function: `relu` of `F.relu(x)`, `BatchNorm1d` of `self.bn1(x)`. */
function appliedName(source: Editable, call: SyntaxNode): string | undefined {
  const callee = calleeOf(call);
  if (isCall(callee)) return calledName(source, callee);
  const text = textOf(source, callee);
  if (source.language === 'javascript' && /\.apply$/.test(text)) {
    return callee.firstChild && isCall(callee.firstChild) ? calledName(source, callee.firstChild) : undefined;
  }
  if (!/^self\.[\p{L}\w]+$/u.test(text)) return calledName(source, call);
  const owner = around(call, ({ name }) => name === 'ClassDefinition');
  const values = owner
    ? membersOf(source, owner, text).flatMap((member) => definitionOf(source, member))
    : [];
  return values.length === 1 && isCall(values[0]!) ? calledName(source, values[0]!) : undefined;
}

function definitionOf(source: Editable, member: SyntaxNode): SyntaxNode[] {
  const statement = statementOf(member);
  const isTarget = statement && targetOf(source, statement)?.from === member.from;
  const value = isTarget ? assignedValue(statement) : undefined;
  return value ? [value] : [];
}

/** The variable that a statement assigns an expression to, when it may be assigned again. */
export function variableOf(source: Editable, statement: SyntaxNode, value: SyntaxNode): string | undefined {
  if (assignedValue(statement)?.from !== value.from || assignedValue(statement)?.to !== value.to)
    return undefined;
  const target = targetOf(source, statement);
  const isConstant = statement.firstChild?.name === 'const';
  return target && target.name !== 'MemberExpression' && !isConstant ? textOf(source, target) : undefined;
}

/** The last of the statements `x = companion(x)` that follow. */
function lastCompanion(source: Editable, statement: SyntaxNode, name: string): SyntaxNode {
  let last = statement;
  for (;;) {
    const next = nextStatement(last);
    const value = next && assignedValue(next);
    const continues =
      value && isCall(value) && isStep(source, next, name) && isCompanion(appliedName(source, value));
    if (!continues) return last;
    last = next;
  }
}

/** Whether a statement is `x = f(x)`. */
export function isStep(source: Editable, statement: SyntaxNode, name: string): boolean {
  const value = assignedValue(statement);
  const target = targetOf(source, statement);
  const input = value && isCall(value) ? onlyArgument(source, value) : undefined;
  return target !== undefined && textOf(source, target) === name && !!input && textOf(source, input) === name;
}

/** Takes an application away: its value is that of its argument. `x = layer(x)` goes as a whole. */
export function removeApplication(source: Editable, application: SyntaxNode): TextEdit[] | undefined {
  const statement = statementOf(application);
  const input = argumentsOf(source, application)[0];
  if (!statement || !input?.value || input.name !== undefined) return undefined;
  const name = variableOf(source, statement, application);
  if (name !== undefined && textOf(source, input) === name) return removeStatement(source, statement);
  return unwrapTo(application, input);
}

const unwrapTo = (outer: Span, inner: Span): TextEdit[] => [
  { from: outer.from, to: inner.from, text: '' },
  { from: inner.to, to: outer.to, text: '' },
];
