/** Which model a folder is. */
import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { UserError } from '../../errors.ts';
import { recognizeFile } from './file.ts';
import { type Recognized, WEIGHT_EXTENSIONS } from './kind.ts';

const EXTENSIONS = new Set(WEIGHT_EXTENSIONS.map((extension) => `.${extension}`));
/** What trainers save beside the weights. */
const BESIDE = /^(optimizer|scheduler|scaler|rng_state.*|training_args)\.(pt|pth|bin)$/;
const NAMED = 5;

/**
 * A SavedModel, a TensorFlow.js model, sharded weights, or the one weight file in it.
 * @throws UserError `WEIGHTS_FOLDER` when there is none, or more than one; `WEIGHTS_FILE` when it cannot be listed
 */
export async function recognizeFolder(path: string): Promise<Recognized> {
  const names = await namesIn(path);
  if (names.includes('saved_model.pb')) return { kind: 'saved-model', path };
  if (names.includes('model.json')) return recognizeFile(join(path, 'model.json'));
  const indexes = names.filter((name) => /\.(safetensors|bin)\.index\.json$/.test(name));
  const found = indexes.length > 0 ? indexes : weightFiles(names);
  if (found.length === 1) return recognizeFile(join(path, found[0]!));
  throw notOne(path, found);
}

const weightFiles = (names: readonly string[]): string[] =>
  names.filter((name) => EXTENSIONS.has(extname(name).toLowerCase()) && !BESIDE.test(name)).sort();

async function namesIn(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    throw new UserError({
      code: 'WEIGHTS_FILE',
      title: `${basename(path)} cannot be read`,
      explanation: `The system refused to list this folder (${(error as NodeJS.ErrnoException).code}).`,
      remedy: 'Check its permissions.',
      technical: [path],
    });
  }
}

function notOne(path: string, found: readonly string[]): UserError {
  const listed = found.slice(0, NAMED).join(', ') + (found.length > NAMED ? ', …' : '');
  return new UserError({
    code: 'WEIGHTS_FOLDER',
    title: `${basename(path)} is not one model`,
    explanation:
      found.length === 0
        ? 'There is no weight file in this folder. Expected a SavedModel, a TensorFlow.js model.json, an index of sharded weights, or one file of weights.'
        : `There are ${found.length} weight files in this folder: ${listed}. Expected one.`,
    remedy: found.length === 0 ? 'Choose another folder.' : 'Choose one of the files.',
    technical: [path],
  });
}
