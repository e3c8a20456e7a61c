/** What the names of a file are, as far as evaluation needs it: functions, classes, models. */
import type {
  ClassStatement,
  Expression,
  ExpressionOf,
  FunctionStatement,
  Piece,
  Program,
  StatementOf,
} from '../program/program.ts';
import { callsOf, expressionsOf, visit } from '../program/walk.ts';
import { dotted, Imports, isModule } from './syntax.ts';

export interface FileNames {
  imports: Imports;
  /** Functions of the file's top level, and methods by class. */
  functions: Map<string, FunctionStatement>;
  classes: Map<string, ClassStatement>;
  /** Names of classes that are modules. */
  modules: Set<string>;
  /** Names and attributes that hold models: something is called on them that only models have. */
  models: Set<string>;
  /** Names of functions and methods that are called by their name or as one of `self`. */
  called: Set<string>;
  /** Whether anything is ever put into evaluation mode. */
  hasEval: boolean;
}

/** Methods that modules have and other objects do not. */
const OF_MODELS = new Set(['eval', 'parameters', 'named_parameters', 'named_modules', 'children']);

const LIKE_MODEL = /^(?:self\.)?(?:\w*_)?(?:model|net|network)\d?$/i;

/** Whether a dotted name holds a model. */
export function isModelName(name: string, { models }: FileNames): boolean {
  return name !== 'self' && (models.has(name) || LIKE_MODEL.test(name));
}

/** What one piece of the text adds to the names. */
interface PieceNames {
  imports: StatementOf<'import'>[];
  functions: FunctionStatement[];
  classes: ClassStatement[];
  models: string[];
  called: string[];
  hasEval: boolean;
}

const ofPieces = new WeakMap<Piece, PieceNames>();

/** A piece whose text did not change is looked through once. */
function namesIn(piece: Piece): PieceNames {
  const known = ofPieces.get(piece);
  if (known) return known;
  const functions = piece.statements.filter((statement) => statement.type === 'function');
  const names: PieceNames = { imports: [], functions, classes: [], models: [], called: [], hasEval: false };
  visit(piece.statements, (statement) => {
    if (statement.type === 'import') names.imports.push(statement);
    if (statement.type === 'class') names.classes.push(statement);
    for (const { callee, arguments: given } of callsOf(statement)) {
      if (callee.type === 'name') names.called.push(callee.name);
      if (callee.type !== 'member') continue;
      if (dotted(callee.object) === 'self') names.called.push(callee.name);
      if (!OF_MODELS.has(callee.name)) continue;
      const isEval = callee.name === 'eval';
      if (isEval && given.length > 0) continue;
      names.hasEval ||= isEval;
      const object = dotted(callee.object);
      if (object !== undefined) names.models.push(object);
    }
  });
  ofPieces.set(piece, names);
  return names;
}

export function namesOf({ pieces }: Program): FileNames {
  const names: FileNames = {
    imports: new Imports(),
    functions: new Map(),
    classes: new Map(),
    modules: new Set(),
    models: new Set(),
    called: new Set(),
    hasEval: false,
  };
  for (const piece of pieces) {
    const own = namesIn(piece);
    for (const statement of own.imports) names.imports.add(statement);
    for (const statement of own.functions) names.functions.set(statement.name, statement);
    for (const statement of own.classes) names.classes.set(statement.name, statement);
    for (const model of own.models) names.models.add(model);
    for (const name of own.called) names.called.add(name);
    names.hasEval ||= own.hasEval;
  }
  for (const [name, statement] of names.classes) {
    if (isModule(statement, names.classes, names.imports)) names.modules.add(name);
  }
  return names;
}

/** Calls after which a module is still the same object. */
const FLUENT = new Set(['to', 'cuda', 'cpu', 'float', 'half', 'double', 'requires_grad_', 'eval', 'train']);

/** A model that is made: the call of its class, and the mode that calls after it leave it in. */
export function madeModel(
  value: Expression,
  names: FileNames,
): { call: ExpressionOf<'call'>; mode: 'train' | 'eval' } | undefined {
  let mode: 'train' | 'eval' | undefined;
  let call: Expression = value;
  while (call.type === 'call' && call.callee.type === 'member' && FLUENT.has(call.callee.name)) {
    if (call.callee.name === 'eval' || call.callee.name === 'train') mode ??= call.callee.name;
    call = call.callee.object;
  }
  if (call.type !== 'call') return undefined;
  const { callee } = call;
  const path = names.imports.pathOf(callee);
  const made =
    (callee.type === 'name' && names.modules.has(callee.name)) ||
    (path !== undefined && /^(?:torch\.nn\.[A-Z]|torchvision\.models\.\w|timm\.create_model$)/.test(path));
  return made && !path?.endsWith('Loss') ? { call, mode: mode ?? 'train' } : undefined;
}

/** Whether an expression hands the model of that name on: `model.to(device)`, `compile(model)`. */
export function isSameModel(value: Expression, name: string): boolean {
  if (value.type !== 'call') return false;
  if (value.callee.type === 'member' && dotted(value.callee.object) === name) return true;
  return value.arguments.some((argument) => dotted(argument.value) === name);
}

/** A function that makes a model and does not put it into evaluation mode. */
export function returnsModel(statement: FunctionStatement, names: FileNames): boolean {
  let makes = false;
  let evaluates = false;
  visit(statement.body, (inner) => {
    makes ||= expressionsOf(inner).some((expression) => madeModel(expression, names) !== undefined);
    evaluates ||= callsOf(inner).some(({ callee }) => callee.type === 'member' && callee.name === 'eval');
  });
  return makes && !evaluates;
}
