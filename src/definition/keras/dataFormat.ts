/** The order of axes that Keras has unless a layer says otherwise: it may be set for the whole program. */
import { plain } from '../interpret/arguments.ts';
import type { Call, Run } from '../interpret/framework.ts';
import type { Value } from '../interpret/values.ts';
import { below } from './paths.ts';

const NAMES: Record<string, string> = { th: 'channels_first', tf: 'channels_last' };

/** Where a program sets it. */
const formats = new WeakMap<Run, string>();

/** `channels_first` where the program has set it before; undefined: Keras' default. */
export const formatOf = (run: Run): string | undefined => formats.get(run);

/** `K.image_data_format()`, `K.set_image_data_format("channels_first")`; undefined for any other function. */
export function dataFormatFunction(path: string, call: Call, run: Run): Value | undefined {
  const name = /^(?:backend|config)\.((?:set_)?image_(?:data_format|dim_ordering))$/.exec(below(path))?.[1];
  if (!name) return undefined;
  if (name.startsWith('set_')) {
    const format = plain(call.arguments[0]?.value)?.value;
    if (typeof format === 'string' && !run.isUnsure()) formats.set(run, NAMES[format] ?? format);
    return run.known(null);
  }
  const format = formats.get(run) ?? 'channels_last';
  const value = name === 'image_data_format' ? format : format === 'channels_last' ? 'tf' : 'th';
  return { type: 'known', value, origin: 'default', passing: true };
}
