/** Texts that change while they are typed: a keystroke reads only what changed. */
import type { NotebookCell } from './program/notebook.ts';
import { openNotebook } from './program/open.ts';
import type { ReaderSource } from './readerThread.ts';
import type { SourceReading } from './reading.ts';
import { openSource, readProgram } from './source.ts';

type Content = ReaderSource['content'];

/** What was read of a text, and what reads its next state. */
interface State {
  content: Content;
  reading: SourceReading;
  next(content: Content): State;
}

export class OpenTexts {
  readonly #states = new Map<string, State>();

  /**
   * What is read of a text; the same object as long as the text is the same, and valid until it changes.
   * @throws UserError as `readSource` does
   */
  read({ key, file, content }: ReaderSource): SourceReading {
    const before = this.#states.get(key);
    if (before && isSame(before.content, content)) return before.reading;
    // A text that cannot be read has no state to go on from.
    this.#states.delete(key);
    const state = before ? before.next(content) : opened(file, content);
    this.#states.set(key, state);
    return state.reading;
  }

  close(key: string): void {
    this.#states.delete(key);
  }
}

function opened(file: string, content: Content): State {
  return typeof content === 'string'
    ? followSource(content, openSource(file, content))
    : followNotebook(file, content, openNotebook(content));
}

function followSource(content: string, source: ReturnType<typeof openSource>): State {
  const next = (changed: Content) => followSource(changed as string, source.change(changed as string));
  return { content, reading: source.reading, next };
}

function followNotebook(
  file: string,
  content: NotebookCell[],
  notebook: ReturnType<typeof openNotebook>,
): State {
  const next = (changed: Content) =>
    followNotebook(file, changed as NotebookCell[], notebook.change(changed as NotebookCell[]));
  return { content, reading: readProgram(file, notebook.program), next };
}

function isSame(a: Content, b: Content): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return (
    a.length === b.length &&
    a.every(({ number, text }, index) => number === b[index]!.number && text === b[index]!.text)
  );
}
