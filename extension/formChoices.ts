/** What can be chosen in the form of a new experiment, and what a choice leads to. */
import { basename, dirname, join } from 'node:path';
import { Uri, window, workspace } from 'vscode';
import { DATA_EXTENSIONS } from '../src/dataset/extensions.ts';
import type { ColumnPreview } from '../src/dataset/preview.ts';
import type { DataReader } from '../src/dataset/thread.ts';
import type { ModelDefinition } from '../src/definition/model.ts';
import type { FormChoice, FormModel, FormState, FormValues } from '../src/protocol/form.ts';
import { dataFilesNear } from './dataFiles.ts';
import { exists } from './documents.ts';
import { experimentBaseName, freeName } from './experimentNames.ts';
import { EXPERIMENT_SUFFIX, NOT_SEARCHED } from './experiments.ts';
import { nearestFirst } from './nearest.ts';
import type { Readings } from './readings.ts';
import type { FoundModel } from './targets.ts';
import { isMeasurable, whyUntrainable } from './trainable.ts';

const MODEL_PATTERN = '**/*.py';
const MOST_FILES = 300;

/** As the default plan has it. */
const DEFAULTS: FormValues = {
  model: null,
  data: null,
  target: null,
  validation: 0.2,
  test: 0.2,
  l1: { on: true, from: 1e-4, to: 1e-2, steps: 3 },
  l1Mode: 'framework',
  l2: { on: true, from: 1e-4, to: 1e-2, steps: 3 },
  dropout: { on: true, from: 0.2, to: 0.5, steps: 2 },
  combined: true,
  batchNormalization: false,
  earlyStopping: 0,
  seeds: 3,
  epochs: 100,
  batchSize: 32,
  learningRate: 1e-3,
  optimizer: 'adam',
  successiveHalving: false,
  studies: [],
  name: '',
};

export class FormChoices {
  private readonly readings: Readings;
  private readonly data: DataReader;

  constructor(readings: Readings, data: DataReader) {
    this.readings = readings;
    this.data = data;
  }

  /** The form as it opens: the model it was opened for, the nearest data, their likely target. */
  async start(model: FoundModel | undefined): Promise<FormState> {
    const models = await this.models(model);
    const first = models.find(({ problem }) => problem === undefined);
    const chosen = model && { file: model.document.uri.fsPath, name: model.definition.name };
    const state: FormState = { models, data: [], columns: [], values: DEFAULTS, reading: false };
    const fallback = first ? { file: first.file, name: first.name } : null;
    return this.changed(state, { ...DEFAULTS, model: chosen ?? fallback });
  }

  /** The state after the user has changed something: another model looks for its data, other data for their target. */
  async changed(state: FormState, values: FormValues): Promise<FormState> {
    let next: FormState = { ...state, values };
    const before = state.values;
    if (!sameModel(values.model, before.model)) next = await this.withModel(next);
    if (next.values.data !== before.data) next = await this.withData(next);
    return next;
  }

  /** A file that is not in the list; undefined when the user gave up. */
  async browse({ values }: FormState, what: 'model' | 'data'): Promise<FormValues | undefined> {
    const filters: Record<string, string[]> =
      what === 'model' ? { Python: ['py'] } : { Data: DATA_EXTENSIONS, 'All files': ['*'] };
    const folder = values.model && Uri.file(dirname(values.model.file));
    const title = what === 'model' ? 'The file that defines the model' : 'The data to measure on';
    const chosen = await window.showOpenDialog({
      title,
      openLabel: what === 'model' ? 'Use this file' : 'Use this data',
      filters,
      ...(folder && { defaultUri: folder }),
    });
    const file = chosen?.[0]?.fsPath;
    if (!file) return undefined;
    if (what === 'data') return { ...values, data: file };
    const [model] = await this.modelsIn(file);
    return { ...values, model: { file, name: model?.name ?? '' } };
  }

  private async withModel(state: FormState): Promise<FormState> {
    const { model } = state.values;
    if (!model) return state;
    const known = state.models.some((each) => sameModel(each, model));
    const models = known ? state.models : [...(await this.modelsIn(model.file)), ...state.models];
    const data = await this.dataFiles(model.file);
    const [nearest] = data;
    const values = {
      ...state.values,
      name: await freeNameFor(model),
      data: state.values.data ?? nearest?.file ?? null,
    };
    return { ...state, models, data, values };
  }

  private async withData(state: FormState): Promise<FormState> {
    const { data } = state.values;
    if (!data) return { ...state, columns: [] };
    const { describeColumn, likelyTarget } = await import('../src/dataset/preview.ts');
    // What is wrong with the file is told by the preview, which reads it, too.
    const columns = await this.data.preview(data).catch((): ColumnPreview[] => []);
    const listed = state.data.some(({ file }) => file === data);
    return {
      ...state,
      data: listed ? state.data : [choice(data, ''), ...state.data],
      columns: columns.map((column) => ({ name: column.name, detail: describeColumn(column) })),
      values: { ...state.values, target: likelyTarget(columns)?.name ?? null },
    };
  }

  /** The models of the file that is open first, then those of the workspace. */
  private async models(model: FoundModel | undefined): Promise<FormModel[]> {
    const found = await workspace.findFiles(MODEL_PATTERN, NOT_SEARCHED, MOST_FILES);
    const own = model?.document.uri.fsPath;
    const files = found.map(({ fsPath }) => fsPath).filter((file) => file !== own);
    const listed = own ? [own, ...nearestFirst(own, files)] : files.sort();
    const models = await Promise.all(listed.map((file) => this.modelsIn(file)));
    return models.flat();
  }

  private async modelsIn(file: string): Promise<FormModel[]> {
    const { architectureOf } = await import('../src/definition/describe.ts');
    const models = await this.readings.inFile(file);
    return models.filter(isMeasurable).map((definition: ModelDefinition) => {
      const problem = whyUntrainable(definition, file)?.title;
      const { label } = choice(file, '');
      const detail = problem ?? architectureOf(definition);
      return {
        file,
        name: definition.name,
        label: `${definition.name} in ${label}`,
        detail,
        ...(problem && { problem }),
      };
    });
  }

  private async dataFiles(modelFile: string): Promise<FormChoice[]> {
    const files = await dataFilesNear(modelFile);
    return files.map((file) => choice(file, workspace.asRelativePath(dirname(file))));
  }
}

const choice = (file: string, detail: string): FormChoice => ({
  file,
  label: workspace.asRelativePath(file),
  detail,
});

const sameModel = (a: FormValues['model'], b: FormValues['model']): boolean =>
  a?.file === b?.file && a?.name === b?.name;

function freeNameFor({ file, name }: { file: string; name: string }): Promise<string> {
  const place = (base: string) => join(dirname(file), `${base}${EXPERIMENT_SUFFIX}`);
  const base = experimentBaseName(name || basename(file, '.py'), file);
  return exists(place(base)).then((taken) => (taken ? freeName(base, (each) => exists(place(each))) : base));
}
