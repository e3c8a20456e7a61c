/** Which definition of the file a variable stands for. */
import type { ModelDefinition, SourceRange } from '../../../definition/model.ts';
import type { SourceReading } from '../../../definition/reading.ts';
import type { Fact } from '../../../definition/surroundings.ts';
import type { RuleContext } from '../../rule.ts';
import { type Assignment, assignmentsTo, functionsAround } from './assignments.ts';
import { oncePerReading } from './once.ts';

/**
 * The definition behind a variable where a fact stands: `self` is the class around it, `model` what was assigned to it
 * last, or, in a function that is given it, the one model of the file. Undefined where that is not plain.
 */
export function modelOf(context: RuleContext, fact: Fact, variable?: string): ModelDefinition | undefined {
  if (variable === undefined) return undefined;
  const found = answers(context);
  const { from, cell } = fact.range;
  const key = `${fact.framework}:${cell ?? ''}:${from}:${variable}`;
  if (!found.has(key)) found.set(key, find(context, fact, variable));
  return found.get(key);
}

const answers = oncePerReading(() => new Map<string, ModelDefinition | undefined>());

function find(context: RuleContext, fact: Fact, variable: string): ModelDefinition | undefined {
  if (/^(self|this)$/.test(variable)) {
    return only(modelsOf(context, fact).filter(({ name }) => name === fact.scope.class));
  }
  const target = variable.replace(/\.module$/, '');
  const given = assigned(context, fact, target);
  if (given === 'parameter') return onlyModel(context, fact);
  return given && madeBy(context, fact, given);
}

const modelsOf = ({ reading }: RuleContext, { framework }: Fact): ModelDefinition[] =>
  reading.models.filter((model) => model.framework === framework);

/** The one model of the file that is no block of another and no helper. */
function onlyModel(context: RuleContext, fact: Fact): ModelDefinition | undefined {
  const models = modelsOf(context, fact);
  const blocks = new Set(models.flatMap(({ submodules = [] }) => submodules.map(({ name }) => name)));
  return only(
    models.filter(({ name, style }) => !blocks.has(name) && style !== 'function' && style !== 'layers'),
  );
}

/** What the variable is where the fact stands: searched from the function around it outwards. */
function assigned(
  { reading, textOf }: RuleContext,
  { range }: Fact,
  target: string,
): Assignment | 'parameter' | undefined {
  const given = assignmentsTo(reading, target);
  const own = given.filter(({ cell }) => cell === range.cell);
  if (/^(self|this)\./.test(target)) return uniform(own);
  const scopes = functionsAround(reading, range);
  for (const scope of scopes) {
    const here = own.filter(({ inside }) => inside === scope);
    if (here.length > 0) return scope === scopes[0] ? latest(here, range, textOf(range.cell)) : uniform(here);
    if (scope.parameters.some(({ name }) => name === target)) return 'parameter';
  }
  // Of a notebook, a cell and those above it.
  const outside = given.filter(({ inside, cell = 0 }) => !inside && cell <= (range.cell ?? 0));
  return scopes.length > 0 ? uniform(outside) : latest(outside, range, textOf(range.cell));
}

/** The last assignment above a place; deeper in a condition or loop it counts only if the others say the same. */
function latest(given: Assignment[], range: SourceRange, text: string): Assignment | undefined {
  const last = given.filter(({ at, cell }) => cell !== range.cell || at < range.from).at(-1);
  const column = range.from - text.lastIndexOf('\n', range.from - 1) - 1;
  const indent = /^[ \t]*/.exec(text.slice(range.from - column, range.from))![0].length;
  return last && last.column <= indent ? last : uniform(given);
}

/** The first of assignments that all call the same. */
function uniform(given: Assignment[]): Assignment | undefined {
  const [first, ...others] = given;
  return others.every(({ maker }) => maker === first?.maker) ? first : undefined;
}

/** The definition that an assignment builds, the class that it calls, or what the function that it calls builds. */
function madeBy(
  context: RuleContext,
  fact: Fact,
  { target, maker, at, cell }: Assignment,
): ModelDefinition | undefined {
  const models = modelsOf(context, fact);
  const built = models.filter(
    ({ anchor, range }) => range.cell === cell && range.from <= at && at <= anchor.from && range.to > at,
  );
  const own = only(built.filter(({ name, style }) => name === lastName(target) && style !== 'subclass'));
  if (own) return own;
  if (maker === undefined) return undefined;
  const named = only(models.filter(({ name }) => name === maker));
  return named ?? only(models.filter((model) => builderOf(context.reading, model) === maker));
}

/** Name of the function that a model is built in: as long as the model is the same, so is its function. */
const builders = new WeakMap<ModelDefinition, { name: string | undefined }>();

function builderOf(reading: SourceReading, model: ModelDefinition): string | undefined {
  const known = builders.get(model);
  if (known) return known.name;
  const [builder] = functionsAround(reading, model.anchor);
  const name = builder && 'name' in builder ? builder.name : undefined;
  builders.set(model, { name });
  return name;
}

const lastName = (target: string): string => target.split('.').at(-1)!;

const only = <Part>(parts: Part[]): Part | undefined => (parts.length === 1 ? parts[0] : undefined);
