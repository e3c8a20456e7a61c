/** Reads the expression given for `kernel_regularizer=`. */
import type { SyntaxNode } from '@lezer/common';
import type { Penalty } from '../model.ts';
import { expressionBehind } from '../python/names.ts';
import { type PythonSource, rangeOf } from '../python/syntax.ts';
import { evaluate } from '../python/values.ts';
import { bindArguments, type KerasArguments } from './arguments.ts';
import { type Flavour, kerasSymbol } from './symbols.ts';

export type RegularizerFamily = 'l1' | 'l2' | 'l1_l2';

/** Undefined where it depends on the version of the library. */
type Strengths = Omit<Penalty, 'range'>;

interface Form {
  family: RegularizerFamily;
  /** Strength of each penalty whose argument is left out; 0 for a penalty it does not have. */
  defaults: Record<Flavour, Strengths>;
}

const l1Default = { l1: 0.01, l2: 0 };
const l2Default = { l1: 0, l2: 0.01 };
const both = { l1: 0.01, l2: 0.01 };
const none = { l1: 0, l2: 0 };
const unknown = { l1: undefined, l2: undefined };

const everywhere = (strengths: Strengths) => ({
  tensorflow: strengths,
  tf_keras: strengths,
  keras: strengths,
});

/**
 * The library's defaults. `l1`, `l2`, `L1` and `L2` have 0.01 everywhere and the class `L1L2` has 0 for both. The
 * function `l1_l2` differs: Keras 2 (`tf_keras`) has `l1_l2(l1=0.01, l2=0.01)`, in Keras 3 `l1_l2` is another name of
 * the class `L1L2`. `tensorflow.keras` is Keras 2 before TensorFlow 2.16 and Keras 3 since.
 */
const FORMS: Record<string, Form> = {
  l1: { family: 'l1', defaults: everywhere(l1Default) },
  L1: { family: 'l1', defaults: everywhere(l1Default) },
  l2: { family: 'l2', defaults: everywhere(l2Default) },
  L2: { family: 'l2', defaults: everywhere(l2Default) },
  l1_l2: { family: 'l1_l2', defaults: { tensorflow: unknown, tf_keras: both, keras: none } },
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

const PARAMETERS: Record<RegularizerFamily, string[]> = { l1: ['l1'], l2: ['l2'], l1_l2: ['l1', 'l2'] };

/** The penalty, `none` for `None`, `unknown` for anything that is not visible. */
export function readPenalty(source: PythonSource, node: SyntaxNode): Penalty | 'none' | 'unknown' {
  const range = rangeOf(source, node);
  const value = evaluate(source, node)?.value;
  if (value === null) return 'none';
  if (typeof value === 'string') {
    const named = Object.hasOwn(STRINGS, value) ? STRINGS[value] : undefined;
    return named ? { ...named, range } : 'unknown';
  }
  const call = expressionBehind(source, node);
  const form = call && regularizerForm(source, call);
  if (!form) return 'unknown';
  const args = bindArguments(source, call, PARAMETERS[form.family]);
  if (!takesOnly(args, form.family)) return 'unknown';
  return { ...strengths(args, form), range };
}

interface RegularizerForm {
  family: RegularizerFamily;
  defaults: Strengths;
  /** As it is called in the library: `l2`, `L2`… */
  name: string;
}

/** What a call `regularizers.l2(…)` is, undefined for any other expression. */
export function regularizerForm(source: PythonSource, call: SyntaxNode): RegularizerForm | undefined {
  const callee = call.name === 'CallExpression' ? call.firstChild : null;
  const symbol = callee ? kerasSymbol(source, callee) : undefined;
  const name = symbol?.path.startsWith('regularizers.') ? symbol.path.slice('regularizers.'.length) : '';
  const form = Object.hasOwn(FORMS, name) ? FORMS[name] : undefined;
  return form && symbol && { family: form.family, defaults: form.defaults[symbol.flavour], name };
}

/** `l` is the parameter's old name in `l1(l=…)` and `l2(l=…)`. */
function takesOnly(args: KerasArguments, family: RegularizerFamily): boolean {
  const allowed = family === 'l1_l2' ? ['l1', 'l2'] : [family, 'l'];
  return args.written.every(({ name, spread }) => spread || name === undefined || allowed.includes(name));
}

function strengths(args: KerasArguments, { family, defaults }: RegularizerForm): Strengths {
  const strength = (parameter: 'l1' | 'l2') => {
    if (family !== 'l1_l2' && family !== parameter) return 0;
    const argument = args.find(parameter) ?? (family === 'l1_l2' ? undefined : args.find('l'));
    if (!argument) return args.spread ? undefined : defaults[parameter];
    const value = evaluate(args.source, argument.value)?.value;
    if (value === null) return family === 'l1_l2' ? 0 : defaults[parameter];
    return typeof value === 'number' ? value : undefined;
  };
  return { l1: strength('l1'), l2: strength('l2') };
}
