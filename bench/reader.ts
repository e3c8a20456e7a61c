/** The reader's benchmark: one large file as the editor reads it, and many files by `reglens check`. */
import { execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Build } from './build.ts';
import type { ReaderReply, ReaderRequest } from './messages.ts';
import { pythonSource } from './readerSources.ts';
import { type Sample, sampleOf } from './sample.ts';

const LINES = 5000;
const ROUNDS = 5;
const FILES = 1000;
const LINES_A_FILE = 150;

export interface ReaderResult {
  lines: number;
  first: Sample;
  again: Sample;
  advice: Sample;
  keystroke: Sample;
  /** The slowest one in a hundred of the keystrokes. */
  slowKeystroke: number;
  open: Sample;
  models: number;
  modelsWhileOpen: number;
  check: CheckResult;
}

/** Seconds for all files. */
export interface CheckResult {
  files: number;
  lines: number;
  ours: number;
  /** Python's own `ast.parse`, which only parses. */
  ast?: number;
}

export async function measureReader(build: Build, python: string | undefined): Promise<ReaderResult> {
  const text = pythonSource(LINES);
  const program = await build.bundle('bench/readerProcess.ts');
  const replies: ReaderReply[] = [];
  for (let round = 0; round < ROUNDS; round++) replies.push(await readOnce(program, { text }));
  const keystrokes = replies.flatMap((reply) => reply.keystrokes).sort((a, b) => a - b);
  const { models, modelsWhileOpen } = replies[0]!;
  return {
    lines: text.split('\n').length,
    first: sampleOf(replies.map(({ first }) => first)),
    again: sampleOf(replies.map(({ again }) => again)),
    advice: sampleOf(replies.map(({ advice }) => advice)),
    keystroke: sampleOf(keystrokes),
    slowKeystroke: keystrokes[Math.floor(0.99 * keystrokes.length)]!,
    open: sampleOf(replies.map(({ open }) => open)),
    models,
    modelsWhileOpen,
    check: await measureCheck(build, python),
  };
}

async function readOnce(program: string, request: ReaderRequest): Promise<ReaderReply> {
  const child = fork(program, [], { execArgv: [] });
  child.send(request);
  const ended = once(child, 'exit').then(() => undefined);
  const answered = once(child, 'message').then(([reply]) => reply as ReaderReply);
  const reply = await Promise.race([answered, ended]);
  if (!reply) throw new Error('the reader did not answer; its message stands above');
  return reply;
}

async function measureCheck(build: Build, python: string | undefined): Promise<CheckResult> {
  const folder = join(build.folder, 'files');
  await mkdir(folder, { recursive: true });
  let lines = 0;
  for (let index = 0; index < FILES; index++) {
    const text = pythonSource(LINES_A_FILE, index);
    lines += text.split('\n').length;
    await writeFile(join(folder, `file${index}.py`), text);
  }
  const ours = await secondsOfCheck(await build.bundle('src/cli/main.ts'), folder);
  return { files: FILES, lines, ours, ast: python ? await secondsOfPython(python, folder) : undefined };
}

/** From the start of the process to its end. */
async function secondsOfCheck(program: string, folder: string): Promise<number> {
  const begin = performance.now();
  const child = spawn(process.execPath, [program, 'check', folder, '--format', 'json'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number];
  // 1: there are findings.
  if (code > 1) throw new Error(`reglens check ended with exit code ${code}; its message stands above`);
  return (performance.now() - begin) / 1000;
}

const PARSE_ALL = `import ast, glob, sys
for name in glob.glob(sys.argv[1] + "/*.py"):
    with open(name, encoding="utf-8") as file:
        ast.parse(file.read())
`;

async function secondsOfPython(python: string, folder: string): Promise<number> {
  const begin = performance.now();
  await promisify(execFile)(python, ['-c', PARSE_ALL, folder]);
  return (performance.now() - begin) / 1000;
}
