/** Puts the interpreter's parts together. */
import type { Place, Program } from '../program/program.ts';
import { ancestry } from './ancestry.ts';
import { bindingsOf, type Counts } from './bindings.ts';
import { branches, chosen, decide, either, looped, store, under } from './branching.ts';
import { follow, instantiate, lookUp } from './calls.ts';
import { callMethod, callSuper, callValue, memberOf } from './dispatch.ts';
import { evaluate, sure } from './evaluate.ts';
import type { Framework } from './framework.ts';
import type { Environment, Frame, Machine, Root } from './machine.ts';
import { Ranges } from './ranges.ts';
import { again, escaped, item, layer, layersOf, node, note, opaque, sumOf } from './recording.ts';
import { execute } from './statements.ts';
import { bindTarget } from './targets.ts';
import type { ClassValue, UnknownValue, Value } from './values.ts';

/** Steps of evaluation for one file before calls and loops are not followed any more. */
const BUDGET = 400_000;
const MAX_TEXT = 40;

export function makeMachine(
  program: Program,
  frameworks: Framework[],
  root: Root,
  counts: Counts,
  file: Program,
): Machine {
  const module: Environment = {
    values: new Map(),
    counts,
    kind: 'module',
    stars: [],
  };
  const frame: Frame = { environment: module, returned: [], context: [], home: true };
  const machine: Machine = {
    program,
    file,
    frameworks,
    frame,
    root,
    module,
    blocks: [root.block],
    nodes: root.nodes,
    sites: new Map(),
    siteOf: new Map(),
    facts: new Map(),
    ranges: new Ranges(program),
    names: new Map(),
    inputs: new Map(),
    aside: 0,
    bindsParameters: false,
    unsure: 0,
    journals: [],
    waiting: [],
    seen: new Set(),
    budget: BUDGET,
    running: [],
    conditions: [],
    current: {
      piece: program.pieces[0] ?? { start: 0, statements: [], comments: [], broken: false },
      from: 0,
      to: 0,
    },
    ...languageParts(() => machine),
    ...recordingParts(() => machine),
  };
  return machine;
}

/** A name of the module is bound in any of its pieces. */
export function moduleBindings({ pieces }: Program): Counts {
  const counts = new Map<string, number>();
  const add = (name: string, count: number) => counts.set(name, (counts.get(name) ?? 0) + count);
  for (const { statements, reassigned = [] } of pieces) {
    const own = bindingsOf(statements);
    for (const [name, count] of own) add(name, count);
    // By a function that stands in the piece.
    for (const name of reassigned) if (!own.has(name)) add(name, 1);
  }
  return counts;
}

type LanguageParts = Pick<
  Machine,
  | 'evaluate'
  | 'execute'
  | 'bind'
  | 'store'
  | 'decide'
  | 'branches'
  | 'either'
  | 'chosen'
  | 'looped'
  | 'iterate'
  | 'under'
  | 'inScope'
  | 'callValue'
  | 'callMethod'
  | 'callSuper'
  | 'memberOf'
  | 'follow'
  | 'instantiate'
  | 'library'
  | 'frameworkAnswer'
  | 'call'
  | 'lookUp'
  | 'frameworkOf'
>;

function languageParts(self: () => Machine): LanguageParts {
  return {
    evaluate: (expression) => evaluate(expression, self()),
    execute: (statements) => execute(statements, self()),
    bind: (target, value, statement) => bindTarget(target, value, statement, self()),
    store: (storage, name, value) => store(storage, name, value, self()),
    decide: (value) => decide(value, self()),
    branches: (alternatives, orNone, at) => branches(alternatives, orNone, at, self()),
    either: (ways, decided, leans, at) => either(ways, decided, leans, at, self()),
    chosen: (values, at) => chosen(values, at, self()),
    looped: (values, target, at, work) => looped(values, target, at, work, self()),
    iterate: (value) => iterate(value, self()),
    under: (tests, work) => under(tests, work, self()),
    inScope: (work) => {
      const machine = self();
      const { frame } = machine;
      const environment: Environment = {
        values: new Map(),
        counts: new Map(),
        parent: frame.environment,
        kind: 'function',
        stars: [],
      };
      machine.frame = { ...frame, environment };
      const result = work();
      machine.frame = frame;
      return result;
    },
    callValue: (value, call) => callValue(value, call, self()),
    callMethod: (receiver, name, call) => callMethod(receiver, name, call, self()),
    callSuper: (name, call) => callSuper(name, call, self()),
    memberOf: (receiver, name, at) => memberOf(receiver, name, at, self()),
    follow: (value, args, call) => follow(value, args, call, self()),
    instantiate: (value, args, call) => instantiate(value, args, call, self()),
    library: (path) => ({
      type: 'library',
      path: self().frameworkAnswer((framework) => framework.canonical(path)) ?? path,
    }),
    frameworkAnswer: (ask) => {
      for (const framework of self().frameworks) {
        const answer = ask(framework);
        if (answer !== undefined) return answer;
      }
      return undefined;
    },
    call: (value, args, call) => callValue(value, { ...call, arguments: args }, self()),
    lookUp,
    frameworkOf: (value) => frameworkOf(value, self()),
  };
}

/** The framework that a class of the file is a block of, by its bases. */
function frameworkOf(value: ClassValue, machine: Machine): Framework | undefined {
  const bases = ancestry(value).flatMap((each) => each.bases);
  return machine.frameworks.find((framework) =>
    bases.some((base) => base.type === 'library' && framework.base(base.path) === 'module'),
  );
}

type RecordingParts = Pick<
  Machine,
  | 'range'
  | 'text'
  | 'statement'
  | 'scope'
  | 'context'
  | 'isUnsure'
  | 'returned'
  | 'note'
  | 'layer'
  | 'node'
  | 'unknown'
  | 'known'
  | 'list'
  | 'item'
  | 'escape'
  | 'parametersOf'
  | 'home'
  | 'again'
  | 'within'
  | 'opaque'
>;

function recordingParts(self: () => Machine): RecordingParts {
  return {
    range: (place) => self().ranges.of(place),
    text: (place) => shortText(self().program, place),
    statement: () => self().current,
    scope: () => {
      const { frame } = self();
      const name = frame.function?.name;
      return {
        ...(name !== undefined && { function: name }),
        ...(frame.owner && { class: frame.owner.name }),
        context: [...frame.context],
      };
    },
    context: () => [...self().frame.context],
    isUnsure: () => self().unsure > 0,
    returned: () => self().frame.returned,
    note: (fact) => note(fact, self()),
    layer: (call, framework, draft) => layer(call, framework, draft, self()),
    node: (given) => node(given, self()),
    unknown: (what, of) => unknown(what, of, self().program),
    known: (value, origin = 'literal') => ({ type: 'known', value, origin }),
    list: (values, at, of = 'list') => ({
      type: 'list',
      of,
      items: values.map((value) => sure(item(value, at, self()))),
    }),
    item: (value, at) => item(value, at, self()),
    escape: (value, at, what) => escaped(value, at, what),
    parametersOf: (value) => {
      const { layers, complete } = layersOf(value);
      return complete ? sumOf(layers) : undefined;
    },
    home: () => self().frame.home,
    again: (original) => again(original, self()),
    within: (block, work, apart = false) => {
      const machine = self();
      if (!apart) machine.blocks.at(-1)?.blocks.push(block);
      if (machine.unsure > 0) block.unsure = true;
      machine.blocks.push(block);
      const result = work();
      machine.blocks.pop();
      return result;
    },
    opaque: (given, at) => opaque(given, at, self()),
  };
}

/** Its text is cut out only when somebody asks for it. */
function unknown(what: string | Place, of: Value | undefined, program: Program): UnknownValue {
  if (typeof what === 'string') return of ? { type: 'unknown', what, of } : { type: 'unknown', what };
  const value = {
    type: 'unknown' as const,
    get what() {
      return shortText(program, what);
    },
  };
  return of ? Object.assign(value, { of }) : value;
}

function shortText({ text }: Program, { piece, from, to }: Place): string {
  const whole = text.slice(piece.start + from, piece.start + to).replace(/\s+/g, ' ');
  return whole.length > MAX_TEXT ? `${whole.slice(0, MAX_TEXT - 1)}…` : whole;
}

function iterate(value: Value, machine: Machine): Value[] | undefined {
  if (value.type === 'list') {
    const [first] = value.items;
    if (first?.value.type === 'parameters') return value.items.map((each) => each.value);
    if (value.open !== undefined || value.items.some((each) => each.unsure)) return undefined;
    return value.items.map((each) => each.value);
  }
  if (value.type === 'dictionary') {
    return value.open === undefined ? [...value.entries.keys()].map((key) => machine.known(key)) : undefined;
  }
  const found = machine.frameworkAnswer((framework) => framework.iterate(value, machine));
  if (found || value.type !== 'container' || value.gaps.length > 0) return found;
  return value.items.some((each) => each.unsure) ? undefined : value.items.map((each) => each.value);
}
