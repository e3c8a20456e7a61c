/** Calls `action` at once and then at most once per `milliseconds`; the last request is never lost. */
export class Throttle {
  private readonly milliseconds: number;
  private readonly action: () => void;
  private last = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;

  constructor(milliseconds: number, action: () => void) {
    this.milliseconds = milliseconds;
    this.action = action;
  }

  request(): void {
    if (this.timer) return;
    const wait = this.last + this.milliseconds - Date.now();
    if (wait <= 0) this.flush();
    else this.timer = setTimeout(() => this.flush(), wait);
  }

  /** Runs the action now, in place of one that is waiting. */
  flush(): void {
    this.dispose();
    this.last = Date.now();
    this.action();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
