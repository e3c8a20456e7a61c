/** What the model.json of TensorFlow.js says of the layers and of the training. */
import { isObject, type JsonObject } from '../json.ts';
import type { OptimizerFacts, StoredArchitecture } from '../weightFile.ts';

/** `model_config` of a model of layers; undefined for a graph. */
export function architectureOf(document: JsonObject): StoredArchitecture | undefined {
  const { modelTopology } = document;
  if (!isObject(modelTopology)) return undefined;
  const config = modelTopology.model_config ?? modelTopology;
  return isObject(config) && 'class_name' in config ? { kind: 'keras', config } : undefined;
}

/** Name and settings of the optimizer that the model was compiled with. */
export function optimizerOf({ trainingConfig, modelTopology }: JsonObject): OptimizerFacts | undefined {
  const training = trainingConfig ?? (isObject(modelTopology) ? modelTopology.training_config : undefined);
  const optimizer = isObject(training) ? training.optimizer_config : undefined;
  if (!isObject(optimizer)) return undefined;
  const settings = isObject(optimizer.config) ? Object.entries(optimizer.config) : [];
  const plain = settings.filter(
    (setting): setting is [string, number | boolean | string] => setting[0] !== 'name' && isPlain(setting[1]),
  );
  return {
    name: typeof optimizer.class_name === 'string' ? optimizer.class_name : null,
    groups: [{ parameters: null, settings: Object.fromEntries(plain) }],
    step: null,
    training: {},
  };
}

const isPlain = (value: unknown): boolean => ['number', 'boolean', 'string'].includes(typeof value);

/** The document's own words about its making. */
export function metadataOf({
  format,
  generatedBy,
  convertedBy,
  modelTopology,
}: JsonObject): Record<string, string> {
  const { keras_version, backend } = isObject(modelTopology) ? modelTopology : {};
  const facts = Object.entries({ format, generatedBy, convertedBy, keras_version, backend });
  return Object.fromEntries(facts.filter((fact): fact is [string, string] => typeof fact[1] === 'string'));
}
