/** What the interpreter asks a framework, and what it offers one. */
import type { FrameworkName, Origin, Setting, SourceRange } from '../model.ts';
import type { Expression, ExpressionOf, Place, Program } from '../program/program.ts';
import type { Context, Scope, Surrounding } from '../surroundings.ts';
import type {
  ClassValue,
  ContainerValue,
  FunctionalValue,
  InstanceValue,
  Item,
  LayerDraft,
  LayerValue,
  Node,
  ObjectValue,
  ParametersValue,
  TensorValue,
  Value,
} from './values.ts';

export interface CallArgument {
  name?: string;
  value: Value;
  at: Place;
}

/** A call with its arguments worked out; known lists and dictionaries that are spread are already in `arguments`. */
export interface Call {
  expression: ExpressionOf<'call'>;
  arguments: CallArgument[];
  /** The first `*args` or `**options` whose content is not known: any parameter may be given. */
  open?: Place;
}

/** A condition around, whose outcome is not known. */
export interface Condition {
  test: Expression;
  holds: boolean;
}

/** A framework's part of the interpreter. Every function answers undefined for what is not its own. */
export interface Framework {
  name: FrameworkName;
  /**
   * The canonical path of a dotted name, `tf.keras.layers.Dense`, `tensorflow.python.keras.layers.Dense` and
   * `keras.layers.core.Dense` all being `keras.layers.Dense`; undefined where the name is not the framework's.
   */
  canonical(path: string): string | undefined;
  /** Whether `from module import *` binds the name. */
  exports(module: string, name: string): boolean;
  /** Calls a class or function of the framework, `nn.Linear(784, 10)`, `F.relu(x)`. */
  call(path: string, call: Call, run: Run): Value | undefined;
  /** Calls an object: applies a layer or a container to tensors. */
  apply(
    object: LayerValue | ContainerValue | FunctionalValue | ObjectValue,
    call: Call,
    run: Run,
  ): Value | undefined;
  /** `receiver.name(…)`: `model.add(…)`, `x.view(…)`, `model.parameters()`, and of unknown receivers `model.eval()`. */
  method(receiver: Value, name: string, call: Call, run: Run): Value | undefined;
  /** `receiver.name` without a call: `x.shape`, `layer.out_features`, `self.training` of an instance. */
  member(receiver: Value, name: string, run: Run): Value | undefined;
  /** `receiver.name = value` for objects of the framework; returns whether it took it. */
  assign(receiver: Value, name: string, value: Value, at: Place, run: Run): boolean;
  /** `left operator right` where one of them is a tensor, a parameter or a library object. */
  operate(operator: string, left: Value, right: Value, at: Place, run: Run): Value | undefined;
  /** What a loop over the value yields: parameters, the parts of a container. Undefined: cannot be seen. */
  iterate(value: Value, run: Run): Value[] | undefined;
  /**
   * One parameter of a loop over a model's parameters, as it is used under conditions that cannot be decided:
   * `'bias' not in name`, `p.ndim > 1` choose a smaller {@link ParametersValue.set}. `holds` is false in the `else`.
   */
  narrow?(value: ParametersValue, conditions: Condition[], run: Run): ParametersValue | undefined;
  /** What a class with such a base is: a block of layers (`module`), a loss or data set that only looks like one. */
  base(path: string): 'module' | undefined;
  /** Names of methods of a block: what is run when it is built after the constructor, and when it is applied. */
  methods: { build: string[]; apply: string[] };
  /** Called at the beginning and end of `with` blocks: `torch.no_grad()`. */
  enter?(context: Value, run: Run): void;
  leave?(context: Value, run: Run): void;
  /** Called when a function's or the file's statements were followed to their end. */
  finish?(run: Run): void;
}

/** What the interpreter offers a framework while it follows a program. */
export interface Run {
  /** What is followed, for facts that are seen in the order of statements. */
  program: Program;
  /** The whole file, where only the pieces of it that a change concerns are followed. */
  file: Program;
  range(place: Place): SourceRange;
  text(place: Place): string;
  /** The statement that is being followed. */
  statement(): Place;
  scope(): Scope;
  /** Loops and conditions around, as written, innermost last. */
  context(): Context[];
  /** Whether what is made now may be missing or occur any number of times: `unsure` of items, nodes, layers. */
  isUnsure(): boolean;
  /** Conditions around in this function whose outcome is not known, outermost first. */
  conditions: readonly Condition[];
  /** What the function that is followed returned so far. */
  returned(): readonly Value[];
  /** Keeps a fact; facts of one place are kept once. Nothing is kept while a call of a function is followed again. */
  note(fact: Surrounding): void;
  /** A new layer at a call. */
  layer(call: Call, framework: FrameworkName, draft: LayerDraft): LayerValue;
  /** A new node of the flow. */
  node(node: Omit<Node, 'at' | 'context'> & { at?: Place }): TensorValue;
  /** Calls any value with values: blocks of the file, functions, layers. */
  call(value: Value, args: CallArgument[], call: Call): Value;
  /** Class or instance of the file: finds a method or attribute along its bases in the file. */
  lookUp(value: ClassValue | InstanceValue, name: string): Value | undefined;
  /** What a class of the file is by its bases. */
  frameworkOf(value: ClassValue): Framework | undefined;
  unknown(what: string | Place, of?: Value): Value;
  known(value: number | string | boolean | null, origin?: Origin): Value;
  list(values: Value[], at: Place, of?: 'list' | 'tuple'): Value;
  item(value: Value, at: Place): Item;
  /** Notes that other code got hold of a model and may add layers to it: a gap, unless it is compiled. */
  escape(value: Value, at: Place, what: string): void;
  /** Parameters of a block or model: undefined when one of them is unknown. */
  parametersOf(value: Value): number | undefined;
  /** Whether this is the first following of the code (facts and settings are taken from it). */
  home(): boolean;
}

/** Parameters of a call bound to names. */
export interface Bound {
  /** The argument, undefined when it was not given; `open` calls may give it all the same. */
  get(name: string): CallArgument | undefined;
  /** A plain value of the argument, or the default: a setting as LayerDefinition has it. */
  setting<T>(name: string, read: (plain: unknown) => T | undefined, byDefault?: T): Setting<T>;
  /** Arguments whose name none of the parameters has. */
  rest: CallArgument[];
  /** Whether the argument may be given by something that cannot be seen. */
  hidden(name: string): boolean;
}
