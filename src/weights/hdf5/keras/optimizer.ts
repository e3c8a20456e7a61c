/** How a Keras model was trained, as far as its file says it. */
import { isObject, type JsonObject } from '../../json.ts';
import type { OptimizerFacts } from '../../weightFile.ts';

type Settings = Record<string, number | boolean | string>;

/** @param training `training_config` of an .h5, `compile_config` of a .keras */
export function optimizerIn(training: unknown): { name: string | null; settings: Settings } | undefined {
  if (!isObject(training)) return undefined;
  const described = training.optimizer_config ?? training.optimizer;
  if (typeof described === 'string') return { name: described, settings: {} };
  if (!isObject(described)) return undefined;
  const { class_name: name, config } = described;
  return {
    name: typeof name === 'string' ? name.replace(/^.*>/, '') : null,
    settings: isObject(config) ? settingsIn(config) : {},
  };
}

/** A schedule of learning rates becomes its first rate and its name. */
function settingsIn(config: JsonObject): Settings {
  const settings: Settings = {};
  for (const [key, value] of Object.entries(config)) {
    if (
      typeof value === 'number' ||
      typeof value === 'boolean' ||
      (typeof value === 'string' && key !== 'name')
    )
      settings[key] = value;
    else if (key === 'learning_rate' && isObject(value)) Object.assign(settings, scheduleIn(value));
  }
  return settings;
}

function scheduleIn({ class_name: name, config }: JsonObject): Settings {
  const first = isObject(config) ? config.initial_learning_rate : undefined;
  return {
    ...(typeof first === 'number' && { learning_rate: first }),
    ...(typeof name === 'string' && { learning_rate_schedule: name }),
  };
}

/**
 * @param step value of the optimizer's counter
 * @param learningRate value of its variable: the rate at the time of saving
 */
export function factsOf(
  described: ReturnType<typeof optimizerIn>,
  step: number | null,
  learningRate: number | undefined,
): OptimizerFacts | undefined {
  if (!described && step === null) return undefined;
  const settings = {
    ...described?.settings,
    ...(learningRate !== undefined && { learning_rate: learningRate }),
  };
  return { name: described?.name ?? null, groups: [{ parameters: null, settings }], step, training: {} };
}
