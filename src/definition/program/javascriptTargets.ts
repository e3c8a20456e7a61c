/** What JavaScript's declarations, parameters and patterns bind. */
import type { Parameter, Target } from './program.ts';
import { placeOf, type Source, textOf } from './source.ts';
import { commaGroups, type Syntax } from './syntaxTree.ts';

type Properties = Extract<Target, { type: 'properties' }>['properties'];

const NAMES = new Set(['VariableDefinition', 'VariableName']);
const PROPERTIES = new Set(['PropertyName', 'PropertyDefinition']);

/** A name, member, pattern, or an array or object that is assigned to. */
export function targetOf(source: Source, node: Syntax): Target {
  const place = placeOf(source, node);
  if (NAMES.has(node.kind)) return nameOf(source, node);
  if (node.kind === 'ArrayPattern' || node.kind === 'ArrayExpression') return sequenceOf(source, node);
  if (node.kind === 'ObjectPattern' || node.kind === 'ObjectExpression') {
    return { ...place, type: 'properties', properties: propertiesOf(source, node) };
  }
  const expression = source.translate.expression(source, node);
  return expression.type === 'member' || expression.type === 'item' || expression.type === 'name'
    ? expression
    : { ...place, type: 'other' };
}

function nameOf(source: Source, node: Syntax): Target {
  const name = textOf(source, node);
  if (node.kind === 'VariableName') {
    source.piece.reassigned ??= new Set();
    source.piece.reassigned.add(name);
  }
  return { ...placeOf(source, node), type: 'name', name };
}

/** `[a, , b = 1, ...rest]`: what a place between commas is left out binds nothing. */
function sequenceOf(source: Source, node: Syntax): Target {
  const targets: (Target | undefined)[] = [];
  let rest: number | undefined;
  let filled = false;
  for (const child of node.children.slice(1)) {
    if (child.kind === ',' || child.kind === ']') {
      if (!filled && child.kind === ',') targets.push(undefined);
      filled = false;
    } else if (child.kind === 'Spread') {
      rest = targets.length;
    } else if (!filled) {
      targets.push(targetOf(source, child));
      filled = true;
    }
  }
  return { ...placeOf(source, node), type: 'sequence', targets, ...(rest !== undefined && { rest }) };
}

/** `{ a, b: c = 1 }`; the rest of `{ ...rest }` has no key of its own and binds something unknown. */
function propertiesOf(source: Source, node: Syntax): Properties {
  return commaGroups(node.children).flatMap(([property]): Properties => {
    const [first, second, third] = property?.children ?? [];
    if (!property || !first) return [];
    if (first.kind === 'Spread') return second ? [{ key: '...', target: targetOf(source, second) }] : [];
    const equals = property.children.findIndex(({ kind }) => kind === 'Equals');
    const value = equals > 0 ? property.children[equals + 1] : undefined;
    const initial = value && { default: source.translate.expression(source, value) };
    const key = textOf(source, first);
    if (second?.kind === ':' && third) return [{ key, target: targetOf(source, third), ...initial }];
    const shorthand = NAMES.has(first.kind) || PROPERTIES.has(first.kind);
    const target: Target = { ...placeOf(source, first), type: 'name', name: key };
    return shorthand ? [{ key, target, ...initial }] : [];
  });
}

const MODIFIERS = new Set([
  'Privacy',
  'readonly',
  'Override',
  'override',
  'Optional',
  'TypeAnnotation',
  'Decorator',
]);

/** The parameters of a function, with or without parentheses. */
export function parametersOf(source: Source, list: Syntax | undefined): Parameter[] {
  return commaGroups(list?.children ?? []).flatMap((group): Parameter[] => {
    const [first, second, third] = group.filter(({ kind }) => !MODIFIERS.has(kind));
    if (!first || first.kind === 'this') return [];
    if (first.kind === 'Spread') return second ? [{ ...bound(source, second), rest: 'list' }] : [];
    const initial =
      second?.kind === 'Equals' && third ? { default: source.translate.expression(source, third) } : {};
    return [{ ...bound(source, first), ...initial }];
  });
}

function bound(source: Source, node: Syntax): Parameter {
  return NAMES.has(node.kind)
    ? { name: textOf(source, node) }
    : { name: '', pattern: targetOf(source, node) };
}

/** Parameters of a constructor that are attributes as well: `constructor(private units: number)`. */
export function parameterAttributes(list: Syntax | undefined): Syntax[] {
  return commaGroups(list?.children ?? []).flatMap((group) => {
    if (!group.some(({ kind }) => kind === 'Privacy' || kind === 'readonly')) return [];
    return group.filter(({ kind }) => kind === 'VariableDefinition').slice(0, 1);
  });
}
