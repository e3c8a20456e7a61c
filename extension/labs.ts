/** The warm training processes that answer what a panel asks: one for each experiment, started when first asked. */
import type { Disposable } from 'vscode';
import type { LabWorker } from '../src/experiment/labWorker.ts';
import type { PreparedExperiment, RunOptions } from '../src/experiment/session.ts';
import type { LabAnswer, LabAsk } from '../src/protocol/lab.ts';

interface Lab {
  prepared: PreparedExperiment;
  worker: LabWorker;
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
    return (await this.worker(file, prepared)).ask(ask, signal);
  }

  /** Nobody looks at the experiment any more. */
  release(file: string): void {
    this.labs.get(file)?.worker.dispose();
    this.labs.delete(file);
  }

  dispose(): void {
    for (const file of [...this.labs.keys()]) this.release(file);
  }

  /** A worker has the data and the model of one reading of the files. */
  private async worker(file: string, prepared: PreparedExperiment): Promise<LabWorker> {
    const { LabWorker } = await import('../src/experiment/labWorker.ts');
    const known = this.labs.get(file);
    if (known?.prepared === prepared) return known.worker;
    this.release(file);
    const worker = new LabWorker({ ...this.training(), prepared });
    this.labs.set(file, { prepared, worker });
    return worker;
  }
}
