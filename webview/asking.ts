/** Questions to the host and their answers, matched by number. */

import type { Problem } from '../src/errors.ts';
import type { Answer, Ask, HostToPanel, PanelToHost } from '../src/protocol/panel.ts';

/** The answer to a question has its kind. */
export type AnswerTo<A extends Ask> = Extract<Answer, { kind: A['kind'] }>;
export type Asker = <A extends Ask>(ask: A, signal?: AbortSignal) => Promise<AnswerTo<A>>;

/** The host could not answer. */
export class Refusal extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

export class Questions {
  readonly #send: (message: PanelToHost) => void;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(send: (message: PanelToHost) => void) {
    this.#send = send;
  }

  readonly ask: Asker = (ask, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const id = ++this.#last;
      this.#waiting.set(id, { resolve: resolve as (answer: Answer) => void, reject });
      signal?.addEventListener('abort', () => {
        if (!this.#waiting.delete(id)) return;
        this.#send({ type: 'forget', id });
        reject(signal.reason);
      });
      this.#send({ type: 'ask', id, ask });
    });

  /** Takes a message that answers; false for any other. */
  receive(message: HostToPanel): boolean {
    if (message.type !== 'answer' && message.type !== 'refused') return false;
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === 'answer') waiting?.resolve(message.answer);
    else waiting?.reject(new Refusal(message.problem));
    return true;
  }
}
