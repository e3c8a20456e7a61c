/** Reads what is given for `kernel_regularizer=`: a regularizer, its name, or nothing. */
import { plain } from '../interpret/arguments.ts';
import type { CallArgument, Run } from '../interpret/framework.ts';
import type { ObjectValue, Value } from '../interpret/values.ts';
import type { Penalty } from '../model.ts';
import type { Unbound } from './objects.ts';
import { kerasPath, type Version } from './paths.ts';

type RegularizerFamily = 'l1' | 'l2' | 'l1_l2';

/** Undefined where it depends on the version of the library. */
type Strengths = Pick<Penalty, 'l1' | 'l2'>;

interface Form {
  family: RegularizerFamily;
  /** Strength of each penalty whose argument is left out; 0 for a penalty it does not have. */
  defaults: Record<Version, Strengths>;
}

const l1Default = { l1: 0.01, l2: 0 };
const l2Default = { l1: 0, l2: 0.01 };
const both = { l1: 0.01, l2: 0.01 };
const none = { l1: 0, l2: 0 };
const unknown = { l1: undefined, l2: undefined };

const everywhere = (strengths: Strengths) => ({ tensorflow: strengths, keras2: strengths, keras: strengths });

/**
 * The library's defaults. `l1`, `l2`, `L1` and `L2` have 0.01 everywhere and the class `L1L2` has 0 for both. The
 * function `l1_l2` differs: Keras 2 (`tf_keras`) has `l1_l2(l1=0.01, l2=0.01)`, in Keras 3 `l1_l2` is another name of
 * the class `L1L2`. `tensorflow.keras` is Keras 2 before TensorFlow 2.16 and Keras 3 since. Keras 1 had `l1l2`.
 */
const FORMS: Record<string, Form> = {
  l1: { family: 'l1', defaults: everywhere(l1Default) },
  L1: { family: 'l1', defaults: everywhere(l1Default) },
  l2: { family: 'l2', defaults: everywhere(l2Default) },
  L2: { family: 'l2', defaults: everywhere(l2Default) },
  l1_l2: { family: 'l1_l2', defaults: { tensorflow: unknown, keras2: both, keras: none } },
  l1l2: { family: 'l1_l2', defaults: everywhere(both) },
  L1L2: { family: 'l1_l2', defaults: everywhere(none) },
};

/** Strings; `"l1_l2"` is 0.01 for both in Keras 2 and an error in Keras 3, so it is not read. */
const STRINGS: Record<string, { l1: number; l2: number }> = {
  l1: l1Default,
  L1: l1Default,
  l2: l2Default,
  L2: l2Default,
  l1l2: none,
  L1L2: none,
};

const PARAMETERS: Record<RegularizerFamily, string[]> = {
  l1: ['l1', 'l'],
  l2: ['l2', 'l'],
  l1_l2: ['l1', 'l2'],
};

/** Parameters of a function or class of `keras.regularizers`; undefined for those that are not read. */
export function regularizerParameters(name: string): string[] | undefined {
  return Object.hasOwn(FORMS, name) ? PARAMETERS[FORMS[name]!.family] : undefined;
}

/** The penalty, `none` for `None`, `unknown` for anything that is not visible. */
export function readPenalty({ value, at }: CallArgument, run: Run): Penalty | 'none' | 'unknown' {
  const range = run.range(at);
  if (value.type === 'known') {
    // A parameter that is `None` by default is there to be given.
    if (value.value === null) return value.origin === 'parameter' || value.passing ? 'unknown' : 'none';
    const name = String(value.value);
    if (typeof value.value !== 'string' || !Object.hasOwn(STRINGS, name)) return 'unknown';
    return { ...STRINGS[name]!, range, ...(value.passing && { passing: true }) };
  }
  const form = formOf(value);
  if (!form || value.type !== 'object') return 'unknown';
  return { ...strengths(value, form), range };
}

function formOf(value: Value): { family: RegularizerFamily; defaults: Strengths } | undefined {
  if (value.type !== 'object' || (value.data as Unbound).unbound) return undefined;
  const found = kerasPath(value.path);
  const name = /^regularizers\.(\w+)$/.exec(found?.path ?? '')?.[1] ?? '';
  const form = Object.hasOwn(FORMS, name) ? FORMS[name] : undefined;
  return found && form && { family: form.family, defaults: form.defaults[found.version] };
}

/** `l` is the parameter's old name in `l1(l=…)` and `l2(l=…)`. */
function strengths(
  { arguments: given, data }: ObjectValue,
  { family, defaults }: { family: RegularizerFamily; defaults: Strengths },
): Omit<Penalty, 'range'> {
  let passing = false;
  const strength = (parameter: 'l1' | 'l2') => {
    if (family !== 'l1_l2' && family !== parameter) return 0;
    const argument = given.get(parameter) ?? given.get('l');
    if (!argument) return (data as Unbound).open ? undefined : defaults[parameter];
    const found = plain(argument.value);
    passing ||= found?.passing === true;
    if (found?.value === null) return family === 'l1_l2' ? 0 : defaults[parameter];
    return typeof found?.value === 'number' ? found.value : undefined;
  };
  const penalty = { l1: strength('l1'), l2: strength('l2') };
  return passing ? { ...penalty, passing: true } : penalty;
}
