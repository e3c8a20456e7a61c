/**
 * Evaluation code and the mode the model is in there. Statements are followed in their order, calls of functions of the
 * file where they are called, so that a mode set by a caller is seen.
 */
import type { Run } from '../interpret/framework.ts';
import type {
  ClassStatement,
  Expression,
  ExpressionOf,
  FunctionStatement,
  Place,
  Program,
  Statement,
} from '../program/program.ts';
import { bodiesOf, callsOf } from '../program/walk.ts';
import type { Context, EvaluationFact, ModeFact, Scope } from '../surroundings.ts';
import {
  countsPasses,
  evaluatesByItself,
  hasBackward,
  isEvaluation,
  isWithoutGradient,
} from './evaluatingCode.ts';
import { type FileNames, isModelName, isSameModel, madeModel, returnsModel } from './fileNames.ts';
import { dotted } from './syntax.ts';

/** `deliberate`: training mode that evaluating code itself sets, to learn statistics or to draw masks. */
type Mode = 'train' | 'eval' | 'unseen' | 'deliberate';

/** What is known where a statement stands. */
interface Situation {
  /** By the model's name here. */
  modes: Map<string, Mode>;
  function?: FunctionStatement;
  class?: ClassStatement;
  context: Context[];
  /** The block or function that evaluates, around the statement. */
  evaluating?: Place;
  /** The innermost loop around trains: gradients are computed in it. */
  training: boolean;
  depth: number;
}

/** Calls of a model in one piece of evaluating code. */
interface Observation {
  model: string;
  call: ExpressionOf<'call'>;
  scope: Scope;
  modes: Set<Mode>;
}

interface Survey {
  names: FileNames;
  program: Program;
  run: Run;
  observations: Map<string, Observation>;
  /** Functions that were followed from a call. */
  called: Set<FunctionStatement>;
  /** Statements left to follow. */
  budget: number;
}

const MAX_DEPTH = 6;
const BUDGET = 20_000;

/** Notes modes that are set and evaluation code of the file. */
export function surveyEvaluation(program: Program, names: FileNames, run: Run): void {
  if (names.models.size === 0 && names.modules.size === 0) return;
  const survey: Survey = { names, program, run, observations: new Map(), called: new Set(), budget: BUDGET };
  const top: Situation = { modes: new Map(), context: [], training: false, depth: 0 };
  const whole = program.pieces.flatMap(({ statements }) => statements);
  walk(whole, top, survey);
  // Callers come before what they call.
  for (const isCalled of [false, true]) {
    for (const { statements } of program.pieces) followUncalled(statements, isCalled, undefined, top, survey);
  }
  for (const observation of survey.observations.values()) noteObservation(observation, survey);
}

/**
 * Functions and methods that nothing of the file calls are followed by themselves. Their models are in any mode, those
 * of the file's top level in training mode where nothing of the file ever leaves it.
 */
function followUncalled(
  statements: Statement[],
  isCalled: boolean,
  owner: ClassStatement | undefined,
  top: Situation,
  survey: Survey,
): void {
  for (const statement of statements) {
    if (statement.type === 'class') followUncalled(statement.body, isCalled, statement, top, survey);
    if (statement.type !== 'function' || survey.called.has(statement)) continue;
    if (survey.names.called.has(statement.name) !== isCalled) continue;
    const modes = new Map(survey.names.hasEval ? [] : top.modes);
    for (const { name } of statement.parameters) modes.delete(name);
    followFunction(statement, owner, { ...top, modes }, survey);
  }
}

function noteObservation({ model, call, scope, modes }: Observation, { names, run }: Survey): void {
  const own = model.startsWith('self.') && !names.hasEval;
  // An attribute that the file never puts into evaluation mode is not in it.
  const inEvalMode =
    modes.has('train') || (own && modes.has('unseen')) ? false : modes.has('unseen') ? undefined : true;
  const fact: EvaluationFact = {
    type: 'evaluation',
    framework: 'pytorch',
    range: run.range(call),
    anchor: run.range(call.callee),
    scope,
    model,
    inEvalMode,
  };
  run.note(fact);
}

function walk(statements: Statement[], situation: Situation, survey: Survey): void {
  let chosen: string | undefined;
  for (const statement of statements) {
    if (survey.budget-- < 0) return;
    for (const call of callsOf(statement)) follow(call, situation, survey);
    if (statement.type === 'assign') assign(statement, situation, survey);
    // `net.train()` right before the same input is passed many times without gradient: Monte-Carlo dropout.
    if (chosen !== undefined && statement.type === 'with' && countsPasses(statement.body))
      situation.modes.set(chosen, 'deliberate');
    step(statement, situation, survey);
    if (chosen !== undefined && situation.modes.get(chosen) === 'deliberate')
      situation.modes.set(chosen, 'train');
    chosen =
      trainedBy(statement) ?? (chosen !== undefined && leavesAlone(statement, chosen) ? chosen : undefined);
  }
}

/** The model of the statement `net.train()`. */
function trainedBy(statement: Statement): string | undefined {
  if (statement.type !== 'expression' || statement.value.type !== 'call') return undefined;
  const { callee, arguments: given } = statement.value;
  return callee.type === 'member' && callee.name === 'train' && given.length === 0
    ? dotted(callee.object)
    : undefined;
}

/** `outputs = []`: an assignment that neither calls the model nor hands it on. */
const leavesAlone = (statement: Statement, model: string): boolean =>
  statement.type === 'assign' &&
  callsOf(statement).every(({ callee, arguments: given }) =>
    [callee, ...given.map(({ value }) => value)].every((each) => dotted(each) !== model),
  );

function step(statement: Statement, situation: Situation, survey: Survey): void {
  switch (statement.type) {
    case 'if':
      branch([statement.then, statement.otherwise], situation, survey);
      return;
    case 'cases':
      branch([...statement.cases.map(({ body }) => body), []], situation, survey);
      return;
    case 'loop': {
      const training = hasBackward(statement.body);
      const context: Context[] = [...situation.context, 'loop'];
      walk(statement.body, { ...situation, context, training }, survey);
      return;
    }
    case 'with': {
      const evaluates = statement.items.some(({ value }) => isWithoutGradient(value, survey.names));
      const evaluating =
        evaluates && isEvaluation(statement, situation.function, situation.training, survey.program)
          ? statement
          : situation.evaluating;
      walk(statement.body, { ...situation, ...(evaluating && { evaluating }) }, survey);
      if (!situation.evaluating)
        for (const [name, mode] of situation.modes) situation.modes.set(name, settled(mode));
      return;
    }
    case 'function':
    case 'class':
      return;
    default:
      for (const body of bodiesOf(statement)) walk(body, situation, survey);
  }
}

/** The mode that is left behind evaluating code. */
const settled = (mode: Mode): Mode => (mode === 'deliberate' ? 'train' : mode);

/** Ways are followed from the same modes; where they leave different ones, the mode is not known. */
function branch(ways: Statement[][], situation: Situation, survey: Survey): void {
  const context: Context[] = [...situation.context, 'condition'];
  const after = ways.map((body) => {
    const modes = new Map(situation.modes);
    walk(body, { ...situation, modes, context }, survey);
    return modes;
  });
  const names = new Set(after.flatMap((modes) => [...modes.keys()]));
  for (const name of names) {
    const [first, ...rest] = after.map((modes) => modes.get(name) ?? 'unseen');
    situation.modes.set(name, rest.every((mode) => mode === first) ? first! : 'unseen');
  }
}

/** A new model trains; another name of a model is in its mode. */
function assign(statement: Statement & { type: 'assign' }, { modes }: Situation, { names }: Survey): void {
  const { targets, value } = statement;
  const [target] = targets;
  const name =
    target && (target.type === 'name' || target.type === 'member') ? dotted(target as Expression) : undefined;
  if (name === undefined || !value) return;
  const made = madeModel(value, names);
  const from = dotted(value);
  const built =
    value.type === 'call' && value.callee.type === 'name'
      ? names.functions.get(value.callee.name)
      : undefined;
  if (made) {
    names.models.add(name);
    modes.set(name, made.mode);
  } else if (from !== undefined && modes.has(from)) modes.set(name, modes.get(from)!);
  else if (built && returnsModel(built, names)) modes.set(name, 'train');
  // `model = model.to(device)` is the same model.
  else if (modes.has(name) && !isSameModel(value, name)) modes.set(name, 'unseen');
}

function follow(call: ExpressionOf<'call'>, situation: Situation, survey: Survey): void {
  const { callee } = call;
  if (callee.type === 'member' && (callee.name === 'eval' || callee.name === 'train')) {
    setMode(call, callee, situation, survey);
    return;
  }
  const name = dotted(callee);
  if (name === undefined) return;
  if (isModelName(name, survey.names)) observe(name, call, situation, survey);
  else if (callee.type === 'name') {
    const called = survey.names.functions.get(name);
    if (called) followCall(called, undefined, call, situation, survey);
  } else if (name.startsWith('self.') && situation.class) {
    const called = methodOf(situation.class, name.slice('self.'.length));
    if (called) followCall(called, situation.class, call, situation, survey);
  }
}

function methodOf({ body }: ClassStatement, name: string): FunctionStatement | undefined {
  return body.find(
    (each): each is FunctionStatement & Statement => each.type === 'function' && each.name === name,
  );
}

function setMode(
  call: ExpressionOf<'call'>,
  callee: ExpressionOf<'member'>,
  situation: Situation,
  survey: Survey,
): void {
  const model = dotted(callee.object);
  const [given] = call.arguments;
  if (model === undefined || call.arguments.length > 1) return;
  const flag = given === undefined ? true : given.value.type === 'boolean' ? given.value.value : undefined;
  const known = model === 'self' || isModelName(model, survey.names);
  if (!known || (callee.name === 'eval' && given)) return;
  if (flag === undefined) {
    situation.modes.set(model, 'unseen');
    return;
  }
  const mode = callee.name === 'train' && flag ? 'train' : 'eval';
  situation.modes.set(model, mode === 'train' && situation.evaluating ? 'deliberate' : mode);
  const fact: ModeFact = {
    type: 'mode',
    framework: 'pytorch',
    range: survey.run.range(call),
    anchor: survey.run.range(callee),
    scope: scopeOf(situation),
    mode,
    model,
  };
  survey.run.note(fact);
}

const scopeOf = ({ function: inside, class: owner, context }: Situation): Scope => ({
  ...(inside && { function: inside.name }),
  ...(owner && { class: owner.name }),
  context: [...context],
});

/** A model that is called in evaluating code: once for each piece of such code. */
function observe(model: string, call: ExpressionOf<'call'>, situation: Situation, survey: Survey): void {
  const { evaluating, modes } = situation;
  if (!evaluating || isTarget(model)) return;
  const key = `${evaluating.piece.start + evaluating.from}:${model}`;
  const known = survey.observations.get(key);
  const mode = modes.get(model) ?? 'unseen';
  if (mode === 'deliberate') return;
  if (known) {
    if (known.call === call) known.modes.add(mode);
    return;
  }
  survey.observations.set(key, { model, call, scope: scopeOf(situation), modes: new Set([mode]) });
}

/** Target networks of reinforcement learning and moving averages are not evaluated. */
const isTarget = (model: string): boolean => /target|ema|momentum|teacher_ema/i.test(model);

/** Follows a function where it is called: models it is given have the modes they have here. */
function followCall(
  called: FunctionStatement,
  owner: ClassStatement | undefined,
  call: ExpressionOf<'call'>,
  situation: Situation,
  survey: Survey,
): void {
  if (situation.depth >= MAX_DEPTH || situation.function === called) return;
  survey.called.add(called);
  const parameters = called.parameters.slice(owner ? 1 : 0).map(({ name }) => name);
  const given = new Map<string, string>();
  call.arguments.forEach(({ name, value, spread }, index) => {
    const parameter = name ?? parameters[index];
    const text = dotted(value);
    if (parameter !== undefined && text !== undefined && !spread) given.set(parameter, text);
  });
  const modes = new Map(situation.modes);
  for (const parameter of parameters) modes.delete(parameter);
  for (const [parameter, text] of given) {
    const mode = situation.modes.get(text);
    if (mode !== undefined) modes.set(parameter, mode);
  }
  followFunction(called, owner, { ...situation, modes, depth: situation.depth + 1 }, survey);
  for (const [name, mode] of modes) {
    const text = parameters.includes(name) ? given.get(name) : name;
    if (text !== undefined) situation.modes.set(text, situation.evaluating ? mode : settled(mode));
  }
}

function followFunction(
  statement: FunctionStatement,
  owner: ClassStatement | undefined,
  { evaluating: _, class: __, ...situation }: Situation,
  survey: Survey,
): void {
  const inside: Situation = {
    ...situation,
    function: statement,
    context: [],
    training: false,
    ...(owner && { class: owner }),
  };
  if (evaluatesByItself(statement, owner, survey.names)) inside.evaluating = statement;
  const module = owner !== undefined && survey.names.modules.has(owner.name);
  // What a module does with its own parts is no evaluation, and Lightning sets the mode around its steps.
  if (module && (statement.name === 'forward' || /_step$|_epoch_(?:end|start)$/.test(statement.name))) return;
  walk(statement.body, inside, survey);
}
