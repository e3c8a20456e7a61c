/** Random changes of inputs by torchvision and albumentations, and whether training or validation data get them. */
import type { Run } from '../interpret/framework.ts';
import type {
  Expression,
  ExpressionOf,
  FunctionStatement,
  Place,
  Program,
  Statement,
} from '../program/program.ts';
import { callsIn, callsOf, expressionsOf, partsOf } from '../program/walk.ts';
import type { AugmentationFact } from '../surroundings.ts';
import type { FileNames } from './fileNames.ts';
import { dotted, type Imports, visitProgram } from './syntax.ts';

type Part = 'training' | 'validation';

/** Transforms of torchvision that draw random numbers beside those named so. */
const TORCHVISION = new Set([
  'AutoAugment',
  'RandAugment',
  'TrivialAugmentWide',
  'AugMix',
  'ColorJitter',
  'ElasticTransform',
  'MixUp',
  'CutMix',
]);

/** Of albumentations those that only prepare. */
const PREPARING = new Set([
  'Compose',
  'Normalize',
  'Resize',
  'CenterCrop',
  'PadIfNeeded',
  'LongestMaxSize',
  'SmallestMaxSize',
  'ToFloat',
  'ToTensorV2',
  'BboxParams',
  'OneOf',
  'SomeOf',
  'Sequential',
]);

function randomKind(path: string | undefined): string | undefined {
  const vision = path && /^torchvision\.transforms\.([A-Z]\w*)$/.exec(path)?.[1];
  if (vision) return vision.startsWith('Random') || TORCHVISION.has(vision) ? vision : undefined;
  const other = path && /^albumentations\.(?:\w+\.)*([A-Z]\w*)$/.exec(path)?.[1];
  return other && !PREPARING.has(other) ? other : undefined;
}

const COMPOSITION = /^(?:torchvision\.transforms|albumentations)\.(?:\w+\.)?Compose$/;

/** A composition with random parts, and what stands around it. */
interface Composition {
  call: ExpressionOf<'call'>;
  kinds: string[];
  on: Set<Part>;
  /** Whether something used it of which the part cannot be seen. */
  unseen: boolean;
  variable?: string;
  function?: FunctionStatement;
}

/** A call and what its result is assigned to. */
interface Use {
  call: ExpressionOf<'call'>;
  statement: Statement;
  function?: FunctionStatement;
}

/** Notes compositions of random transforms with the data that get them. */
export function surveyAugmentation(program: Program, { imports }: FileNames, run: Run): void {
  if (!imports.some((path) => /^(?:torchvision|albumentations)\b/.test(path))) return;
  const found: Composition[] = [];
  const calls: Use[] = [];
  const owners = new Map<Statement, FunctionStatement>();
  const assigned = new Set<string>();
  visitProgram(program, (statement) => {
    if (statement.type === 'assign') assigned.add(targetText(statement) ?? '');
    const owner = owners.get(statement);
    mark(statement, statement.type === 'function' ? statement : owner, owners);
    for (const call of callsOf(statement)) {
      calls.push({ call, statement, ...(owner && { function: owner }) });
      const composes = COMPOSITION.test(imports.pathOf(call.callee) ?? '');
      if (composes) compose(call, statement, owner, imports, found);
    }
  });
  for (const each of found) decideUses(each, calls, found, assigned);
  for (const each of found) note(each, run);
}

/** Statements inside a statement belong to the same function. */
function mark(
  statement: Statement,
  owner: FunctionStatement | undefined,
  owners: Map<Statement, FunctionStatement>,
): void {
  if (!owner) return;
  const bodies = 'body' in statement && Array.isArray(statement.body) ? [statement.body] : [];
  if (statement.type === 'if') bodies.push(statement.then, statement.otherwise);
  if (statement.type === 'try') bodies.push(...statement.handlers, statement.otherwise, statement.final);
  for (const inner of bodies.flat()) owners.set(inner, owner);
}

function compose(
  call: ExpressionOf<'call'>,
  statement: Statement,
  owner: FunctionStatement | undefined,
  imports: Imports,
  found: Composition[],
): void {
  const kinds: string[] = [];
  for (const argument of call.arguments) {
    callsIn(argument.value, (inner) => {
      const kind = randomKind(imports.pathOf(inner.callee));
      if (kind !== undefined && !isNever(inner)) kinds.push(kind);
    });
  }
  if (kinds.length === 0) return;
  const composition: Composition = {
    call,
    kinds,
    on: new Set(),
    unseen: false,
    ...(owner && { function: owner }),
  };
  const variable = variableOf(statement, call);
  if (variable !== undefined) composition.variable = variable;
  const around = keyOf(statement, call);
  if (around !== undefined) put(composition, partNamed(around));
  found.push(composition);
}

/** `p=0`. */
const isNever = (call: ExpressionOf<'call'>): boolean =>
  call.arguments.some(({ name, value }) => name === 'p' && value.type === 'number' && value.value === 0);

function put(composition: Composition, part: Part | undefined): void {
  if (part) composition.on.add(part);
  else composition.unseen = true;
}

/** The name that the call itself is assigned to. */
function variableOf(statement: Statement, call: Expression): string | undefined {
  if (statement.type !== 'assign' || statement.value !== call) return undefined;
  const [target] = statement.targets;
  return target && (target.type === 'name' || target.type === 'member')
    ? dotted(target as Expression)
    : undefined;
}

/** The key of a dictionary under which the call stands. */
function keyOf(statement: Statement, call: Expression): string | undefined {
  for (const expression of expressionsOf(statement)) {
    const key = keyIn(expression, call);
    if (key !== undefined) return key;
  }
  return undefined;
}

function keyIn(expression: Expression, call: Expression): string | undefined {
  if (expression.type === 'dictionary') {
    const entry = expression.entries.find(({ value }) => value === call);
    if (entry?.key?.type === 'string') return entry.key.value;
  }
  for (const part of partsOf(expression)) {
    const key = keyIn(part, call);
    if (key !== undefined) return key;
  }
  return undefined;
}

const TRAINING = /train|(?:^|[^a-z])tr(?:n|$|_)|(?:^|_)augment/i;
const VALIDATION =
  /(?:^|[^a-z])(?:val|valid|validation|test|dev|eval|evaluation|inference)(?:\d|[^a-z]|$|set|data|loader)/i;

/** What a name, a path or a key says. */
function partNamed(text: string): Part | undefined {
  const [training, validation] = [TRAINING.test(text), VALIDATION.test(text)];
  if (training === validation) return undefined;
  return training ? 'training' : 'validation';
}

/** Which data a data set's call is about: `train=True`, `split='test'`, its path, the variable it is assigned to. */
function partOf({ call, statement }: Use): Part | undefined {
  for (const { name, value } of call.arguments) {
    if (name === 'train' || name === 'is_train' || name === 'training') {
      return value.type === 'boolean' ? (value.value ? 'training' : 'validation') : undefined;
    }
    if (name !== undefined && ['split', 'mode', 'phase', 'subset', 'image_set'].includes(name)) {
      return value.type === 'string' && value.value !== undefined ? partNamed(value.value) : undefined;
    }
  }
  const [, second] = call.arguments;
  const known = dotted(call.callee)?.match(/MNIST|CIFAR/);
  if (known && second?.name === undefined && second?.value.type === 'boolean') {
    return second.value.value ? 'training' : 'validation';
  }
  const target = statement.type === 'assign' && statement.value === call ? targetText(statement) : undefined;
  const texts = [target, ...call.arguments.flatMap(({ value }) => wordsIn(value))];
  for (const text of texts) {
    const part = text === undefined ? undefined : partNamed(text);
    if (part) return part;
  }
  return undefined;
}

function targetText({ targets }: Statement & { type: 'assign' }): string | undefined {
  const [target] = targets;
  return target && (target.type === 'name' || target.type === 'member')
    ? dotted(target as Expression)
    : undefined;
}

/** Names and texts in an argument; a transform's own name says nothing of the data. */
function wordsIn(value: Expression): string[] {
  if (value.type === 'string')
    return value.value === undefined ? value.parts.flatMap(wordsIn) : [value.value];
  const name = dotted(value);
  if (name !== undefined) return /transform|aug|tf/i.test(name) ? [] : [name];
  return value.type === 'call' && !/[tT]ransform|Compose/.test(dotted(value.callee) ?? '')
    ? partsOf(value).flatMap(wordsIn)
    : [];
}

/** Every data set that is given the composition, by itself or by its variable. */
function decideUses(
  composition: Composition,
  calls: Use[],
  all: Composition[],
  assigned: ReadonlySet<string>,
): void {
  const { call, variable, function: owner } = composition;
  let used = false;
  for (const use of calls) {
    const given = use.call.arguments.some(
      ({ value }) => value === call || (variable !== undefined && dotted(value) === variable),
    );
    if (!given || use.call === call || hides(composition, use, all)) continue;
    if (owner !== use.function && owner !== undefined && !variable?.startsWith('self.')) continue;
    used = true;
    const part = partOf(use);
    put(composition, part);
    if (isSplit(use, calls, assigned))
      for (const each of ['training', 'validation'] as const) composition.on.add(each);
  }
  if (used || composition.on.size > 0) return;
  const name = variable ?? owner?.name;
  put(composition, name === undefined ? undefined : partNamed(name));
}

/** Another composition is assigned to the same name between this one and its use. */
function hides({ call, variable, function: owner }: Composition, use: Use, all: Composition[]): boolean {
  const at = (place: Place): number => place.piece.start + place.from;
  if (variable === undefined) return false;
  if (owner === use.function && at(use.call) < at(call)) return true;
  return all.some(
    (other) =>
      other.call !== call &&
      other.variable === variable &&
      at(other.call) > at(call) &&
      at(other.call) < at(use.call),
  );
}

/**
 * The data set is split at random into training and validation: both get what it does, unless the one split off is
 * given transforms of its own, `val_set.dataset.transform = plain`.
 */
function isSplit({ statement, call }: Use, calls: Use[], assigned: ReadonlySet<string>): boolean {
  const variable = variableOf(statement, call);
  if (variable === undefined) return false;
  return calls.some(
    (use) =>
      /(?:^|\.)random_split$/.test(dotted(use.call.callee) ?? '') &&
      use.call.arguments[0] !== undefined &&
      dotted(use.call.arguments[0].value) === variable &&
      splitsOff(use.statement, assigned),
  );
}

/** `train_set, val_set = random_split(…)`. */
function splitsOff(statement: Statement, assigned: ReadonlySet<string>): boolean {
  if (statement.type !== 'assign') return false;
  const [target] = statement.targets;
  const names = target?.type === 'sequence' ? target.targets : [];
  return names.some(
    (each) =>
      each?.type === 'name' &&
      partNamed(each.name) === 'validation' &&
      !assigned.has(`${each.name}.transform`) &&
      !assigned.has(`${each.name}.dataset.transform`),
  );
}

function note({ call, kinds, on, unseen, variable, function: owner }: Composition, run: Run): void {
  const [part] = on;
  const used =
    on.size === 2
      ? 'both'
      : part === undefined
        ? 'unknown'
        : unseen && part === 'training'
          ? 'unknown'
          : part;
  const fact: AugmentationFact = {
    type: 'augmentation',
    framework: 'pytorch',
    range: run.range(call),
    anchor: run.range(call.callee),
    scope: { ...(owner && { function: owner.name }), context: [] },
    kinds: [...new Set(kinds)],
    on: used,
    ...(variable !== undefined && { variable }),
  };
  run.note(fact);
}
