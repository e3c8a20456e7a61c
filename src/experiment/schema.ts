/** Checks an experiment document against its JSON schema, and says what is wrong in words. */
import { Ajv, type ErrorObject } from 'ajv';
import schema from '../../schemas/reglens.schema.json' with { type: 'json' };
import { nearestName } from '../dataset/nearest.ts';

/** Something wrong at one place of the document. */
export interface DocumentError {
  path: (string | number)[];
  /** The place is the property's name, not its value. */
  atKey?: boolean;
  /** What was found and what was expected, as the rest of a sentence that begins with the place. */
  message: string;
}

type Validator = (value: unknown) => ErrorObject[];

let validator: Validator | undefined;

/** All violations of the schema, one for each wrong value, in the order of the schema; none for a valid document. */
export function schemaErrors(document: unknown): DocumentError[] {
  validator ??= compile();
  const errors = validator(document);
  return errors.filter((error) => isFirstCause(error, errors)).map((error) => explain(error, document));
}

function compile(): Validator {
  const validate = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true }).compile(schema);
  return (document) => (validate(document) ? [] : (validate.errors ?? []));
}

/** A value of the wrong type breaks limits too, and one that is none of the allowed has the wrong type, perhaps. */
function isFirstCause({ instancePath, keyword }: ErrorObject, errors: ErrorObject[]): boolean {
  const here = errors.filter((error) => error.instancePath === instancePath).map((error) => error.keyword);
  const cause = ['enum', 'type'].find((name) => here.includes(name));
  return cause === undefined || keyword === cause;
}

function explain(error: ErrorObject, document: unknown): DocumentError {
  const path = pathOf(error.instancePath, document);
  if (error.keyword === 'additionalProperties') {
    const name: string = error.params.additionalProperty;
    const known = Object.keys(error.parentSchema?.properties ?? {}).filter((key) => key !== '$schema');
    const nearest = nearestName(name, known);
    const hint = nearest ? `did you mean “${nearest}”?` : `expected one of ${known.join(', ')}.`;
    return { path: [...path, name], atKey: true, message: `is not a known property; ${hint}` };
  }
  if (error.keyword === 'required') {
    const name: string = error.params.missingProperty;
    return { path, message: `has no “${name}”, which is required.` };
  }
  const wanted = expected(error);
  return {
    path,
    message: `is ${describe(error.data)}; expected ${wanted}${wanted.endsWith('?') ? '' : '.'}`,
  };
}

/** A JSON pointer as a path; steps into arrays become numbers. */
function pathOf(pointer: string, document: unknown): (string | number)[] {
  let value = document;
  const steps = pointer.split('/').slice(1);
  return steps.map((step) => {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    const index = Array.isArray(value) ? Number(key) : key;
    value = (value as Record<string | number, unknown>)[index];
    return index;
  });
}

/** A value of the document in words: `the text “0,2”`, `-1`, `a list of 3`. */
function describe(value: unknown): string {
  if (typeof value === 'string') return value === '' ? 'an empty text' : `the text “${value}”`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object {…}';
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
    return 'a number that is too large';
  return String(value).replace(/^-/, '\u2212');
}

/** The allowed values; the nearest to what was written comes with a question. */
function oneOf(allowed: string[], found: unknown): string {
  const list = allowed.map((value) => `“${value}”`).join(' or ');
  const nearest = typeof found === 'string' ? nearestName(found, allowed) : undefined;
  return nearest ? `${list}; did you mean “${nearest}”?` : list;
}

const TYPES: Record<string, string> = {
  object: 'an object {…}',
  array: 'a list […]',
  string: 'a text in double quotes',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
};

function expected({ keyword, params, parentSchema, data }: ErrorObject): string {
  const limit = String(params.limit);
  const a = parentSchema?.type === 'number' ? 'a number' : 'a whole number';
  switch (keyword) {
    case 'type':
      return [params.type]
        .flat()
        .map((type: string) => TYPES[type] ?? type)
        .join(' or ');
    case 'enum':
      return oneOf(params.allowedValues, data);
    case 'minimum':
      return `${a} of at least ${limit}`;
    case 'maximum':
      return `${a} of at most ${limit}`;
    case 'exclusiveMinimum':
      return `${a} above ${limit}`;
    case 'exclusiveMaximum':
      return `${a} below ${limit}`;
    case 'minLength':
      return 'a text that is not empty';
    case 'minItems':
      return 'at least one entry';
    case 'maxItems':
      return `at most ${limit} entries`;
    case 'uniqueItems':
      return `no value twice (entries ${Math.min(params.i, params.j) + 1} and ${Math.max(params.i, params.j) + 1} are equal)`;
    default:
      throw new Error(`the schema uses “${keyword}”, which has no words yet`);
  }
}
