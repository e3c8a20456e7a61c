/** Arguments that change what a layer computes and that nothing here reads. */
import type { SyntaxNode } from '@lezer/common';
import type { OtherArgument } from '../model.ts';
import { dottedText, rangeOf, shorten, textOf } from '../python/syntax.ts';
import { evaluate } from '../python/values.ts';
import type { KerasArguments } from './arguments.ts';

/** What any layer takes without computing anything else, and what is read apart from the settings. */
const HARMLESS = new Set(
  (
    'name seed trainable autocast dynamic input_shape batch_input_shape batch_shape batch_size shape ' +
    'input_dim input_length unroll implementation use_cudnn zero_output_for_mask fused'
  ).split(' '),
);
const READ_WITH_PENALTIES = /_(regularizer|constraint)$/;

/** @param parameters those of the class in their order */
export function otherArguments(kind: string, args: KerasArguments, parameters: string[]): OtherArgument[] {
  return args.written.flatMap(({ name, value, spread }, index): OtherArgument[] => {
    const parameter = name ?? parameters[index] ?? `argument ${index + 1}`;
    if (spread || isKnown(kind, parameter, parameters) || isPlain(kind, parameter, args, value)) return [];
    const known = evaluate(args.source, value)?.value;
    const text = typeof known === 'string' ? known : textOf(args.source, value);
    return [{ parameter, value: shorten(text), range: rangeOf(args.source, value) }];
  });
}

function isKnown(kind: string, parameter: string, parameters: string[]): boolean {
  const renamed = kind === 'LeakyReLU' && parameter === 'alpha';
  return (
    renamed ||
    parameters.includes(parameter) ||
    HARMLESS.has(parameter) ||
    READ_WITH_PENALTIES.test(parameter)
  );
}

/** `None` and `False` switch nothing on. Inputs may be written in any type: they are trained as float32. */
function isPlain(kind: string, parameter: string, { source }: KerasArguments, value: SyntaxNode): boolean {
  const known = evaluate(source, value)?.value;
  if (parameter !== 'dtype') return known === null || known === false;
  if (/^Input(Layer)?$/.test(kind) || known === null) return true;
  return (known ?? dottedText(source, value)?.split('.').at(-1)) === 'float32';
}
