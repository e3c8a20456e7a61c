/** How many rows a model is trained on, as far as its measurements tell: no data are read for it. */
import { basename } from 'node:path';
import type { Samples } from '../src/advice/rule.ts';
import type { Report } from '../src/report/report.ts';
import type { ExperimentIndex } from './experiments.ts';
import type { ResultStore } from './resultStore.ts';

export class KnownSamples {
  private readonly index: ExperimentIndex;
  private readonly store: ResultStore;
  /** By experiment file, with the digest of the data. */
  private readonly known = new Map<string, { data: string; samples?: Samples }>();

  constructor(index: ExperimentIndex, store: ResultStore) {
    this.index = index;
    this.store = store;
  }

  /** Of the experiment about a model of the source file that was measured last. */
  async of(modelFile: string): Promise<Samples | undefined> {
    const experiments = new Set(
      (await this.index.all()).filter((each) => each.modelFile === modelFile).map(({ file }) => file),
    );
    const measured = Object.entries(this.store.summaries()).findLast(([file]) => experiments.has(file));
    return measured && this.samplesOf(measured[0], measured[1].data);
  }

  private async samplesOf(experiment: string, data: string): Promise<Samples | undefined> {
    const before = this.known.get(experiment);
    if (before?.data === data) return before.samples;
    const results = await this.store.load(experiment);
    const samples = results && samplesIn(results.report);
    this.known.set(experiment, { data, samples });
    return samples;
  }
}

const samplesIn = ({ data, model }: Report): Samples => ({
  rows: data.rows.training,
  data: basename(data.file),
  model: model.name,
});
