/** The state of the pickle machine, with its limits. It builds descriptions: see {@link PickleValue}. */
import { beyondLimits, damaged, unsafe } from '../refusal.ts';
import { isKnownPackage, isUnexpectedCall, looksLikeFunction } from './calls.ts';
import { Cursor, type PickleFile } from './cursor.ts';
import { isDangerous } from './danger.ts';
import { describeCall, describeValue } from './describe.ts';
import { knownResult, modernModule } from './known.ts';
import {
  entryOf,
  globalName,
  isDescribed,
  isKind,
  itemsOf,
  type PickleGlobal,
  type PicklePersistent,
  type PickleValue,
} from './value.ts';

/** Containers, calls and texts of one pickle; a tensor needs about ten. */
const MOST_VALUES = 2_000_000;
const DEEPEST = 10_000;
/** Classes and functions with different names, and the characters of one: each is compared with what is dangerous. */
const MOST_GLOBALS = 20_000;
const LONGEST_GLOBAL = 300;
const DEEPEST_GLOBAL = 16;
/** How a storage of PyTorch that is pickled without a file is kept. */
const LOADS_BYTES = 'torch.storage._load_from_bytes';
/** Methods that Python looks up in the object itself. */
const CALLED = ['__setstate__', 'append', 'extend', 'add'];
/** Bytes that are copied for the price of one value. */
const BYTES_PER_VALUE = 64;

export class Machine {
  readonly cursor: Cursor;
  readonly #file: PickleFile;
  #stack: PickleValue[] = [];
  /** Stacks below the marks. */
  readonly #below: PickleValue[][] = [];
  /** What the pickle takes from outside: storages of PyTorch. */
  readonly persistent: PicklePersistent[] = [];
  /** Files of PyTorch that stand in the pickle as bytes: loading it would load them. */
  readonly inner = new Set<Uint8Array>();
  /** Functions of other packages that it would call: what these do is not known. */
  readonly functions = new Set<string>();
  readonly #memo = new Map<number, PickleValue>();
  readonly #globals = new Map<string, PickleGlobal>();
  #values = 0;
  readonly #dangerous = new Set<PickleValue>();
  readonly #harmless = new Set<PickleValue>();

  constructor(file: PickleFile, bytes: Uint8Array, total: number) {
    this.#file = file;
    this.cursor = new Cursor(file, bytes, total);
  }

  /** Names of all classes and functions that the pickle refers to. */
  get globals(): string[] {
    return [...this.#globals.keys()];
  }

  damaged = (found: string, expected: string): Error =>
    damaged(
      this.#file.path,
      this.#file.format,
      `At byte ${this.cursor.at} of its pickle ${found}.`,
      expected,
    );

  /** Accounts for memory before it is taken. */
  spend(values: number): void {
    this.#values += values;
    if (this.#values > MOST_VALUES)
      throw beyondLimits(
        this.#file.path,
        `Its pickle has over ${MOST_VALUES.toLocaleString('en-US')} values.`,
        'A checkpoint needs about ten for each tensor.',
      );
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  /** For values that take memory: texts, containers, calls; a dictionary takes most. */
  create(value: PickleValue): void {
    this.spend(isKind(value, 'dict') ? 4 : 1);
    this.#stack.push(value);
  }

  outside(id: PickleValue): void {
    const [kind, named] = itemsOf(id) ?? [];
    // PyTorch before 1.6 stores the class of a module together with its source.
    if (kind === 'module' && isKind(named, 'global')) {
      this.push(named);
      return;
    }
    const made: PicklePersistent = { kind: 'persistent', id };
    this.create(made);
    this.persistent.push(made);
  }

  pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined) throw this.damaged('nothing is left to take', 'Expected a value before it.');
    return value;
  }

  top(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined) throw this.damaged('nothing is left to take', 'Expected a value before it.');
    return value;
  }

  mark(): void {
    if (this.#below.length >= DEEPEST)
      throw beyondLimits(
        this.#file.path,
        `Its pickle nests over ${DEEPEST.toLocaleString('en-US')} levels.`,
        'A checkpoint needs few.',
      );
    this.#below.push(this.#stack);
    this.#stack = [];
  }

  /** The values since the last mark. */
  popMark(): PickleValue[] {
    const values = this.#stack;
    const below = this.#below.pop();
    if (!below) throw this.damaged('a group ends', 'Expected it to have begun.');
    this.#stack = below;
    return values;
  }

  /** Takes the top away; at the start of a group, its mark. */
  drop(): void {
    if (this.#stack.length > 0) this.#stack.pop();
    else this.popMark();
  }

  remember(index: number): void {
    this.spend(1);
    this.#memo.set(index, this.top());
  }

  memoize = (): void => this.remember(this.#memo.size);

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined)
      throw this.damaged(`the value ${index} is asked for`, 'Expected one that was stored before.');
    this.push(value);
  }

  /** A class or function by its name. */
  global(module: string, name: string): void {
    this.push(this.named(module, name));
  }

  named(module: string, name: string): PickleGlobal {
    const modern = modernModule(module);
    const key = `${modern}.${name}`;
    const known = this.#globals.get(key);
    if (known) return known;
    this.spend(1);
    this.#refuseNames(key);
    const made: PickleGlobal = { kind: 'global', module: modern, name };
    this.#globals.set(key, made);
    if (isDangerous(modern, name)) this.#dangerous.add(made);
    return made;
  }

  #refuseNames(name: string): void {
    const found =
      this.#globals.size >= MOST_GLOBALS
        ? `refers to over ${MOST_GLOBALS.toLocaleString('en-US')} classes and functions`
        : name.length > LONGEST_GLOBAL
          ? `has a name of ${name.length.toLocaleString('en-US')} characters for a class`
          : name.split('.').length > DEEPEST_GLOBAL
            ? `has a name of over ${DEEPEST_GLOBAL} parts for a class`
            : undefined;
    if (found)
      throw beyondLimits(this.#file.path, `Its pickle ${found}.`, 'A checkpoint needs a few short ones.');
  }

  /** Describes a call. @throws UserError `WEIGHTS_UNSAFE` when it is one that weights do not need */
  call(callable: PickleValue, args: readonly PickleValue[], how: 'function' | 'class'): void {
    this.spend(1 + args.length);
    this.spend(args.reduce((sum: number, arg) => sum + costOf(arg), 0));
    const resolved =
      globalName(callable) === 'builtins.getattr' ? this.#attribute(callable, args) : undefined;
    const isMade = how === 'function' && !isKind(callable, 'global');
    if (isMade || this.#dangerous.has(callable) || this.#passesOn(callable, args))
      throw this.#unsafe(callable, args);
    if (how === 'function') this.#checkFunction(callable, args);
    if (globalName(callable) === LOADS_BYTES) this.#take(args[0]);
    this.push(resolved ?? knownResult(callable, args) ?? { kind: 'object', callable, args });
  }

  /** What may be named and not called; of a package that is not known here it is noted. */
  #checkFunction(callable: PickleValue, args: readonly PickleValue[]): void {
    // `type(None)` is stored as a call; with three arguments it makes a class.
    if (globalName(callable) === 'builtins.type' && args.length !== 1) throw this.#unsafe(callable, args);
    if (!isKind(callable, 'global') || this.#harmless.has(callable)) return;
    const { module, name } = callable;
    if (isUnexpectedCall(module, name)) throw this.#unsafe(callable, args);
    if (looksLikeFunction(name) && !isKnownPackage(module)) this.functions.add(globalName(callable));
    this.#harmless.add(callable);
  }

  /** Some functions call or create what they are given. */
  #passesOn(callable: PickleValue, args: readonly PickleValue[]): boolean {
    const name = globalName(callable);
    const called = /^torch\._tensor\._rebuild_from_type/.test(name)
      ? args.slice(0, 1)
      : name.startsWith('copyreg._reconstructor')
        ? args.slice(1, 2)
        : [];
    return called.some(
      (each) =>
        !isKind(each, 'global') || (!this.#harmless.has(each) && isUnexpectedCall(each.module, each.name)),
    );
  }

  /**
   * Gives a state to an object. Python calls some attributes of an object when it fills it.
   * @throws UserError `WEIGHTS_UNSAFE` when a function takes the place of one, or a class or function would be changed
   */
  setState(target: PickleValue, state: PickleValue): void {
    if (isKind(target, 'global'))
      throw unsafe(this.#file.path, `Loading it would change ${describeValue(target)}.`);
    // With slots, a pair of two dictionaries.
    for (const part of [state, ...(itemsOf(state)?.slice(0, 2) ?? [])])
      for (const name of CALLED) this.#method(part, name);
    if (isKind(target, 'object')) target.state = state;
  }

  #method(state: PickleValue, name: string): void {
    const value = entryOf(state, name);
    // What is known to be dangerous is refused by its name, also without a call.
    if (value === undefined || this.#dangerous.has(value)) return;
    if (isKind(value, 'global') || isKind(value, 'object'))
      throw unsafe(
        this.#file.path,
        `Loading it would put ${describeValue(value)} in the place of a method “${name}”.`,
      );
  }

  #take(content: PickleValue | undefined): void {
    if (content instanceof Uint8Array) this.inner.add(content);
    else if (typeof content === 'string') this.inner.add(Buffer.from(content, 'latin1'));
  }

  /**
   * `getattr(module.Class, "member")` is how methods, members of enumerations and nested classes are stored: a name as
   * others. What leads into Python's inner workings is refused.
   */
  #attribute(callable: PickleValue, args: readonly PickleValue[]): PickleGlobal | undefined {
    const [owner, attribute] = args;
    if (typeof attribute !== 'string' || attribute.startsWith('__')) throw this.#unsafe(callable, args);
    if (!isKind(owner, 'global')) return undefined;
    if (this.#dangerous.has(owner)) throw this.#unsafe(callable, args);
    return this.named(owner.module, `${owner.name}.${attribute}`);
  }

  #unsafe = (callable: PickleValue, args: readonly PickleValue[]): Error =>
    unsafe(this.#file.path, `Loading it would call ${describeCall(callable, args)}.`);

  /** The result. @throws UserError `WEIGHTS_UNSAFE` when something dangerous was named on the way, even if not called */
  finish(): PickleValue {
    this.refuseDangerous();
    return this.pop();
  }

  refuseDangerous(): void {
    for (const global of this.#dangerous)
      throw unsafe(this.#file.path, `Loading it would import ${describeValue(global)}.`);
  }
}

/** Values that a known call copies out of its argument. */
function costOf(arg: PickleValue): number {
  if (typeof arg === 'string') return arg.length / BYTES_PER_VALUE;
  if (!isDescribed(arg)) return 0;
  return arg.kind === 'dict' ? arg.entries.size : (itemsOf(arg)?.length ?? 0);
}
