/** Where in the syntax a layer stands: what an edit that puts another one behind it has to do. */
import type { SyntaxNode } from '@lezer/common';
import type { LayerDefinition } from '../../definition/model.ts';
import { callAt, calledName, calleeOf, isCall, onlyArgument } from './calls.ts';
import { around, childrenOf, type Editable, parentOf, textOf, unwrap } from './source.ts';
import { statementOf } from './statements.ts';

/** `definition`: the statement that gives a layer its variable, where it has one. */
export type Site =
  /** An element of a list of layers, or of `nn.Sequential(…)`. `layer` is its call, or the variable that stands for it. */
  | { kind: 'element'; list: SyntaxNode; element: SyntaxNode; definition?: SyntaxNode }
  /** `("fc1", nn.Linear(8, 4))` in the list of an `OrderedDict`. */
  | { kind: 'pair'; list: SyntaxNode; element: SyntaxNode; definition?: SyntaxNode }
  /** The statement `model.add(layer)`, `layers.append(layer)` or `layers.push(layer)`. */
  | { kind: 'add'; statement: SyntaxNode; call: SyntaxNode; definition?: SyntaxNode }
  /** Applied once: `Dense(8)(x)`, `tf.layers.dense({units: 8}).apply(x)`, or through its variable. */
  | { kind: 'applied'; application: SyntaxNode; definition?: SyntaxNode }
  /** An attribute, `self.fc1 = nn.Linear(8, 4)`, with the calls `self.fc1(x)` of its class. */
  | {
      kind: 'attribute';
      name: string;
      definition: SyntaxNode;
      class: SyntaxNode;
      applications: SyntaxNode[];
    };

/** The site of a layer; undefined where it is not plain: shared, made in a helper, in a dictionary, … */
export function siteOf(source: Editable, layer: Pick<LayerDefinition, 'range'>): Site | undefined {
  const call = callAt(source, layer.range);
  const holder = call && parentOf(call);
  if (!call || !holder) return undefined;
  return siteIn(source, call, holder) ?? siteOfAssigned(source, call, holder);
}

/** The site of an expression that stands for a layer. */
function siteIn(source: Editable, layer: SyntaxNode, holder: SyntaxNode): Site | undefined {
  const application = applicationOf(source, layer, holder);
  if (application) return { kind: 'applied', application };
  if (holder.name === 'ArrayExpression') {
    return isLayerList(source, holder) ? { kind: 'element', list: holder, element: layer } : undefined;
  }
  if (holder.name === 'TupleExpression') return pairIn(source, holder);
  if (holder.name !== 'ArgList' || !isPlainArgument(holder, layer)) return undefined;
  const call = holder.parent!;
  if (isSequential(source, call)) return { kind: 'element', list: holder, element: layer };
  const statement = call.parent!;
  const isAdd = /^(add|append|push)$/.test(calledName(source, call) ?? '') && onlyArgument(source, call);
  return isAdd && calleeOf(call).name === 'MemberExpression' && statement.name === 'ExpressionStatement'
    ? { kind: 'add', statement, call }
    : undefined;
}

/** `layer(x)`, `layer.apply(x)`. */
function applicationOf(source: Editable, layer: SyntaxNode, holder: SyntaxNode): SyntaxNode | undefined {
  if (source.language === 'python')
    return isCall(holder) && calleeOf(holder).from === layer.from ? holder : undefined;
  const isApply = holder.name === 'MemberExpression' && calledName(source, holder.parent!) === 'apply';
  return isApply && calleeOf(holder.parent!).from === holder.from ? holder.parent! : undefined;
}

const isPlainArgument = (list: SyntaxNode, value: SyntaxNode): boolean => {
  const before = childrenOf(list).findLast(({ to }) => to <= value.from);
  return before?.name === '(' || before?.name === ',';
};

const isSequential = (source: Editable, call: SyntaxNode): boolean =>
  isCall(call) && /^sequential$/i.test(calledName(source, call) ?? '');

/** Whether a list holds the layers of a sequential model, as far as the code around it shows. */
function isLayerList(source: Editable, list: SyntaxNode): boolean {
  const call = around(list, (node) => isCall(node) || /Statement$|Declaration$/.test(node.name));
  if (!call) return false;
  if (!isCall(call)) return true;
  return isSequential(source, call) || calledName(source, call) === 'extend';
}

function pairIn(source: Editable, pair: SyntaxNode): Site | undefined {
  const list = pair.parent;
  const [, key, comma, , ...rest] = childrenOf(pair);
  const isPair = key?.name === 'String' && comma?.name === ',' && rest.length === 1;
  const call = list?.name === 'ArrayExpression' ? parentOf(list)?.parent : undefined;
  return isPair && call && isCall(call) && calledName(source, call) === 'OrderedDict'
    ? { kind: 'pair', list: list!, element: pair }
    : undefined;
}

/** Of a layer that is assigned: the only use of its variable, or the calls of its attribute. */
function siteOfAssigned(source: Editable, call: SyntaxNode, holder: SyntaxNode): Site | undefined {
  const definition = statementOf(call);
  const target = definition && targetOf(source, definition);
  if (!target || !/^(AssignStatement|AssignmentExpression|VariableDeclaration)$/.test(holder.name))
    return undefined;
  if (target.name === 'MemberExpression') return attributeSite(source, definition, target);
  const uses = usesOf(source, definition, textOf(source, target));
  const [use] = uses;
  const useHolder = use && uses.length === 1 ? parentOf(use) : undefined;
  const site = useHolder && siteIn(source, use!, useHolder);
  return site && { ...site, definition };
}

function attributeSite(source: Editable, definition: SyntaxNode, target: SyntaxNode): Site | undefined {
  const name = textOf(source, target);
  const owner = around(definition, (node) => /^Class(Definition|Declaration)$/.test(node.name));
  if (!owner || !/^(self|this)\.[\p{L}\w]+$/u.test(name)) return undefined;
  const members = membersOf(source, owner, name).filter(({ from }) => from !== target.from);
  const applications = members.map((member) => applicationOf(source, member, parentOf(member)!));
  const isPlain = applications.every((application) => application !== undefined);
  return isPlain ? { kind: 'attribute', name, definition, class: owner, applications } : undefined;
}

/** Everything in a class that is written `self.name`. */
export function membersOf(source: Editable, owner: SyntaxNode, name: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  owner.cursor().iterate((ref) => {
    if (ref.name === 'MemberExpression' && textOf(source, ref) === name) found.push(ref.node);
  });
  return found;
}

/** The one name or attribute that a statement assigns; undefined for several, for patterns and for `+=`. */
export function targetOf(source: Editable, statement: SyntaxNode): SyntaxNode | undefined {
  const parts = childrenOf(assignmentIn(statement) ?? statement);
  const equals = parts.filter(({ name }) => name === 'AssignOp' || name === 'Equals');
  const target = parts.find(({ name }) => /^(VariableName|VariableDefinition|MemberExpression)$/.test(name));
  const isPlain =
    equals.length === 1 && textOf(source, equals[0]!) === '=' && !parts.some(({ name }) => name === ',');
  return isPlain && target && target.to <= equals[0]!.from ? target : undefined;
}

/** What a statement with one target assigns to it. */
export function assignedValue(statement: SyntaxNode): SyntaxNode | undefined {
  const parts = childrenOf(assignmentIn(statement) ?? statement);
  const equals = parts.findIndex(({ name }) => name === 'AssignOp' || name === 'Equals');
  const value = equals < 0 ? undefined : parts[equals + 1];
  return value && unwrap(value);
}

const assignmentIn = (statement: SyntaxNode): SyntaxNode | null =>
  statement.name === 'ExpressionStatement' ? statement.getChild('AssignmentExpression') : null;

/** The only assignment of a variable in the function (or file) that a name stands in, or around it. */
export function assignmentOf(source: Editable, name: SyntaxNode): SyntaxNode | undefined {
  const text = textOf(source, name);
  for (let scope = scopeOf(source, name); ; scope = scopeOf(source, scope)) {
    const found: SyntaxNode[] = [];
    scope.cursor().iterate((ref) => {
      if (!/^Variable(Name|Definition)$/.test(ref.name) || textOf(source, ref) !== text) return;
      const statement = statementOf(ref.node);
      if (statement && targetOf(source, statement)?.from === ref.from) found.push(statement);
    });
    if (found.length > 0) return found.length === 1 ? found[0] : undefined;
    if (scope.type.isTop) return undefined;
  }
}

const FUNCTION =
  /^(FunctionDefinition|FunctionDeclaration|FunctionExpression|ArrowFunction|MethodDeclaration)$/;

const scopeOf = (source: Editable, node: SyntaxNode): SyntaxNode =>
  around(node, ({ name }) => FUNCTION.test(name)) ?? source.tree.topNode;

/** The uses of a variable in the function (or file) that assigns it, the assignment left out. */
export function usesOf(source: Editable, assignment: SyntaxNode, name: string): SyntaxNode[] {
  const scope = scopeOf(source, assignment);
  const uses: SyntaxNode[] = [];
  scope.cursor().iterate((ref) => {
    if (!/^Variable(Name|Definition)$/.test(ref.name) || textOf(source, ref) !== name) return;
    const { node } = ref;
    const isKeyword = node.parent?.name === 'ArgList' && node.nextSibling?.name === 'AssignOp';
    if (!isKeyword && targetOf(source, assignment)?.from !== node.from) uses.push(node);
  });
  return uses;
}
