/** Functions of the file: which one a call runs, and which parameter takes an argument. */
import type { SyntaxNode } from '@lezer/common';
import { lookUp } from './names.ts';
import type { Scope } from './scopes.ts';
import { type Argument, argumentsOf, childrenOf, type PythonSource, textOf } from './syntax.ts';

/** The name of the parameter that receives an argument of a call, where the function is defined in this file. */
export function parameterFor(
  source: PythonSource,
  call: SyntaxNode,
  argument: Argument,
): SyntaxNode | undefined {
  const callee = call.firstChild;
  const found = callee && calledFunction(source, callee);
  const list = found?.definition.getChild('ParamList');
  if (!found || !list || argument.spread) return undefined;
  const { positional, keyword } = parametersOf(source, list);
  if (argument.name !== undefined) {
    return [...positional, ...keyword].find((name) => textOf(source, name) === argument.name);
  }
  const args = argumentsOf(source, call);
  const index = args.findIndex(({ from }) => from === argument.from);
  if (args.slice(0, index).some(({ spread }) => spread)) return undefined;
  return positional[index + found.bound];
}

/** `bound` is 1 for a method called through `self`. */
function calledFunction(
  source: PythonSource,
  callee: SyntaxNode,
): { definition: SyntaxNode; bound: number } | undefined {
  if (callee.name === 'VariableName') {
    const definition = definedIn(
      lookUp(source, textOf(source, callee), callee)?.scope,
      textOf(source, callee),
    );
    return definition && { definition, bound: 0 };
  }
  const property = callee.getChild('PropertyName');
  const object = callee.firstChild;
  if (!property || object?.name !== 'VariableName' || textOf(source, object) !== 'self') return undefined;
  const owner = lookUp(source, 'self', callee)?.scope.parent;
  const definition = owner?.kind === 'class' ? definedIn(owner, textOf(source, property)) : undefined;
  if (!definition) return undefined;
  const decorators = definition.parent?.getChildren('Decorator') ?? [];
  const isStatic = decorators.some((decorator) => /^@\s*staticmethod\b/.test(textOf(source, decorator)));
  return { definition, bound: isStatic ? 0 : 1 };
}

function definedIn(scope: Scope | undefined, name: string): SyntaxNode | undefined {
  const bindings = scope?.bindings.get(name) ?? [];
  const [binding] = bindings;
  return bindings.length === 1 && binding?.node.name === 'FunctionDefinition' ? binding.node : undefined;
}

/** `*` and `*args` end the positional parameters; `**kwargs` takes nothing by its own name. */
function parametersOf(source: PythonSource, list: SyntaxNode) {
  const positional: SyntaxNode[] = [];
  const keyword: SyntaxNode[] = [];
  let previous = '';
  let afterStar = false;
  for (const child of childrenOf(list)) {
    if (child.name === '*') afterStar = true;
    const isName = child.name === 'VariableName' && (previous === '(' || previous === ',');
    if (isName) (afterStar ? keyword : positional).push(child);
    previous = textOf(source, child);
  }
  return { positional, keyword };
}
