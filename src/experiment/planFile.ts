/** `plan.json`: what an experiment's folder holds, for people and other tools, and what ran it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunSpec } from '../engine/network.ts';
import { type BackendReport, roundsAlike } from './backend.ts';
import type { Experiment, Variant } from './experiment.ts';
import type { PreparedExperiment } from './prepare.ts';
import { writeAtomically } from './runFiles.ts';

export interface Plan {
  experiment: Experiment;
  variants: Variant[];
  runs: RunSpec[];
  workers: number;
  /** Absent until a worker has started. */
  backend?: BackendReport;
  /** What computed a part of the runs with other roundings than `backend`. */
  earlier?: BackendReport[];
}

export function readPlan(folder: string): Plan | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8')) as Plan;
  } catch {
    // Not there yet, or damaged: the next start writes it anew.
    return undefined;
  }
}

/** Keeps the file up to date during a start. */
export class PlanFile {
  readonly #prepared: PreparedExperiment;
  readonly #workers: number;
  /** Every backend that stored runs may have been computed with. */
  readonly #before: BackendReport[];

  /**
   * @param workers of this start; undefined when it has nothing to train
   * @param begun whether runs of an earlier start are in the folder
   */
  constructor(prepared: PreparedExperiment, workers: number | undefined, begun: boolean) {
    const earlier = readPlan(prepared.folder);
    this.#prepared = prepared;
    this.#workers = workers ?? earlier?.workers ?? 1;
    this.#before = begun ? [...(earlier?.earlier ?? []), ...(earlier?.backend ? [earlier.backend] : [])] : [];
    this.#write({ backend: earlier?.backend, earlier: earlier?.earlier });
  }

  /** A worker's backend has started. */
  started(backend: BackendReport): void {
    this.#write({ backend, earlier: this.#before.filter((other) => !roundsAlike(other, backend)) });
  }

  #write({ backend, earlier }: Pick<Plan, 'backend' | 'earlier'>): void {
    const { experiment, variants, runs, folder } = this.#prepared;
    const plan: Plan = {
      experiment,
      variants,
      runs,
      workers: this.#workers,
      backend,
      ...(earlier?.length && { earlier }),
    };
    writeAtomically(join(folder, 'plan.json'), `${JSON.stringify(plan, null, 1)}\n`);
  }
}
