/** What the values of the form come to: the data as they would be used, the plan, its time. */
import { dirname, join } from 'node:path';
import type { Dataset } from '../src/dataset/dataset.ts';
import type { DataSettings } from '../src/dataset/roles.ts';
import type { DataReader } from '../src/dataset/thread.ts';
import { type Problem, problemOf } from '../src/errors.ts';
import type { RunOptions } from '../src/experiment/session.ts';
import type { FormPreview, FormValues } from '../src/protocol/form.ts';
import { formatPercent } from '../src/words.ts';
import { wrongName } from './experimentNames.ts';
import { EXPERIMENT_SUFFIX } from './experiments.ts';
import { describePlan } from './preparation.ts';

export class FormPreviewer {
  private readonly data: DataReader;
  private readonly training: () => Pick<RunOptions, 'workers' | 'memoryPerWorker'>;
  /** The data that were read last: most changes leave them as they are. */
  private last: { key: string; dataset: Promise<Dataset> } | undefined;

  constructor(data: DataReader, training: () => Pick<RunOptions, 'workers' | 'memoryPerWorker'>) {
    this.data = data;
    this.training = training;
  }

  async preview(values: FormValues): Promise<{ preview?: FormPreview; problem?: Problem }> {
    const { model, data, target, name } = values;
    if (!model || !data || !target || !name) return {};
    const wrong = wrongName(name);
    if (wrong) return { problem: badName(name, wrong) };
    if (values.validation + values.test >= 1) return { problem: nothingToTrainOn(values) };
    try {
      return { preview: await this.made(values, join(dirname(model.file), `${name}${EXPERIMENT_SUFFIX}`)) };
    } catch (error) {
      return { problem: problemOf(error) };
    }
  }

  private async made(values: FormValues, file: string): Promise<FormPreview> {
    const { formDocument } = await import('../src/experiment/formDocument.ts');
    const { parseExperiment } = await import('../src/experiment/file.ts');
    const { prepareExperiment } = await import('../src/experiment/session.ts');
    const experiment = parseExperiment(formDocument(values, file), file);
    const prepared = await prepareExperiment(experiment, undefined, (settings) => this.load(settings));
    const { dataset, runs } = prepared;
    const plan = await describePlan(prepared, this.training());
    return {
      model: `${plan.architecture}, ${plan.modelTitle}`,
      rows: {
        training: dataset.training.rows,
        validation: dataset.validation.rows,
        test: dataset.test.rows,
      },
      task: dataset.task,
      ...(dataset.classes && { classes: dataset.classes }),
      profile: dataset.profile,
      checks: dataset.checks,
      notes: dataset.notes,
      variants: plan.variants,
      runs: runs.length,
      estimate: plan.estimate,
    };
  }

  private load(settings: DataSettings): Promise<Dataset> {
    const key = JSON.stringify(settings);
    if (this.last?.key !== key) this.last = { key, dataset: this.data.load(settings) };
    return this.last.dataset;
  }
}

function badName(name: string, why: string): Problem {
  return {
    code: 'EXPERIMENT_NAME',
    title: `“${name}” cannot be the name of a file`,
    explanation: why,
    remedy: 'Choose another name: the file is written beside the model.',
  };
}

function nothingToTrainOn({ validation, test }: FormValues): Problem {
  return {
    code: 'DATA_TOO_FEW_ROWS',
    title: 'No rows are left for training',
    explanation: `Validation takes ${formatPercent(validation)} of the rows and test ${formatPercent(test)}.`,
    remedy: 'Lower one of the shares: together they must stay below 100\u202f%.',
  };
}
