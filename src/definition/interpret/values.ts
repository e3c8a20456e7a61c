/** What an expression may stand for while a program is followed without running it. */
import type { FlowNode, FrameworkName, LayerDefinition, Origin, Shape } from '../model.ts';
import type { ClassStatement, ExpressionOf, Parameter, Place, Statement } from '../program/program.ts';
import type { Context, ParameterSet } from '../surroundings.ts';

export type Value =
  | ChoiceValue
  | PartialValue
  | KnownValue
  | ListValue
  | DictionaryValue
  | LibraryValue
  | FunctionValue
  | ClassValue
  | InstanceValue
  | LayerValue
  | ContainerValue
  | FunctionalValue
  | TensorValue
  | ParametersValue
  | ObjectValue
  | UnknownValue;

/** A number, text, truth value or nothing (`None`, `null`). */
export interface KnownValue {
  type: 'known';
  value: number | string | boolean | null;
  origin: Origin;
  /**
   * Right at this point of the program, but not to be reported as a setting: from a variable that is assigned more than
   * once, a loop's variable, an argument that a caller of the file passed. It serves shapes and counts.
   */
  passing?: true;
}

/** One of several things, by a condition whose outcome is not known. Frameworks never meet it: it is distributed over. */
export interface ChoiceValue {
  type: 'choice';
  options: Value[];
}

/** `functools.partial(f, …)`: a function or class with some arguments given. Frameworks meet the completed call. */
export interface PartialValue {
  type: 'partial';
  callee: Value;
  arguments: { name?: string; value: Value; at: Place }[];
}

/** One element of a list, an entry of a dictionary, a layer of a container. */
export interface Item {
  value: Value;
  /** The element as written; where it was appended, the statement. */
  at: Place;
  /** Of a call of a method that added it. */
  statement?: Place;
  /** Loops and conditions around, as written. */
  context: Context[];
  /** It may be missing or occur any number of times: a condition or a loop that is not decided. */
  unsure?: true;
}

export interface ListValue {
  type: 'list';
  of: 'list' | 'tuple' | 'set';
  items: Item[];
  /** Set when it may hold other items than these: what hides them, for a message. */
  open?: string;
  /** The model whose parts it shows, `model.layers`: to change the list is to change the model. */
  view?: Value;
}

export interface DictionaryValue {
  type: 'dictionary';
  entries: Map<string, Item>;
  open?: string;
}

/** A name of a library by its dotted path: `torch.nn.Linear`, `keras.layers`, in the framework's canonical spelling. */
export interface LibraryValue {
  type: 'library';
  path: string;
}

export interface FunctionValue {
  type: 'function';
  /** Undefined for lambdas and arrow functions. */
  name?: string;
  parameters: Parameter[];
  body: Statement[];
  at: Place;
  /** The environment it was made in: the interpreter's own. */
  closure: unknown;
  /** Bound methods: the object before the dot. */
  self?: Value;
  /** The class whose body it stands in. */
  owner?: ClassValue;
  decorators: Value[];
  /** JavaScript: `static`, `get`; `generator`. */
  modifiers?: string[];
}

export interface ClassValue {
  type: 'class';
  name: string;
  statement: ClassStatement;
  bases: Value[];
  /** Methods and class attributes, own ones only. */
  members: Map<string, Value>;
  closure: unknown;
}

/** An object of a class of the file. */
export interface InstanceValue {
  type: 'instance';
  class: ClassValue;
  attributes: Map<string, Value>;
  /** What was made while it was built. */
  made: Block;
  /** Where it was made. */
  at: Place;
  unsure?: true;
}

/** What was made while a block of the file (a class, a function) was followed: its layers and the blocks in it. */
export interface Block {
  /** The class or function; empty for the top of the file. */
  name: string;
  /** Where it was called. */
  at?: Place;
  /** Place of the class or function: blocks of one origin have the same. */
  origin?: Place;
  layers: LayerValue[];
  blocks: Block[];
  unsure?: true;
  /** It keeps parts that cannot be seen and may hold layers. */
  hidden?: true;
}

/** A layer object. */
export interface LayerValue {
  type: 'layer';
  framework: FrameworkName;
  /** As made here: settings hold also what is `passing`. `name`, `slot` and shapes are filled in later. */
  draft: LayerDraft;
  at: ExpressionOf<'call'>;
  context: Context[];
  unsure?: true;
  /** Its attribute was given another layer since. */
  replaced?: true;
  /** Stands in a way that is not taken. */
  aside?: true;
  /** Filled in when it is first applied, or at once where the framework knows it (PyTorch). */
  parameters?: number;
  /** A parameter tensor by itself, `nn.Parameter(…)`: counted, but no layer of a definition. */
  bare?: true;
  /** Only copied by another layer, `nn.TransformerEncoder(layer, 6)`, whose parameters count the copies. */
  template?: true;
  /** Held by another layer (a wrapper's, an activation's), which counts its parameters: no place of its own. */
  held?: true;
}

/** What a framework reads from a layer's call. */
export type LayerDraft = Omit<
  LayerDefinition,
  'name' | 'slot' | 'target' | 'range' | 'inputShape' | 'outputShape' | 'parameters' | 'context' | 'count'
> & {
  name?: string;
  /** The shape that the layer declares for its input (`input_shape=`), without the batch axis. */
  declaredInput?: Shape;
};

/** `Sequential`, `nn.Sequential`, `nn.ModuleList`, `nn.ModuleDict`, `tf.sequential`: a model out of parts. */
export interface ContainerValue {
  type: 'container';
  framework: FrameworkName;
  /** `list` and `dictionary` are not applied as a whole. */
  of: 'sequential' | 'list' | 'dictionary';
  /** The framework's class: `Sequential`, `ModuleList`. */
  kind: string;
  items: Item[];
  /** Keys of `items`, where they have some: `OrderedDict`, `ModuleDict`, `add_module`. */
  keys?: (string | undefined)[];
  /** Places in the order of `items` where layers may be that are not visible. */
  gaps: { before: number; at: Place; what: string }[];
  /** The call that makes it. */
  at: Place;
  /** The callee and its parenthesis: `keras.Sequential(`. */
  anchor: Place;
  /** The list that was given, where it is written apart: `layers = [...]`. */
  listed?: Place;
  /** Whether layers were given to the constructor. */
  form: 'list' | 'add';
  /** `name=`. */
  name?: string;
  /** Since then nothing adds layers: `compile` was called. */
  compiled?: boolean;
  declaredInput?: Shape;
}

/** `keras.Model(inputs, outputs)`, `tf.model({inputs, outputs})`. */
export interface FunctionalValue {
  type: 'functional';
  framework: FrameworkName;
  inputs: TensorValue[];
  outputs: TensorValue[];
  name?: string;
  at: Place;
  anchor: Place;
  compiled?: boolean;
}

/** A value that flows through a model. */
export interface TensorValue {
  type: 'tensor';
  node: Node;
  /** Which of several outputs, of recurrent layers with states and the like: 0 the main one. */
  output?: number;
}

/** As {@link FlowNode}, before nodes are numbered. */
export interface Node extends Omit<FlowNode, 'layer' | 'inputs' | 'range' | 'outputShape'> {
  layer?: LayerValue;
  inputs: Node[];
  at: Place;
  /** Without the batch axis; `features` is also known where the rank is not. */
  shape?: Shape;
  features?: number | null;
  /** Which axis holds the features, where that is known: PyTorch's maps have channels first, its vectors features last. */
  featureAxis?: 'first' | 'last';
  /** What an object of the file made for itself, where the node is a result of it: weights that no layer holds count. */
  made?: Block;
  unsure?: true;
}

/** What a parameter is, by its name and axes: matrices and kernels, biases, γ of normalization. */
export type ParameterKind = 'weight' | 'bias' | 'norm';

/** `model.parameters()`, `model.named_parameters()`, a list made from them, or one parameter of the loop over them. */
export interface ParametersValue {
  type: 'parameters';
  /** Absent: PyTorch. */
  framework?: FrameworkName;
  set: ParameterSet;
  /** The module as written: `model`, `self.encoder`. */
  of: string;
  /** Of a whole model: the kinds of parameters in it. */
  kinds?: readonly ParameterKind[];
  /** `named_parameters()`: a loop yields names as well. */
  named?: true;
  /** One of them, as a loop's variable has it. */
  single?: true;
  /** Of one of them: its number of axes. */
  axes?: number;
  /** What is computed from it: `p.abs().sum()` has norm l1. */
  norm?: 'l1' | 'l2' | 'l2-norm' | 'other';
  /** Factor, as far as it was multiplied by one. */
  strength?: Value;
  at: Place;
}

/** Any other object of a library: a regularizer, an optimizer, a callback, a loader, a transform. */
export interface ObjectValue {
  type: 'object';
  /** The canonical path of its class or function. */
  path: string;
  framework: FrameworkName;
  /** Its arguments by name, bound to the parameters that the framework knows. */
  arguments: Map<string, { value: Value; at: Place }>;
  at: Place;
  /** Whatever the framework keeps with it. */
  data?: unknown;
}

/** Anything that cannot be seen. */
export interface UnknownValue {
  type: 'unknown';
  /** As written, shortened: `args.hidden`. */
  what: string;
  /** What it belongs to, where it is a part or a call of something that is known: `opaque.layers` has the owner. */
  of?: Value;
  /** The library's class or function that answered it. */
  path?: string;
}
