/** Ways a program may take: branches are followed apart and merged, loops are unrolled where that can be seen. */
import type { Expression, Place, Target } from '../program/program.ts';
import type { Context } from '../surroundings.ts';
import type { Machine, Outcome } from './machine.ts';
import { merged, passing, truth } from './merge.ts';
import type { Block, LibraryValue, Value } from './values.ts';

const MAX_ROUNDS = 64;

/** Writes a value so that a branch can be taken back. */
export function store(storage: Map<string, Value>, name: string, value: Value, machine: Machine): void {
  const journal = machine.journals.at(-1);
  if (journal) {
    const before = journal.get(storage) ?? new Map<string, Value | undefined>();
    journal.set(storage, before);
    if (!before.has(name)) before.set(name, storage.get(name));
  }
  storage.set(name, value);
}

/**
 * What a test is, for the way to take. Where a file, a function or a class is followed by itself, both ways of a test
 * are followed: what stands in them is in the source. See {@link leaning}.
 */
export function decide(value: Value, machine: Machine): boolean | undefined {
  const holds = truth(value);
  if (holds === undefined || !machine.frame.home) return holds;
  if (value.type !== 'known') return undefined;
  return !value.passing && value.origin === 'literal' ? holds : undefined;
}

/**
 * The way that constants, loops and the defaults of parameters choose, where a test is not decided. The other ways are
 * followed for the layers that stand in them, and leave nothing behind.
 */
export function leaning(value: Value, machine: Machine): boolean | undefined {
  return machine.frame.home && value.type === 'known' ? truth(value) : undefined;
}

/** Follows a way that is not taken: what stands in it is met, what it does is undone. */
export function aside(work: () => Outcome, machine: Machine): void {
  const { environment, self } = machine.frame;
  const holders = [
    ...environment.values.values(),
    ...(self?.type === 'instance' ? self.attributes.values() : []),
  ];
  const restore = holders.flatMap(remembered);
  const block: Block = { name: machine.blocks.at(-1)?.name ?? '', layers: [], blocks: [] };
  const { nodes } = machine;
  machine.nodes = [];
  machine.aside++;
  machine.within(block, () => inContext('condition', () => apart(work, machine).outcome, machine), true);
  machine.aside--;
  machine.nodes = nodes;
  for (const back of restore) back();
}

/** How to take back what is done to a list or a container. */
function remembered(value: Value): (() => void)[] {
  if (value.type === 'list') {
    const { items, open } = value;
    const before = [...items];
    return [
      () => {
        items.splice(0, items.length, ...before);
        if (open === undefined) delete value.open;
      },
    ];
  }
  if (value.type !== 'container') return [];
  const { items, gaps, keys } = value;
  const before = [...items];
  const seen = gaps.length;
  const names = keys && [...keys];
  return [
    () => {
      items.splice(0, items.length, ...before);
      gaps.length = seen;
      if (keys && names) keys.splice(0, keys.length, ...names);
    },
  ];
}

/** What a branch wrote: storage → name → value. */
type Writes = Map<Map<string, Value>, Map<string, Value | undefined>>;

/** Runs work, takes back what it wrote, and answers that. */
function apart(work: () => Outcome, machine: Machine): { outcome: Outcome; writes: Writes } {
  const journal: Writes = new Map();
  machine.journals.push(journal);
  machine.unsure++;
  const outcome = work();
  machine.unsure--;
  machine.journals.pop();
  const writes: Writes = new Map();
  for (const [storage, before] of journal) {
    const after = new Map<string, Value | undefined>();
    for (const [name, value] of before) {
      after.set(name, storage.get(name));
      if (value === undefined) storage.delete(name);
      else storage.set(name, value);
    }
    writes.set(storage, after);
  }
  return { outcome, writes };
}

export function branches(
  alternatives: (() => Outcome)[],
  orNone: boolean,
  at: Place,
  machine: Machine,
): Outcome {
  const conditional = alternatives.map((work) => () => inContext('condition', work, machine));
  return merging(conditional, orNone, at, machine);
}

function inContext(context: Context, work: () => Outcome, machine: Machine): Outcome {
  machine.frame.context.push(context);
  const outcome = work();
  machine.frame.context.pop();
  return outcome;
}

function merging(alternatives: (() => Outcome)[], orNone: boolean, at: Place, machine: Machine): Outcome {
  const results = alternatives.map((work) => apart(work, machine));
  const going = results.filter(({ outcome }) => outcome !== 'return').map(({ writes }) => writes);
  if (orNone) going.unshift(new Map());
  const written = new Map<Map<string, Value>, Set<string>>();
  for (const writes of going) {
    for (const [storage, values] of writes) {
      const names = written.get(storage) ?? new Set();
      written.set(storage, names);
      for (const name of values.keys()) names.add(name);
    }
  }
  for (const [storage, names] of written) {
    for (const name of names) {
      const values = going.map((writes) => writes.get(storage)?.get(name) ?? storage.get(name));
      const known = values.filter((value) => value !== undefined);
      if (known.length > 0) machine.store(storage, name, machine.chosen(known, at));
    }
  }
  const [first] = results;
  const ends = !orNone && first !== undefined && results.every(({ outcome }) => outcome === first.outcome);
  return ends ? first.outcome : 'next';
}

/** The value of a conditional expression; ways that are not taken are followed for the layers in them. */
export function either(
  ways: (() => Value)[],
  decided: number | undefined,
  leans: number | undefined,
  at: Place,
  machine: Machine,
): Value {
  if (decided !== undefined) return ways[decided]!();
  if (leans !== undefined) {
    ways.forEach((way, index) => {
      if (index === leans) return;
      aside(() => {
        way();
        return 'next';
      }, machine);
    });
  }
  const values: Value[] = [];
  const alternatives = ways.map((way) => (): Outcome => {
    values.push(way());
    return 'next';
  });
  if (leans !== undefined) {
    inContext('condition', alternatives[leans]!, machine);
    return values[0]!;
  }
  branches(alternatives, false, at, machine);
  return machine.chosen(values, at);
}

export function chosen(values: Value[], at: Place, machine: Machine): Value {
  if (values.length === 0) return machine.known(null);
  const names = values.filter((value) => value.type === 'library');
  if (names.length === values.length) return preferred(names, machine);
  const value = merged(values, at, (node) => machine.node(node).node);
  // What is done with it from here on cannot be followed.
  if (value.type === 'unknown') for (const each of values) machine.escape(each, at, `“${machine.text(at)}”`);
  return value;
}

/** `try: from keras import layers` and `except: from tf.keras import layers`: the first that a framework knows. */
function preferred(names: LibraryValue[], machine: Machine): LibraryValue {
  const known = names.find(({ path }) => machine.frameworks.some((framework) => framework.canonical(path)));
  return known ?? names[0]!;
}

/** Follows the body once for each value; unknown or many values: once, for any number of times. */
export function looped(
  values: Value[] | undefined,
  target: Target,
  at: Place,
  work: () => Outcome,
  machine: Machine,
): Outcome {
  const { context } = machine.frame;
  context.push('loop');
  let outcome: Outcome = 'next';
  if (values && values.length > 0 && values.length <= MAX_ROUNDS && machine.budget > 0) {
    for (const value of values) {
      bindRound(target, passing(value), at, machine);
      const ended = work();
      if (ended === 'return') outcome = 'return';
      if (ended === 'return' || ended === 'break') break;
    }
  } else {
    const one = values?.[0]?.type === 'parameters' ? values[0] : machine.unknown(at);
    const round = (): Outcome => {
      machine.bind(target, one, at);
      work();
      return 'next';
    };
    merging([round], true, at, machine);
  }
  context.pop();
  return outcome;
}

/** What a loop goes through is not called like the loop's variable. */
function bindRound(target: Target, value: Value, at: Place, machine: Machine): void {
  const named = machine.names.has(value);
  machine.bind(target, value, at);
  if (!named) machine.names.delete(value);
}

/** Runs work where the conditions hold. */
export function under<T>(tests: Expression[], work: () => T, machine: Machine): T {
  machine.conditions.push(...tests.map((test) => ({ test, holds: true })));
  const result = work();
  machine.conditions.length -= tests.length;
  return result;
}
