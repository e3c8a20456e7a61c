/** Reading and writing the experiment file `*.reglens.json`. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { applyEdits, modify } from 'jsonc-parser';
import { UserError } from '../errors.ts';
import type { Experiment } from './experiment.ts';
import { parseDocument } from './fileCheck.ts';
import { trainingSettings } from './trainingSettings.ts';
import { variantFrom } from './variantDocument.ts';

/**
 * Reads and checks an experiment file and fills in the defaults.
 * @throws UserError when the file cannot be read, or as {@link parseExperiment}
 */
export async function readExperiment(file: string): Promise<Experiment> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error as NodeJS.ErrnoException);
  }
  return parseExperiment(text, file);
}

/**
 * The experiment that a text describes: JSON, in which comments and trailing commas are allowed.
 * @param file absolute path of the experiment file: paths in it are relative to its folder
 * @throws UserError `EXPERIMENT_SYNTAX` or `EXPERIMENT_INVALID` with the place of what is wrong
 */
export function parseExperiment(text: string, file: string): Experiment {
  const { model, data, training, variants, studies, seeds = [1, 2, 3] } = parseDocument(text, file);
  const inFolder = (path: string) => resolve(dirname(file), path);
  return {
    name: basename(file).replace(/(\.reglens)?\.json$/, ''),
    file,
    model: { ...model, file: inFolder(model.file) },
    data: {
      dropNonFinite: false,
      exclude: [],
      standardize: true,
      ...data,
      file: inFolder(data.file),
      split: { validation: 0.2, test: 0.2, seed: 0, ...data.split },
    },
    training: trainingSettings(training),
    ...(variants && { variants: variants.map(variantFrom) }),
    ...(studies?.length && { studies }),
    seeds: typeof seeds === 'number' ? Array.from({ length: seeds }, (_, i) => i + 1) : seeds,
  };
}

function unreadable(file: string, error: NodeJS.ErrnoException): UserError {
  const name = basename(file);
  const technical = [file, error.message];
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return new UserError({
      code: 'EXPERIMENT_MISSING',
      title: `There is no experiment file ${name}`,
      explanation: `Nothing is at ${file}.`,
      remedy: 'Check the path.',
      technical,
    });
  }
  const folder = error.code === 'EISDIR';
  return new UserError({
    code: 'EXPERIMENT_UNREADABLE',
    title: folder ? `${name} is a folder` : `The experiment file ${name} cannot be read`,
    explanation: folder
      ? `${file} is a folder; expected a file *.reglens.json.`
      : `The system refused to read ${file} (${error.code ?? error.message}).`,
    remedy: folder ? 'Name a file in it.' : 'Check the permissions of the file.',
    technical,
  });
}

/**
 * The text with one value set, e.g. `setExperimentValue(text, ['data', 'target'], 'digit')`. Comments and the
 * formatting of everything else are kept; objects on the way to the value are created.
 */
export function setExperimentValue(text: string, path: (string | number)[], value: unknown): string {
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
  const formattingOptions = {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
  return applyEdits(text, modify(text, path, value, { formattingOptions }));
}

/** What a new experiment is about; all paths are absolute. */
export interface NewExperiment {
  /** Where the document will be written. */
  file: string;
  model: { file: string; name?: string };
  data: { file: string; target: string };
}

/** The document of a new experiment, with the default split spelled out; the paths in it are relative. */
export function newExperiment({ file, model, data }: NewExperiment): string {
  const fromHere = (path: string) => relative(dirname(file), path).split(sep).join('/');
  const document = {
    model: { ...model, file: fromHere(model.file) },
    data: {
      file: fromHere(data.file),
      target: data.target,
      split: { validation: 0.2, test: 0.2 },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
