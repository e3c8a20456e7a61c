/** A measurement that goes on: how far it is, and the switches that hold and stop it. */
import { PauseSwitch } from '../src/experiment/pause.ts';
import type { Progress } from '../src/experiment/session.ts';
import { startingProgress } from './panelStates.ts';

export class Measurement {
  readonly pause = new PauseSwitch();
  readonly #controller = new AbortController();
  #progress: Progress;

  constructor(workers: number) {
    this.#progress = startingProgress(workers);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get progress(): Progress {
    return this.signal.aborted ? { ...this.#progress, phase: 'cancelling' } : this.#progress;
  }

  /** Takes up what the workers have told. */
  report(progress: Progress): void {
    this.#progress = progress;
  }

  cancel(): void {
    this.#controller.abort();
  }
}
