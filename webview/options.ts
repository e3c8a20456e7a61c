/** What the user has set in one view: each view declares its own options with their defaults. */

export type OptionValue = string | number | boolean | string[];
/** By view, then by option; kept over reloads. */
export type StoredOptions = Record<string, Record<string, OptionValue>>;

/** The options of a view: the stored values where they have the type of the default, else the defaults. */
export function optionsOf<T extends Record<string, OptionValue>>(
  stored: StoredOptions,
  view: string,
  defaults: T,
): T {
  const own = stored[view] ?? {};
  const merged = Object.entries(defaults).map(([name, value]) => {
    const found = own[name];
    return [name, sameType(found, value) ? found : value];
  });
  return Object.fromEntries(merged) as T;
}

/** The stored options with some of a view's changed. */
export function withOptions(
  stored: StoredOptions,
  view: string,
  change: Record<string, OptionValue>,
): StoredOptions {
  return { ...stored, [view]: { ...stored[view], ...change } };
}

/** What was stored by this or another version, as far as it is options. */
export function restoreOptions(stored: unknown): StoredOptions {
  if (!isObject(stored)) return {};
  const views = Object.entries(stored).flatMap(([view, options]) =>
    isObject(options)
      ? [[view, Object.fromEntries(Object.entries(options).filter(([, value]) => isOption(value)))] as const]
      : [],
  );
  return Object.fromEntries(views) as StoredOptions;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOption = (value: unknown): value is OptionValue =>
  ['string', 'number', 'boolean'].includes(typeof value) ||
  (Array.isArray(value) && value.every((item) => typeof item === 'string'));

const sameType = (found: OptionValue | undefined, value: OptionValue): boolean =>
  typeof found === typeof value && Array.isArray(found) === Array.isArray(value);
