/** The question of an element: asked when it changes, after a pause; the last answer stays until the next one. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type Problem, problemOf } from '../src/errors.ts';
import type { Ask } from '../src/protocol/panel.ts';
import { type AnswerTo, type Asker, Refusal } from './asking.ts';

export class Question<A extends Ask> implements ReactiveController {
  /** To the last question that was answered, and that question. */
  answer: AnswerTo<A> | undefined;
  answered: A | undefined;
  /** Why the present question has no answer. */
  problem: Problem | undefined;
  /** An answer is under way: what is shown belongs to an earlier question. */
  waiting = false;
  readonly #host: ReactiveControllerHost;
  readonly #pause: number;
  #asked: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #control: AbortController | undefined;

  /** @param pause milliseconds without another change before the question is sent */
  constructor(host: ReactiveControllerHost, pause = 0) {
    this.#host = host;
    this.#pause = pause;
    host.addController(this);
  }

  /** Asks when the question is another one than before; without one, or nobody to ask, it gives up what is under way. */
  put(ask: A | undefined, asker: Asker | undefined): void {
    const key = ask && asker ? JSON.stringify(ask) : undefined;
    if (key === this.#asked) return;
    this.#stop();
    this.#asked = key;
    if (!ask || !asker) return;
    this.waiting = true;
    this.#timer = setTimeout(() => this.#send(ask, asker), this.#pause);
  }

  hostConnected(): void {
    // What was given up on leaving is asked again.
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#stop();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#control?.abort();
    this.#control = undefined;
    this.#asked = undefined;
    this.waiting = false;
  }

  async #send(ask: A, asker: Asker): Promise<void> {
    const control = new AbortController();
    this.#control = control;
    try {
      const answer = await asker(ask, control.signal);
      if (control.signal.aborted) return;
      this.answer = answer;
      this.answered = ask;
      this.problem = undefined;
    } catch (error) {
      if (control.signal.aborted) return;
      this.problem = error instanceof Refusal ? error.problem : problemOf(error);
    }
    this.waiting = false;
    this.#host.requestUpdate();
  }
}
