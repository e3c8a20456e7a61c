/** Whether training is to hold; the host turns it, the executor follows. */
export class PauseSwitch {
  #paused = false;
  readonly #listeners = new Set<() => void>();

  get paused(): boolean {
    return this.#paused;
  }

  set(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls back after every turn until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves as soon as nothing is to hold, or `signal` aborts. */
  async released(signal: AbortSignal): Promise<void> {
    while (this.#paused && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const leave = this.subscribe(done);
        signal.addEventListener('abort', done, { once: true });
        function done() {
          leave();
          signal.removeEventListener('abort', done);
          resolve();
        }
      });
    }
  }
}
