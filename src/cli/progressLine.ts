import type { Progress } from '../experiment/progress.ts';
import { formatPercent, formatRoughly } from '../words.ts';

const WIDTH = 28;
const REDRAW_MS = 100;
/** Without a terminal one line is printed each time this share of the work is done. */
const SHARE_A_LINE = 0.1;

/** Progress on one line of a terminal; in a log file, a line for every tenth. */
export class ProgressLine {
  readonly #out: NodeJS.WriteStream;
  #drawnAt = 0;
  #last: Progress | undefined;
  #warned = false;
  #nextShare = 0;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  update(progress: Progress): void {
    const first = this.#last === undefined || this.#last.study !== progress.study;
    if (first) this.end();
    this.#last = progress;
    if (first && progress.study) this.note(`${progress.study}:`);
    if (progress.warning && !this.#warned) {
      this.#warned = true;
      this.note(`warning: ${progress.warning}`);
    }
    if (!this.#out.isTTY) this.#log(progress, first);
    else if (Date.now() - this.#drawnAt >= REDRAW_MS) this.#draw(progress);
  }

  /** A line that stays, above the progress. */
  note(text: string): void {
    this.#out.write(`${this.#out.isTTY ? '\r\x1b[2K' : ''}${text}\n`);
  }

  end(): void {
    if (!this.#last) return;
    if (this.#out.isTTY) this.#draw(this.#last);
    else this.#out.write(describe(this.#last));
    this.#out.write('\n');
  }

  #draw(progress: Progress): void {
    this.#drawnAt = Date.now();
    const filled = Math.round(progress.progress * WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    this.#out.write(`\r\x1b[2K${bar} ${describe(progress)}`);
  }

  #log(progress: Progress, first: boolean): void {
    // What an earlier start has left is not news.
    if (first) this.#nextShare = (Math.floor(progress.progress / SHARE_A_LINE) + 1) * SHARE_A_LINE;
    // The end has a line of its own.
    if (progress.progress + 1e-9 < this.#nextShare || progress.progress === 1) return;
    this.#nextShare += SHARE_A_LINE;
    this.#out.write(`${describe(progress)}\n`);
  }
}

function describe({
  progress,
  finishedRuns,
  plannedRuns,
  secondsLeft,
  phase,
  backend,
  workers,
}: Progress): string {
  const left =
    phase === 'starting'
      ? 'starting'
      : secondsLeft !== null && secondsLeft > 0
        ? `about ${formatRoughly(secondsLeft)} left`
        : '';
  const where = backend && `${backend}, ${workers} ${workers === 1 ? 'worker' : 'workers'}`;
  const share = formatPercent(progress).padStart(5);
  return [share, `${finishedRuns} of ${plannedRuns} runs`, left, where].filter(Boolean).join('  ');
}
