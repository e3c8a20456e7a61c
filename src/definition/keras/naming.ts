/** The names Keras gives to layers that have none. */

/** `BatchNormalization` → `batch_normalization`, `LeakyReLU` → `leaky_re_lu`: the rule of Keras' `to_snake_case`. */
export function snakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/**
 * Numbers unnamed layers of one model: `dense`, `dense_1`, … Keras counts over the whole process; a file does not
 * tell the order in which its models are made, so counting starts anew with each.
 */
export function defaultNames(): (kind: string) => string {
  const counts = new Map<string, number>();
  return (kind) => {
    const prefix = snakeCase(kind === 'Input' ? 'InputLayer' : kind);
    const count = counts.get(prefix) ?? 0;
    counts.set(prefix, count + 1);
    return count === 0 ? prefix : `${prefix}_${count}`;
  };
}
