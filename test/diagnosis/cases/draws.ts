/** Random numbers of a seed, one after another. */
import { uniforms } from '../../../src/engine/random.ts';

const BLOCK = 1024;

export class Draws {
  readonly #seed: number;
  readonly #stream: number;
  #step = 0;
  #block: Float64Array = new Float64Array(0);
  #next = 0;

  /** @param stream keeps numbers of one seed apart that are used for different things */
  constructor(seed: number, stream = 0) {
    this.#seed = seed;
    this.#stream = 0x9000 + stream;
  }

  /** Uniform in (0, 1). */
  uniform(): number {
    if (this.#next === this.#block.length) {
      this.#block = uniforms({ seed: this.#seed, stream: this.#stream, step: this.#step++ }, BLOCK);
      this.#next = 0;
    }
    return this.#block[this.#next++]!;
  }

  /** Standard normal (Box & Muller 1958). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  of<T>(choices: readonly T[]): T {
    return choices[Math.min(choices.length - 1, Math.floor(this.uniform() * choices.length))]!;
  }
}
