/** Which code evaluates a model: blocks without gradient, functions that are named so. */
import type {
  ClassStatement,
  Expression,
  FunctionStatement,
  Program,
  Statement,
} from '../program/program.ts';
import { bodiesOf, callsOf, expressionsOf, partsOf, visit } from '../program/walk.ts';
import type { FileNames } from './fileNames.ts';

const GRADIENTS = /^torch\.(?:no_grad|inference_mode)$/;

/** `torch.no_grad()`, `torch.inference_mode()`, `torch.set_grad_enabled(False)`. */
export function isWithoutGradient(expression: Expression, { imports }: FileNames): boolean {
  const callee = expression.type === 'call' ? expression.callee : expression;
  const path = imports.pathOf(callee);
  if (path === undefined) return false;
  if (GRADIENTS.test(path)) return true;
  const [given] = expression.type === 'call' ? expression.arguments : [];
  return path === 'torch.set_grad_enabled' && given?.value.type === 'boolean' && !given.value.value;
}

const EVALUATING =
  /^_?(?:eval|evaluate|evaluation|validate|validation|valid|test|val)(?:_(?:model|epoch|loop|step|one_epoch|net|network))?$|^(?:evaluate|validate)_/;
const SAMPLING = /mc_|monte|uncertain|bayes|stochastic/i;

/** A function that is named or decorated so, and does not train. */
export function evaluatesByItself(
  statement: FunctionStatement,
  owner: ClassStatement | undefined,
  names: FileNames,
): boolean {
  if (SAMPLING.test(statement.name) || hasBackward(statement.body)) return false;
  if (statement.decorators.some((decorator) => isWithoutGradient(decorator, names))) return true;
  // A test of pytest calls the model once and has nothing to evaluate.
  const hasData =
    statement.parameters.length > (owner ? 1 : 0) || owner !== undefined || hasLoop(statement.body);
  return EVALUATING.test(statement.name) && hasData;
}

const HELD_OUT = /val|test|eval|dev_|hold|acc/i;

/**
 * Whether a block without gradient evaluates. In a loop that trains it does only where it says so, or goes through data
 * of its own; drawing masks on purpose is no evaluation.
 */
export function isEvaluation(
  block: Statement,
  inside: FunctionStatement | undefined,
  trains: boolean,
  { text }: Program,
): boolean {
  if (inside && SAMPLING.test(inside.name)) return false;
  if (!trains || hasLoop(bodiesOf(block).flat())) return true;
  const { piece, from, to } = block;
  return HELD_OUT.test(text.slice(piece.start + from, piece.start + to));
}

function hasLoop(statements: Statement[]): boolean {
  let found = false;
  visit(statements, ({ type }) => {
    found ||= type === 'loop';
  });
  return found;
}

/** Whether passes are counted, `for _ in range(100)`, rather than made for each part of the data. */
export function countsPasses(statements: Statement[]): boolean {
  const isCounted = (over: Expression | undefined): boolean =>
    over?.type === 'call' && over.callee.type === 'name' && over.callee.name === 'range';
  const counts = (expression: Expression): boolean =>
    (expression.type === 'comprehension' && expression.loops.some(({ over }) => isCounted(over))) ||
    partsOf(expression).some(counts);
  let found = false;
  visit(statements, (each) => {
    found ||= (each.type === 'loop' && isCounted(each.over)) || expressionsOf(each).some(counts);
  });
  return found;
}

const backward = new WeakMap<Statement[], boolean>();

/** Whether gradients are computed in the statements. */
export function hasBackward(statements: Statement[]): boolean {
  const known = backward.get(statements);
  if (known !== undefined) return known;
  let found = false;
  visit(statements, (statement) => {
    found ||= callsOf(statement).some(
      ({ callee }) =>
        callee.type === 'member' && (callee.name === 'backward' || callee.name === 'manual_backward'),
    );
  });
  backward.set(statements, found);
  return found;
}
