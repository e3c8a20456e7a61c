/** Parts of an object that cannot be seen, `self.backbone = backbone`, and may hold any number of parameters. */
import type { ClassStatement, Expression } from '../program/program.ts';
import { expressionsOf, partsOf, visit } from '../program/walk.ts';
import type { ClassValue, InstanceValue, Value } from './values.ts';

/** What libraries answer that holds no parameters: functions, metrics, losses, layers that only move numbers. */
const WEIGHTLESS =
  /^(?:builtins\.(?!getattr|eval)|numpy|math|random|copy\b|itertools|functools|operator|os\b|torchmetrics|torch\.(?!nn\.[A-Z]|hub\.|load$|jit\.)|torch\.nn\.\w*Loss$|torchvision\.transforms|einops\.(?!.*\bEinMix)|keras\.(?!layers\.|models\.|applications\.|Model|Sequential)|tensorflow\.(?!keras|Module|saved_model))/;

/** Names of what is not a layer, whatever it is. */
const NO_LAYER = /loss|criterion|metric|accuracy|^acc$|tokenizer|logger/i;

/**
 * Whether an object keeps a model of a library, or something that cannot be seen and that it applies as a layer.
 * @param line its class and that one's base classes
 */
export function hidesParts({ attributes }: InstanceValue, line: ClassValue[]): boolean {
  const hidden = [...attributes].filter(([name, value]) => !NO_LAYER.test(name) && mayHideLayers(value));
  if (hidden.length === 0) return false;
  if (hidden.some(([, { type }]) => type === 'object')) return true;
  const applied = line.map(({ statement }) => appliedAttributes(statement));
  return hidden.some(([name]) => applied.some((names) => names.has(name)));
}

const MAX_DEPTH = 6;

function mayHideLayers(value: Value, depth = 0): boolean {
  const inner = (each: Value): boolean => depth < MAX_DEPTH && mayHideLayers(each, depth + 1);
  switch (value.type) {
    case 'unknown':
    case 'object':
      return value.path === undefined || !WEIGHTLESS.test(value.path);
    case 'choice':
      return value.options.some(inner);
    case 'container':
      return value.gaps.length > 0 || value.items.some((item) => inner(item.value));
    default:
      return false;
  }
}

const ofClasses = new WeakMap<ClassStatement, ReadonlySet<string>>();

/** Attributes of `self` that methods of a class call, or loop over: `self.net(x)`, `for layer in self.layers`. */
function appliedAttributes(statement: ClassStatement): ReadonlySet<string> {
  const known = ofClasses.get(statement);
  if (known) return known;
  const found = new Set<string>();
  for (const method of statement.body) {
    if (method.type !== 'function') continue;
    const self = method.parameters[0]?.name ?? 'this';
    const take = (expression: Expression): void => {
      const object = expression.type === 'item' ? expression.object : expression;
      if (object.type !== 'member' || object.object.type !== 'name') return;
      if (object.object.name === self || object.object.name === 'this') found.add(object.name);
    };
    visit(method.body, (each) => {
      if (each.type === 'loop' && each.over) everyPart(each.over, take);
      for (const expression of expressionsOf(each)) {
        everyPart(expression, (part) => {
          if (part.type === 'call') take(part.callee);
          else if (part.type === 'comprehension') for (const { over } of part.loops) everyPart(over, take);
        });
      }
    });
  }
  ofClasses.set(statement, found);
  return found;
}

function everyPart(expression: Expression, seen: (part: Expression) => void): void {
  seen(expression);
  for (const part of partsOf(expression)) everyPart(part, seen);
}
