/** Which pieces of a program must be followed again when some of them change, and what they need beside them. */
import { bindingsOf, functionBindings } from './interpret/bindings.ts';
import type { Expression, FunctionStatement, Piece, Program, Statement } from './program/program.ts';

interface Names {
  /** Imports; functions and classes; constants; anything that runs. */
  kind: 'import' | 'definition' | 'constant' | 'code';
  binds: Set<string>;
  uses: Set<string>;
  /** Whether facts in it depend on the code that calls it: evaluation, penalties over parameters. */
  isWatchful: boolean;
  /** Whether it puts something into evaluation mode. */
  hasEval: boolean;
  /** Names of objects that are changed from outside: `Config` of `Config.units = 3`. */
  changes: Set<string>;
}

const known = new WeakMap<Piece, Names>();

/** Above this share of the text everything is followed again. */
const MOST = 0.6;

export interface Dependents {
  /** Pieces whose reading changes. */
  affected: Set<Piece>;
  /** Those and the ones they need, in the order of the program. */
  needed: Piece[];
}

/**
 * What a change concerns: the changed pieces, what uses a name they bind, what shares a variable with code that runs,
 * and evaluation code that they call. Undefined where that is most of the file, or its imports.
 */
export function dependentsOf(program: Program, before: Iterable<Piece>): Dependents | undefined {
  const { pieces } = program;
  const old = new Set(before);
  const now = new Set(pieces);
  const changed = [
    ...[...old].filter((piece) => !now.has(piece)),
    ...pieces.filter((piece) => !old.has(piece)),
  ];
  if (changed.some((piece) => namesOf(piece).kind === 'import')) return undefined;
  if (!sameOrder([...old], pieces) || evaluates([...old]) !== evaluates(pieces)) return undefined;
  const variables = namesBoundBy(pieces, 'code');
  const watchful = pieces.filter((piece) => namesOf(piece).isWatchful);
  const evaluators = namesBoundBy(watchful, 'definition');
  const affected = new Set<Piece>();
  const names = new Set<string>();
  const reach = (piece: Piece): void => {
    if (now.has(piece)) affected.add(piece);
    const { binds, uses, changes } = namesOf(piece);
    for (const name of binds) names.add(name);
    for (const name of changes) names.add(name);
    for (const name of uses) if (variables.has(name) || evaluators.has(name)) names.add(name);
  };
  for (const piece of changed) reach(piece);
  for (let size = -1; size !== names.size; ) {
    size = names.size;
    for (const piece of pieces) if (!affected.has(piece) && touches(namesOf(piece), names)) reach(piece);
  }
  const needed = neededBy(affected, pieces);
  const share = lengthOf(needed) / Math.max(1, program.text.length);
  return share > MOST ? undefined : { affected, needed };
}

/** Whether anything of the file is put into evaluation mode: what else evaluates depends on it. */
const evaluates = (pieces: Piece[]): boolean => pieces.some((piece) => namesOf(piece).hasEval);

/** Whether the pieces that are in both stand in the same order: a line that is moved runs at another time. */
function sameOrder(before: Piece[], after: Piece[]): boolean {
  const places = new Map(before.map((piece, place) => [piece, place]));
  let last = -1;
  for (const piece of after) {
    const place = places.get(piece) ?? last;
    if (place < last) return false;
    last = place;
  }
  return true;
}

function touches({ binds, uses, changes }: Names, names: Set<string>): boolean {
  return meets(uses, names) || meets(binds, names) || meets(changes, names);
}

function meets(a: Set<string>, b: Set<string>): boolean {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  for (const name of few) if (many.has(name)) return true;
  return false;
}

function namesBoundBy(pieces: Piece[], kind: Names['kind']): Set<string> {
  const names = new Set<string>();
  for (const piece of pieces) {
    const own = namesOf(piece);
    if (own.kind === kind) for (const name of own.binds) names.add(name);
  }
  return names;
}

/** The pieces and every piece that binds or changes a name which they use. */
function neededBy(affected: Set<Piece>, pieces: Piece[]): Piece[] {
  const needed = new Set(pieces.filter((piece) => affected.has(piece) || namesOf(piece).kind === 'import'));
  const names = new Set<string>();
  for (const piece of needed) for (const name of namesOf(piece).uses) names.add(name);
  for (let size = -1; size !== needed.size; ) {
    size = needed.size;
    for (const piece of pieces) {
      const { binds, changes, uses } = namesOf(piece);
      if (needed.has(piece) || !(meets(binds, names) || meets(changes, names))) continue;
      needed.add(piece);
      for (const name of uses) names.add(name);
    }
  }
  return pieces.filter((piece) => needed.has(piece));
}

const lengthOf = (pieces: Piece[]): number =>
  pieces.reduce((sum, { statements }) => sum + (statements.at(-1)?.to ?? 0), 0);

function namesOf(piece: Piece): Names {
  const found = known.get(piece);
  if (found) return found;
  const { statements } = piece;
  const names: Names = {
    kind: kindOf(statements),
    binds: new Set(bindingsOf(statements).keys()),
    uses: new Set(),
    changes: new Set(piece.reassigned),
    hasEval: false,
    isWatchful: statements.some(
      (statement) => statement.type === 'function' && EVALUATION.test(statement.name),
    ),
  };
  for (const statement of statements) collect(statement, names);
  known.set(piece, names);
  return names;
}

function kindOf(statements: Statement[]): Names['kind'] {
  const all = (test: (statement: Statement) => boolean) => statements.length > 0 && statements.every(test);
  if (all(({ type }) => type === 'import')) return 'import';
  if (all(({ type }) => type === 'function' || type === 'class')) return 'definition';
  const constant = all(
    (statement) =>
      statement.type === 'assign' &&
      statement.operator === undefined &&
      statement.targets.every(({ type }) => type === 'name') &&
      (statement.value === undefined || isConstant(statement.value)),
  );
  return constant ? 'constant' : 'code';
}

/** Numbers, texts, names and arithmetic: what nothing can change later. */
function isConstant(expression: Expression): boolean {
  switch (expression.type) {
    case 'number':
    case 'string':
    case 'boolean':
    case 'none':
    case 'name':
      return true;
    case 'binary':
      return isConstant(expression.left) && isConstant(expression.right);
    case 'unary':
      return isConstant(expression.operand);
    case 'tuple':
      return expression.elements.every(({ value }) => isConstant(value));
    default:
      return false;
  }
}

const EVALUATION = /eval|test|valid|infer|predict/i;
const WATCHED = new Set([
  ...['parameters', 'named_parameters', 'trainable_variables', 'trainable_weights', 'trainableWeights'],
  ...['no_grad', 'inference_mode', 'eval', 'train', 'getWeights'],
]);

/** Every name in a part of the syntax that is not a variable of a function in it. */
function collect(part: object, names: Names): void {
  const { type } = part as { type?: string };
  if (type === 'name') names.uses.add((part as { name: string }).name);
  else if (type === 'member' && WATCHED.has((part as { name: string }).name)) names.isWatchful = true;
  if (type === 'member' && (part as { name: string }).name === 'eval') names.hasEval = true;
  if (type === 'function') {
    collectFunction(part as FunctionStatement, names);
    return;
  }
  if (type === 'global') for (const name of (part as { names: string[] }).names) names.binds.add(name);
  else if (type === 'assign') {
    for (const target of (part as { targets: { type: string; object?: object }[] }).targets) {
      if (target.object) collectRoots(target.object, names);
    }
  }
  for (const key in part) {
    if (key === 'piece' || key === 'nameAt') continue;
    const value = (part as Record<string, unknown>)[key];
    if (typeof value === 'object' && value !== null) collect(value, names);
  }
}

function collectFunction({ parameters, body, decorators = [] }: FunctionStatement, names: Names): void {
  const own = functionBindings(parameters, body);
  const inner: Names = { ...names, uses: new Set(), changes: new Set() };
  for (const each of [...parameters, ...body]) collect(each, inner);
  for (const name of inner.uses) if (!own.has(name) || names.binds.has(name)) names.uses.add(name);
  for (const name of inner.changes) if (!own.has(name)) names.changes.add(name);
  names.isWatchful ||= inner.isWatchful;
  names.hasEval ||= inner.hasEval;
  for (const decorator of decorators) collect(decorator, names);
}

/** `a` of `a.b[0].c = …`. */
function collectRoots(object: object, names: Names): void {
  const { type, name, object: inner } = object as { type: string; name?: string; object?: object };
  if (type === 'name' && name !== undefined) names.changes.add(name);
  else if (inner) collectRoots(inner, names);
}
