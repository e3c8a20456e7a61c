/** The warm training processes that answer what the panel of an experiment asks, each started when first asked. */
import type { Disposable } from 'vscode';
import type { LabWorker } from '../src/experiment/labWorker.ts';
import type { PreparedExperiment, RunOptions } from '../src/experiment/session.ts';
import type { LabAnswer, LabAsk } from '../src/protocol/lab.ts';

interface Lab {
  prepared: PreparedExperiment;
  worker: LabWorker;
  /** A process of its own: a slider does not wait for what takes seconds. */
  patient: LabWorker;
  /** It depends on the data alone, and is shown again each time that the view is opened. */
  linearPath?: Promise<LabAnswer>;
}

export class Labs implements Disposable {
  private readonly labs = new Map<string, Lab>();
  private readonly training: () => Pick<RunOptions, 'workerPath' | 'backend'>;

  constructor(training: () => Pick<RunOptions, 'workerPath' | 'backend'>) {
    this.training = training;
  }

  /** @throws UserError when it cannot be answered */
  async ask(
    file: string,
    prepared: PreparedExperiment,
    ask: LabAsk,
    signal: AbortSignal,
  ): Promise<LabAnswer> {
    const lab = await this.lab(file, prepared);
    return ask.kind === 'linearPath' ? linearPath(lab) : lab.worker.ask(ask, signal);
  }

  /** Nobody looks at the experiment any more. */
  release(file: string): void {
    const lab = this.labs.get(file);
    lab?.worker.dispose();
    lab?.patient.dispose();
    this.labs.delete(file);
  }

  dispose(): void {
    for (const file of [...this.labs.keys()]) this.release(file);
  }

  /** Workers have the data and the model of one reading of the files. */
  private async lab(file: string, prepared: PreparedExperiment): Promise<Lab> {
    const { LabWorker } = await import('../src/experiment/labWorker.ts');
    const known = this.labs.get(file);
    if (known?.prepared === prepared) return known;
    this.release(file);
    const options = { ...this.training(), prepared };
    const lab: Lab = { prepared, worker: new LabWorker(options), patient: new LabWorker(options) };
    this.labs.set(file, lab);
    return lab;
  }
}

/** Computed to its end also when nobody waits any more: who comes back finds it. */
function linearPath(lab: Lab): Promise<LabAnswer> {
  lab.linearPath ??= lab.patient.ask({ kind: 'linearPath' }).catch((error: unknown) => {
    lab.linearPath = undefined;
    throw error;
  });
  return lab.linearPath;
}
