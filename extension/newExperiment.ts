/** From a model without data to an experiment file: which data, which target column, written beside the model. */
import { stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ProgressLocation, Uri, window, workspace } from 'vscode';
import { DATA_EXTENSIONS } from '../src/dataset/extensions.ts';
import type { DataReader } from '../src/dataset/thread.ts';
import { UserError } from '../src/errors.ts';
import { dataFilesNear } from './dataFiles.ts';
import { exists } from './documents.ts';
import { experimentBaseName, freeName } from './experimentNames.ts';
import { EXPERIMENT_SUFFIX } from './experiments.ts';
import type { FoundModel } from './targets.ts';
import { checkTrainable } from './trainable.ts';

/** Asks for data and target and writes the experiment; undefined when the user gave up. */
export async function createExperiment(
  { document, definition }: FoundModel,
  data: DataReader,
): Promise<string | undefined> {
  const modelFile = document.uri.fsPath;
  checkTrainable(definition, modelFile);
  if (document.uri.scheme !== 'file') throw unsaved();
  const dataFile = await pickDataFile(modelFile, definition.name);
  if (!dataFile) return undefined;
  const target = await pickTarget(dataFile, `Measure “${definition.name}” (2 of 2): what it predicts`, data);
  if (!target) return undefined;
  const file = await pickExperimentFile(modelFile, definition.name);
  if (!file || file.exists) return file?.path;
  const { newExperiment } = await import('../src/experiment/file.ts');
  const text = newExperiment({
    file: file.path,
    model: { file: modelFile, name: definition.name },
    data: { file: dataFile, target },
  });
  await writeFile(file.path, text, { flag: 'wx' });
  return file.path;
}

/** Lets the user choose a column of a data file; the likely target comes first. */
export async function pickTarget(
  dataFile: string,
  title: string,
  data: DataReader,
): Promise<string | undefined> {
  const { describeColumn, likelyTarget } = await import('../src/dataset/preview.ts');
  const file = basename(dataFile);
  const columns = await window.withProgress(
    { location: ProgressLocation.Window, title: `Reading ${file}` },
    () => data.preview(dataFile),
  );
  const likely = likelyTarget(columns);
  const ordered = likely ? [likely, ...columns.filter((column) => column !== likely)] : columns;
  const items = ordered.map((column) => ({
    label: column.name,
    description: describeColumn(column),
    detail: column === likely ? 'Looks like the target' : undefined,
  }));
  const chosen = await window.showQuickPick(items, {
    title,
    placeHolder: `Choose the target column of ${file}; the others become inputs`,
    matchOnDescription: true,
  });
  return chosen?.label;
}

async function pickDataFile(modelFile: string, modelName: string): Promise<string | undefined> {
  const files = await dataFilesNear(modelFile);
  if (files.length === 0) return browse(modelFile);
  const items = await Promise.all(files.map(dataItem));
  const browseItem = { label: '$(folder-opened) Browse…', description: 'Another data file', file: '' };
  const imagesItem = { label: '$(file-media) Images…', description: 'A folder for each class', file: '' };
  const chosen = await window.showQuickPick([...items, browseItem, imagesItem], {
    title: `Measure “${modelName}” (1 of 2): its data`,
    placeHolder: 'Choose a table with one row an example',
    matchOnDescription: true,
  });
  if (chosen === imagesItem) return browse(modelFile, true);
  return chosen === browseItem ? browse(modelFile) : chosen?.file;
}

async function dataItem(file: string): Promise<{ label: string; description: string; file: string }> {
  const folder = workspace.asRelativePath(dirname(file));
  const size = await stat(file).then(
    ({ size }) => ` · ${Math.ceil(size / 1024).toLocaleString('en-US')} KB`,
    () => '',
  );
  return { label: `$(table) ${basename(file)}`, description: `${folder}${size}`, file };
}

/** @param images a folder of images instead of a file */
async function browse(modelFile: string, images = false): Promise<string | undefined> {
  const chosen = await window.showOpenDialog({
    title: 'The data to measure on',
    openLabel: 'Use this data',
    defaultUri: Uri.file(dirname(modelFile)),
    ...(images
      ? { canSelectFolders: true, canSelectFiles: false }
      : { filters: { Data: DATA_EXTENSIONS, 'All files': ['*'] } }),
  });
  return chosen?.[0]?.fsPath;
}

/** A path beside the model that nothing is lost by writing to, or the existing file that is to be used. */
async function pickExperimentFile(
  modelFile: string,
  modelName: string,
): Promise<{ path: string; exists: boolean } | undefined> {
  const folder = dirname(modelFile);
  const base = experimentBaseName(modelName, modelFile);
  const path = join(folder, `${base}${EXPERIMENT_SUFFIX}`);
  if (!(await exists(path))) return { path, exists: false };
  const free = await freeName(base, async (name) => exists(join(folder, `${name}${EXPERIMENT_SUFFIX}`)));
  const write = `Write ${free}${EXPERIMENT_SUFFIX}`;
  const use = `Use ${basename(path)} as It Is`;
  const message = `${basename(path)} exists already and is not overwritten.`;
  const chosen = await window.showWarningMessage(message, { modal: true }, write, use);
  if (chosen === use) return { path, exists: true };
  return chosen === write ? { path: join(folder, `${free}${EXPERIMENT_SUFFIX}`), exists: false } : undefined;
}

function unsaved(): UserError {
  return new UserError({
    code: 'MODEL_UNSAVED',
    title: 'This file is not on the disk yet',
    explanation: 'The experiment file is written beside the file that defines the model.',
    remedy: 'Save the file, then measure again.',
  });
}
