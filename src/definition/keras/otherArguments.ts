/** Arguments that change what a layer computes and that nothing here reads. */
import { plain } from '../interpret/arguments.ts';
import type { Call, CallArgument, Run } from '../interpret/framework.ts';
import type { OtherArgument } from '../model.ts';

/** What any layer takes without computing anything else, and what is read apart from the settings. */
const HARMLESS = new Set(
  (
    'name seed trainable autocast dynamic input_shape batch_input_shape batch_shape batch_size shape ' +
    'input_dim input_length unroll implementation use_cudnn zero_output_for_mask fused'
  ).split(' '),
);
const READ_WITH_PENALTIES = /_(regularizer|constraint)$/;

/** @param parameters those of the class in their order */
export function unreadArguments(
  kind: string,
  call: Call,
  parameters: readonly string[],
  run: Run,
): OtherArgument[] {
  return call.arguments.flatMap((argument, index): OtherArgument[] => {
    const parameter = argument.name ?? parameters[index] ?? `argument ${index + 1}`;
    if (isKnown(kind, parameter, parameters) || isPlain(kind, parameter, argument, run)) return [];
    const known = plain(argument.value)?.value;
    const value = typeof known === 'string' ? known : run.text(argument.at);
    return [{ parameter, value, range: run.range(argument.at) }];
  });
}

function isKnown(kind: string, parameter: string, parameters: readonly string[]): boolean {
  const renamed = kind === 'LeakyReLU' && parameter === 'alpha';
  return (
    renamed ||
    parameters.includes(parameter) ||
    HARMLESS.has(parameter) ||
    READ_WITH_PENALTIES.test(parameter)
  );
}

/** `None` and `False` switch nothing on. Inputs may be written in any type: they are trained as float32. */
function isPlain(kind: string, parameter: string, { value, at }: CallArgument, run: Run): boolean {
  const known = plain(value)?.value;
  if (parameter !== 'dtype') return known === null || known === false;
  if (/^Input(Layer)?$/.test(kind) || known === null) return true;
  return (known ?? run.text(at).split('.').at(-1)) === 'float32';
}
