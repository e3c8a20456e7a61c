/** How fast epochs come, and how long the rest will take. */

/** After this time an observation counts half: other programs come and go. */
const HALF_LIFE_SECONDS = 60;

/** A mean speed that forgets: weights w = ½^(age / half-life), speed = Σ w·epochs / Σ w·seconds. */
export class Pace {
  readonly #now: () => number;
  #last: number | undefined;
  #epochs = 0;
  #seconds = 0;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Training goes on from here, if it did not already; the time before does not count. */
  start(): void {
    this.#last ??= this.#now();
  }

  /** The time until the next {@link start} does not count. */
  stop(): void {
    this.#pass();
    this.#last = undefined;
  }

  epoch(): void {
    this.#pass();
    this.#epochs++;
  }

  /** Seconds for `epochs` more; undefined until an epoch has been timed. */
  secondsFor(epochs: number): number | undefined {
    return this.#epochs > 0 && this.#seconds > 0 ? (epochs * this.#seconds) / this.#epochs : undefined;
  }

  #pass(): void {
    if (this.#last === undefined) return;
    const now = this.#now();
    const seconds = (now - this.#last) / 1000;
    const kept = 0.5 ** (seconds / HALF_LIFE_SECONDS);
    this.#epochs *= kept;
    this.#seconds = this.#seconds * kept + seconds;
    this.#last = now;
  }
}
