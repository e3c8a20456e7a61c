/** Evaluates a model whose layers its file tells on a dataset that the user chooses. */
import { dirname } from 'node:path';
import { Uri, window } from 'vscode';
import type { DataReader } from '../../src/dataset/thread.ts';
import type { BackendRequest } from '../../src/protocol/worker.ts';
import type { Evaluation } from '../../src/report/weightFiles/evaluation.ts';
import type { FileThread } from '../../src/session/files/thread.ts';
import { pickTarget } from '../newExperiment.ts';
import { askForTrust } from '../trust.ts';

/** How processes are started. */
export interface Starting {
  workerPath: string;
  backend: BackendRequest;
}

export class FileEvaluator {
  private readonly data: DataReader;
  private readonly thread: FileThread;
  private readonly training: () => Starting;

  constructor(data: DataReader, thread: FileThread, training: () => Starting) {
    this.thread = thread;
    this.data = data;
    this.training = training;
  }

  /**
   * Undefined when the user gave up.
   * @throws UserError when the layers are not known or do not fit the data
   */
  async evaluate(path: string, onProgress: (text: string) => void): Promise<Evaluation | undefined> {
    if (!(await askForTrust())) return undefined;
    const chosen = await window.showOpenDialog({
      title: 'Evaluate on which data?',
      openLabel: 'Evaluate',
      defaultUri: Uri.file(dirname(path)),
    });
    const file = chosen?.[0]?.fsPath;
    if (!file) return undefined;
    const target = await pickTarget(file, 'What the model predicts', this.data);
    if (target === undefined) return undefined;
    const { workerPath, backend } = this.training();
    return this.thread.evaluation(
      { path, data: { file, target }, workerPath, backend },
      { onProgress: ({ text }) => onProgress(text) },
    );
  }
}
