/** Entry of a process that reads one large file as the editor does: first whole, then after each keystroke. */
import { advise } from '../src/advice/runner.ts';
import { DEFAULT_SETTINGS } from '../src/advice/settings.ts';
import { openSource } from '../src/definition/source.ts';
import type { ReaderReply, ReaderRequest } from './messages.ts';

const FILE = 'project.py';

function millisecondsOf(use: () => void): number {
  const begin = performance.now();
  use();
  return performance.now() - begin;
}

/** Types a text at a place, character by character, and takes it away again. */
function typed(text: string, at: number, added: string, change: (text: string) => void): number[] {
  const growing = Array.from(added, (_, index) => added.slice(0, index + 1));
  return [...growing, ...growing.slice(0, -1).reverse(), ''].map((state) => {
    const changed = text.slice(0, at) + state + text.slice(at);
    return millisecondsOf(() => change(changed));
  });
}

/** The place behind the text's line that contains `line` and lies nearest to the middle. */
function middle(text: string, line: string): number {
  const at = text.indexOf(line, text.length / 2);
  return text.indexOf('\n', at < 0 ? text.indexOf(line) : at);
}

function measure({ text }: ReaderRequest): ReaderReply {
  let source!: ReturnType<typeof openSource>;
  const first = millisecondsOf(() => {
    source = openSource(FILE, text);
  });
  const advice = millisecondsOf(() => advise(source.reading, () => text, DEFAULT_SETTINGS));
  const models = source.reading.models.length;
  const change = (changed: string) => {
    source = source.change(changed);
  };
  const inClass = typed(text, middle(text, 'self.fc2 = '), '\n        self.fc3 = nn.Linear(64, 10)', change);
  const inFunction = typed(text, middle(text, 'optimizer.zero_grad()'), '\n            count += 1', change);
  const bracket = middle(text, 'self.bn1 = ');
  const open = millisecondsOf(() =>
    change(`${text.slice(0, bracket)}\n        self.x = nn.Linear(${text.slice(bracket)}`),
  );
  const modelsWhileOpen = source.reading.models.length;
  const again = millisecondsOf(() => openSource(FILE, text));
  return { first, again, advice, keystrokes: [...inClass, ...inFunction], open, models, modelsWhileOpen };
}

process.once('message', (request: ReaderRequest) => {
  process.send!(measure(request), () => process.disconnect());
});
