/** What a drawn element follows while it is in the page: its own size, and the theme. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { theme } from '../context.ts';

interface Drawn {
  resized(): void;
  themed(): void;
}

export class Following implements ReactiveController {
  readonly #element: ReactiveControllerHost & Element;
  readonly #drawn: Drawn;
  readonly #observer: ResizeObserver;
  #leave: (() => void) | undefined;

  constructor(element: ReactiveControllerHost & Element, drawn: Drawn) {
    this.#element = element;
    this.#drawn = drawn;
    this.#observer = new ResizeObserver(() => drawn.resized());
    element.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.#element);
    this.#leave = theme.subscribe(() => this.#drawn.themed());
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#leave?.();
  }
}
