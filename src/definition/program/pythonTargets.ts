/** What Python's parameters and assignments bind. */
import type { Parameter, Target } from './program.ts';
import { placeOf, type Source, spanOf, textOf, without } from './source.ts';
import { commaGroups, type Syntax } from './syntaxTree.ts';

/** The parameters of a function; `*` and `/` alone are marks and bind nothing. */
export function parametersOf(source: Source, list: Syntax): Parameter[] {
  return commaGroups(without(list.children, 'TypeDef')).flatMap((group): Parameter[] => {
    const [first, second, third] = group;
    if (first!.kind === '*' || first!.kind === '**') {
      const rest = first!.kind === '*' ? 'list' : 'names';
      return second ? [{ name: textOf(source, second), rest }] : [];
    }
    if (first!.kind !== 'VariableName') return [];
    const name = textOf(source, first!);
    return [
      {
        name,
        ...(second?.kind === 'AssignOp' && third && { default: source.translate.expression(source, third) }),
      },
    ];
  });
}

/** What `a`, `a.b`, `a[i]`, `a, *b` on the left of `=` binds. `near` is the place where nothing is written. */
export function targetOf(source: Source, nodes: Syntax[], near: Syntax): Target {
  const [first] = nodes;
  if (!first) return { ...placeOf(source, near), type: 'other' };
  const several = nodes.some(({ kind }) => kind === ',' || kind === '*');
  if (several) return sequenceOf(source, nodes, spanOf(source, first, nodes.at(-1)!));
  if (nodes.length > 1) return { ...spanOf(source, first, nodes.at(-1)!), type: 'other' };
  if (first.kind === 'TupleExpression' || first.kind === 'ArrayExpression') {
    return sequenceOf(source, first.children, placeOf(source, first));
  }
  if (first.kind === 'ParenthesizedExpression') {
    return targetOf(source, without(first.children, '(', ')'), first);
  }
  const expression = source.translate.expression(source, first);
  const { type } = expression;
  return type === 'name' || type === 'member' || type === 'item'
    ? expression
    : { ...placeOf(source, first), type: 'other' };
}

function sequenceOf(source: Source, nodes: Syntax[], place: ReturnType<typeof placeOf>): Target {
  const groups = commaGroups(nodes);
  const rest = groups.findIndex(([first]) => first!.kind === '*');
  const targets = groups.map((group) => targetOf(source, without(group, '*'), group[0]!));
  return { ...place, type: 'sequence', targets, ...(rest >= 0 && { rest }) };
}
