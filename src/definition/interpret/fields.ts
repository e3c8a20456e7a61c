/** Objects of classes whose constructor is made for them: `@dataclass`, `NamedTuple`, pydantic's `BaseModel`. */
import { ancestry, constructorName } from './ancestry.ts';
import type { CallArgument } from './framework.ts';
import type { Machine } from './machine.ts';
import { asParameter, passing } from './merge.ts';
import type { ClassValue, InstanceValue } from './values.ts';

/** Fields have what is given for them, otherwise their defaults, as parameters of a constructor have. */
export function fillFields(
  instance: InstanceValue,
  args: CallArgument[],
  open: boolean,
  machine: Machine,
): void {
  const { class: made, attributes } = instance;
  if (!isMadeFromFields(made, machine)) return;
  const named = new Map(
    args.flatMap(({ name, value }) => (name === undefined ? [] : [[name, value] as const])),
  );
  const positional = args.filter(({ name }) => name === undefined);
  fieldsOf(made).forEach((field, place) => {
    const given = named.get(field) ?? positional[place]?.value;
    const byDefault = machine.lookUp(made, field);
    if (given) attributes.set(field, passing(given));
    else if (open || !byDefault) attributes.set(field, machine.unknown(field));
    else attributes.set(field, asParameter(byDefault));
  });
}

function isMadeFromFields(value: ClassValue, machine: Machine): boolean {
  if (machine.program.language !== 'python' || machine.lookUp(value, constructorName(machine))) return false;
  const isPlain = value.statement.decorators.length === 0 && value.bases.length === 0;
  return !isPlain && !machine.frameworkOf(value);
}

/** Names that class bodies bind, those of base classes first. */
function fieldsOf(value: ClassValue): string[] {
  const names = ancestry(value)
    .toReversed()
    .flatMap(({ statement }) => statement.body)
    .flatMap((each) => (each.type === 'assign' ? each.targets : []))
    .flatMap((target) => (target.type === 'name' ? [target.name] : []));
  return [...new Set(names)];
}
