/** The model's source file and the definition in it that an experiment means. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ModelDefinition } from '../definition/model.ts';
import { readDefinitions } from '../definition/source.ts';
import { UserError } from '../errors.ts';
import type { Experiment } from './experiment.ts';

/** @throws UserError when the file is missing or cannot be read */
export async function readSource(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UserError({
      code: missing ? 'MODEL_FILE_MISSING' : 'MODEL_FILE_UNREADABLE',
      title: `${basename(file)} ${missing ? 'does not exist' : 'cannot be read'}`,
      explanation: `The experiment names ${file} as the model's source${missing ? '' : `: ${(error as Error).message}`}.`,
      remedy: 'Correct "model.file" in the experiment; the path is relative to the experiment file.',
    });
  }
}

/** @throws UserError when the file defines no such model, or more than one */
export function chooseDefinition(experiment: Experiment, source: string): ModelDefinition {
  const { file, name } = experiment.model;
  const definitions = readDefinitions(file, source);
  const names = definitions.map((definition) => definition.name);
  const found =
    name === undefined ? definitions : definitions.filter((definition) => definition.name === name);
  if (found.length === 1) return found[0]!;
  const listed = [...new Set(names)].map((known) => `“${known}”`).join(', ');
  if (definitions.length === 0) {
    throw new UserError({
      code: 'MODEL_NOT_FOUND',
      title: `${basename(file)} defines no model that can be read`,
      explanation: 'Looked for a Keras Sequential model, given as a list of layers or by .add().',
      remedy: 'Point "model.file" at the file that defines the model.',
    });
  }
  throw new UserError({
    code: 'MODEL_AMBIGUOUS',
    title:
      name === undefined
        ? `${basename(file)} defines ${definitions.length} models`
        : `${basename(file)} defines ${found.length === 0 ? 'no model' : `${found.length} models`} named “${name}”`,
    explanation: `It has ${listed}.`,
    remedy: 'Set "model.name" in the experiment to one that is defined once.',
    suggestions:
      found.length > 0
        ? []
        : [...new Set(names)].slice(0, 3).map((known) => ({
            label: `Use “${known}” and run`,
            path: ['model', 'name'],
            value: known,
          })),
  });
}
