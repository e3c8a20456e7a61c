/** The interpreter's state while it follows a program. */
import type { Expression, ExpressionOf, Place, Program, Statement, Target } from '../program/program.ts';
import type { Context, Surrounding } from '../surroundings.ts';
import type { Counts } from './bindings.ts';
import type { Call, CallArgument, Condition, Framework, Run } from './framework.ts';
import type { Ranges } from './ranges.ts';
import type {
  Block,
  ClassValue,
  ContainerValue,
  FunctionalValue,
  FunctionValue,
  InstanceValue,
  LayerValue,
  Node,
  Value,
} from './values.ts';

/** Names and their values: of a module, a function's call, a class body. */
export interface Environment {
  values: Map<string, Value>;
  counts: Counts;
  parent?: Environment;
  kind: 'module' | 'function' | 'class';
  /** Modules whose every name is imported. */
  stars: string[];
  /** Names that belong to the module although a function assigns them. */
  globals?: Set<string>;
}

/** A function, class body or file that is being followed. */
export interface Frame {
  environment: Environment;
  function?: FunctionValue;
  /** The class whose method it is. */
  owner?: ClassValue;
  self?: Value;
  returned: Value[];
  /** Loops and conditions around the statement, as written. */
  context: Context[];
  home: boolean;
}

/** What is followed by itself: the file, a function or a class, once each. */
export interface Root {
  kind: 'file' | 'function' | 'class';
  name: string;
  function?: FunctionValue;
  class?: ClassValue;
  instance?: InstanceValue;
  /** The class in whose method the function stands. */
  owner?: ClassValue;
  block: Block;
  nodes: Node[];
  /** Containers and functional models that are made here, with the statement that makes them. */
  models: { value: ContainerValue | FunctionalValue; statement: Place }[];
  returned: Value[];
}

/** Every layer that one call of the source makes. */
export interface Site {
  at: ExpressionOf<'call'>;
  /** The smallest statement that holds it. */
  statement: Place;
  root: Root;
  owner?: ClassValue;
  layers: LayerValue[];
  /** How many of them were made while its own root was followed; those come first and decide about settings. */
  home: number;
}

export interface Machine extends Run {
  program: Program;
  frameworks: Framework[];
  frame: Frame;
  root: Root;
  module: Environment;
  /** Innermost last: who owns what is made. */
  blocks: Block[];
  nodes: Node[];
  sites: Map<number, Site>;
  siteOf: Map<LayerValue, Site>;
  facts: Map<string, Surrounding>;
  ranges: Ranges;
  /** Names that values were given first. */
  names: Map<Value, string>;
  /** Tensors that stand for values which cannot be seen and to which layers are applied. */
  inputs: Map<Value, Value>;
  /** Ways around that are followed although they are not taken. */
  aside: number;
  /** Undecided conditions and loops around, over all calls. */
  unsure: number;
  /** Values before a branch, to go back to: storage → name → value. */
  journals: Map<Map<string, Value>, Map<string, Value | undefined>>[];
  /** Functions and classes that are followed by themselves later. */
  waiting: (FunctionValue | ClassValue)[];
  seen: Set<Statement[]>;
  /** Steps left before calls are not followed any more. */
  budget: number;
  /** Bodies of the functions that are being followed, outermost first. */
  running: Statement[][];
  /** Whether the parameters of a function are being bound. */
  bindsParameters: boolean;
  /** The statement that is being followed. */
  current: Place;

  /** Undecided conditions around in this function. */
  conditions: Condition[];

  evaluate(expression: Expression): Value;
  execute(statements: Statement[]): Outcome;
  /** Gives a value to what stands left of `=`. */
  bind(target: Target, value: Value, statement: Place): void;
  /** Writes to a storage so that a branch can be taken back. */
  store(storage: Map<string, Value>, name: string, value: Value): void;
  /** Whether a test holds here; undefined: both ways are followed. */
  decide(value: Value): boolean | undefined;
  /** Follows alternatives apart and merges what they leave; `orNone`: possibly none of them runs. */
  branches(alternatives: (() => Outcome)[], orNone: boolean, at: Place): Outcome;
  /** The value of one of several ways, or of the decided one; the others are followed for what stands in them. */
  either(ways: (() => Value)[], decided: number | undefined, leans: number | undefined, at: Place): Value;
  chosen(values: Value[], at: Place): Value;
  /** Follows `work` once for each value of a loop; values unknown: once for any number of times. */
  looped(values: Value[] | undefined, target: Target, at: Place, work: () => Outcome): Outcome;
  iterate(value: Value): Value[] | undefined;
  under<T>(tests: Expression[], work: () => T): T;
  /** In a scope of its own, as comprehensions have it. */
  inScope<T>(work: () => T): T;
  /** A layer like another, made again by a copy: with weights of its own. */
  again(layer: LayerValue): LayerValue;
  /** What is made belongs to the block, which itself belongs to the one around unless it is `apart`. */
  within<T>(block: Block, work: () => T, apart?: boolean): T;
  callValue(value: Value, call: Call): Value;
  callMethod(receiver: Value, name: string, call: Call): Value;
  callSuper(name: string, call: Call): Value;
  memberOf(receiver: Value, name: string, at: Place): Value;
  /** Follows a call of a function of the file. */
  follow(value: FunctionValue, args: CallArgument[], call: Call): Value;
  instantiate(value: ClassValue, args: CallArgument[], call: Call): InstanceValue;
  /** A dotted name of a library in its framework's canonical spelling. */
  library(path: string): Value;
  /** The first answer of a framework. */
  frameworkAnswer<T>(ask: (framework: Framework) => T | undefined): T | undefined;
  /** The result of code that cannot be seen: a tensor where tensors went in. */
  opaque(given: Value[], at: Place): Value;
}

/** How a list of statements ended. */
export type Outcome = 'next' | 'return' | 'break' | 'continue';
