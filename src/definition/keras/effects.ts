/** What a use of a model's name, or of the name of a list of layers, may do to its layers. */
import type { SyntaxNode } from '@lezer/common';
import { isWithinBranches } from '../python/branches.ts';
import { parameterFor } from '../python/functions.ts';
import { lookUp } from '../python/names.ts';
import { assignmentsOf } from '../python/scopes.ts';
import { argumentsOf, childrenOf, dottedText, type PythonSource, textOf, unwrap } from '../python/syntax.ts';
import { type Uses, usesOfPath } from '../python/uses.ts';
import { libraryPath } from './symbols.ts';

/** `unknown`: code that is not seen gets hold of it and may change its layers. */
export type Effect = 'none' | 'add' | 'pop' | 'compile' | 'unknown';

export interface Holder {
  source: PythonSource;
  kind: 'model' | 'list';
  /** Names that are being followed, so that a circle ends. */
  followed?: Set<number>;
}

/** The effect of one use of the name; `held` where it stands in a list, tuple or dictionary. */
export function effectOf(holder: Holder, use: SyntaxNode, held = false): Effect {
  const parent = use.parent;
  if (!parent) return 'none';
  if (parent.name === 'MemberExpression') return held ? 'none' : memberEffect(holder, parent, use);
  if (parent.name === 'ArgList') return argumentEffect(holder, parent, use, held);
  if (parent.name === 'AssignStatement') return aliasEffect(holder, parent, use, held);
  if (parent.name === 'NamedExpression') return isFirst(parent, use) ? 'none' : 'unknown';
  if (parent.name === 'UpdateStatement') return updateEffect(holder, parent, use);
  if (parent.name === 'ParamList') return use.prevSibling?.name === 'AssignOp' ? 'unknown' : 'none';
  if (held && use.prevSibling?.name === 'in') return loopEffect(holder, use);
  if (!carries(holder, parent, use)) return 'none';
  return effectOf(holder, parent, held || COLLECTION.test(parent.name));
}

/** Whether any use may change the layers; code that gets hold of a compiled model does not extend it. */
export function mayChange(holder: Holder, uses: Uses): boolean {
  const compiled: SyntaxNode[] = [];
  return [...uses.values()].flat().some((use) => {
    const effect = effectOf(holder, use);
    if (effect === 'compile') compiled.push(use);
    return effect === 'unknown' ? !isCompiled(holder.source, compiled, use) : /^(add|pop)$/.test(effect);
  });
}

/** Whether one of these calls of `compile` has run before a use. */
export function isCompiled(source: PythonSource, compiled: SyntaxNode[], use: SyntaxNode): boolean {
  return compiled.some((call) => call.to <= use.from && isWithinBranches(source, use, call));
}

const MUTATING = /^(append|extend|insert|pop|remove|reverse|sort|clear)$/;
const HIDDEN = /^(_layers|_self_tracked_trackables|__dict__|__setattr__|__setstate__)$/;

function memberEffect({ source, kind }: Holder, member: SyntaxNode, use: SyntaxNode): Effect {
  if (!isFirst(member, use)) return 'none';
  const property = member.getChild('PropertyName');
  const name = property ? textOf(source, property) : '';
  if (kind === 'list') return changesList(source, use) ? 'unknown' : 'none';
  const isCalled = member.parent?.name === 'CallExpression' && isFirst(member.parent, member);
  if (name === 'add' || name === 'pop') return isCalled ? name : 'unknown';
  if (name === 'compile' && isCalled) return 'compile';
  if (name === 'layers') return changesList(source, member) ? 'unknown' : 'none';
  return HIDDEN.test(name) ? 'unknown' : 'none';
}

/** `blocks.append(…)`, `blocks[0] = …`, `del blocks[0]`, `model.layers += …`. */
function changesList(source: PythonSource, list: SyntaxNode): boolean {
  const member = list.parent;
  if (!member) return false;
  if (list.name === 'MemberExpression' && isTarget(member, list)) return true;
  if (member.name !== 'MemberExpression' || !isFirst(member, list)) return false;
  const property = member.getChild('PropertyName');
  if (property) return MUTATING.test(textOf(source, property));
  return member.parent !== null && isTarget(member.parent, member);
}

function isTarget(statement: SyntaxNode, node: SyntaxNode): boolean {
  if (statement.name === 'DeleteStatement') return true;
  if (statement.name === 'UpdateStatement') return isFirst(statement, node);
  return (
    statement.name === 'AssignStatement' &&
    assignmentsOf(statement).some(({ target }) => target.from === node.from)
  );
}

/** `other += blocks` copies the layers; a model has no such operator. */
function updateEffect({ kind }: Holder, statement: SyntaxNode, use: SyntaxNode): Effect {
  if (kind === 'list') return isFirst(statement, use) ? 'unknown' : 'none';
  return isFirst(statement, use) ? 'none' : 'unknown';
}

/** `m = model`, `self.model = model`: as harmless as the uses of the other name; items and other objects are not seen. */
function aliasEffect(holder: Holder, statement: SyntaxNode, use: SyntaxNode, held: boolean): Effect {
  const assignments = assignmentsOf(statement);
  if (assignments.some(({ target }) => target.from === use.from && target.to === use.to)) return 'none';
  if (held) return 'unknown';
  const targets = assignments.filter(({ value }) => value === undefined || value.from === use.from);
  const seen = targets.every(({ target, value }) => value && follows(holder, target));
  return seen ? 'none' : 'unknown';
}

/** `for m in [model, other]`: as harmless as the uses of the loop's variable. */
function loopEffect(holder: Holder, values: SyntaxNode): Effect {
  const name = values.prevSibling?.prevSibling;
  return name?.name === 'VariableName' && follows(holder, name) ? 'none' : 'unknown';
}

/** Whether every use of a name that now holds the same thing leaves it as it is. */
function follows(holder: Holder, name: SyntaxNode): boolean {
  const path = dottedText(holder.source, name);
  if (path === undefined || (path.includes('.') && !path.startsWith('self.'))) return false;
  const followed = holder.followed ?? new Set<number>();
  if (followed.has(name.from)) return true;
  followed.add(name.from);
  return !mayChange({ ...holder, followed }, usesOfPath(holder.source, name));
}

const COLLECTION =
  /^(ArrayExpression|TupleExpression|SetExpression|DictionaryExpression|(Array|Set|Dictionary)?ComprehensionExpression)$/;
const TRANSPARENT = /^(ParenthesizedExpression|ConditionalExpression|AwaitExpression)$/;

/** Whether the value of an expression is or holds what the use names. */
function carries({ source, kind }: Holder, parent: SyntaxNode, use: SyntaxNode): boolean {
  if (parent.name === 'BinaryExpression') {
    const operator = use.nextSibling ?? use.prevSibling;
    return operator !== null && /^(and|or)$/.test(textOf(source, operator));
  }
  if (!COLLECTION.test(parent.name) && !TRANSPARENT.test(parent.name)) return false;
  if (kind === 'list' && use.prevSibling?.name === '*') return false;
  return use.prevSibling?.name !== 'in' && use.prevSibling?.name !== 'if';
}

/** Functions of Python that only look. */
const LOOKS =
  /^(all|any|bool|callable|enumerate|hasattr|id|isinstance|len|list|print|repr|reversed|set|sorted|str|sum|tuple|type|zip)$/;

function argumentEffect(holder: Holder, list: SyntaxNode, use: SyntaxNode, held: boolean): Effect {
  const { source, kind } = holder;
  const call = list.parent;
  const isKeyword = use.nextSibling?.name === 'AssignOp';
  if (isKeyword || !call?.firstChild || isHarmless(holder, call.firstChild)) return 'none';
  const argument = argumentsOf(source, call).find(({ from, to }) => from <= use.from && use.to <= to);
  if (!argument || (kind === 'list' && argument.spread)) return argument ? 'none' : 'unknown';
  const parameter =
    !held && unwrap(argument.value).from === use.from ? parameterFor(source, call, argument) : undefined;
  return parameter && follows(holder, parameter) ? 'none' : 'unknown';
}

/** Functions of the library, and `other.add(model)`, which nests a model without changing it. */
function isHarmless({ source, kind }: Holder, callee: SyntaxNode): boolean {
  if (/^(tensorflow|tf_keras|keras)\b/.test(libraryPath(source, callee) ?? '')) return true;
  const name = textOf(source, callee);
  if (callee.name === 'VariableName') return LOOKS.test(name) && !lookUp(source, name, callee);
  const property = callee.getChild('PropertyName');
  if (!property) return false;
  return kind === 'list' ? textOf(source, property) === 'extend' : textOf(source, property) === 'add';
}

function isFirst(parent: SyntaxNode, child: SyntaxNode): boolean {
  return childrenOf(parent)[0]?.from === child.from;
}
