/** One mutant: opened, measured, judged. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Mutant, write } from './mutant.ts';
import { outcomeOf } from './open.ts';

export interface Probe {
  /** `opened`, the code of the refusal, or what is wrong. */
  outcome: string;
  /** Of the processor, in all threads, so that other work of the machine does not count. */
  milliseconds: number;
  /** By which the process grew at its largest; 0 where it had been as large before. */
  megabytes: number;
  finding?: Finding;
}

export interface Finding {
  kind: 'error' | 'slow' | 'memory' | 'hang' | 'crash';
  text: string;
}

const MOST_MILLISECONDS = 1000;
const MOST_MEGABYTES = 300;

/** @param folder emptied before and after */
export async function probe(mutant: Mutant, folder: string): Promise<Probe> {
  mkdirSync(folder, { recursive: true });
  const path = write(folder, mutant);
  const before = { cpu: process.cpuUsage(), rss: process.memoryUsage.rss(), peak: peak() };
  let outcome: string;
  let finding: Finding | undefined;
  try {
    outcome = await outcomeOf(mutant.sample.room, path);
  } catch (error) {
    outcome = 'error';
    finding = {
      kind: 'error',
      text: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
  const { user, system } = process.cpuUsage(before.cpu);
  const milliseconds = (user + system) / 1000;
  const megabytes = peak() > before.peak ? (peak() - before.rss) / 2 ** 20 : 0;
  if (milliseconds > MOST_MILLISECONDS)
    finding ??= {
      kind: 'slow',
      text: `${mutant.sample.reader}: ${outcome} after ${Math.round(milliseconds)} ms of the processor`,
    };
  if (megabytes > MOST_MEGABYTES)
    finding ??= {
      kind: 'memory',
      text: `${mutant.sample.reader}: ${outcome}, and ${Math.round(megabytes)} MB more memory`,
    };
  rmSync(folder, { recursive: true, force: true });
  return { outcome, milliseconds, megabytes, ...(finding && { finding }) };
}

const peak = (): number => process.resourceUsage().maxRSS * 1024;

/** What is the same for mutants that show one defect: the message without numbers and names, and where it was thrown. */
export function signatureOf({ kind, text }: Finding): string {
  const lines = text.split('\n');
  const place = lines.find((line) => /\/src\//.test(line))?.replace(/^.*\/src\//, 'src/') ?? '';
  return `${kind}: ${lines[0]!.replaceAll(/[\d]+|“[^”]*”|"[^"]*"/g, '…').slice(0, 120)} ${place}`;
}

/** A shorter mutant, or one with fewer changes, that shows the same; tried for a bounded number of times. */
export async function minimized(mutant: Mutant, finding: Finding, folder: string): Promise<Mutant> {
  const wanted = signatureOf(finding);
  let best = mutant;
  for (const bytes of candidates(mutant.bytes, mutant.sample.files.get(mutant.file)!, () => best.bytes)) {
    const tried = await probe({ ...best, bytes }, join(folder, 'smaller'));
    if (tried.finding && signatureOf(tried.finding) === wanted) best = { ...best, bytes };
  }
  return best;
}

/** Cuts from the end, then differences from the good file taken back, byte by byte where there are few. */
function* candidates(bytes: Buffer, good: Buffer, best: () => Buffer): Generator<Buffer> {
  for (let share = 2; share <= 64; share *= 2) {
    const current = best();
    yield Buffer.from(current.subarray(0, current.length - Math.ceil(current.length / share)));
  }
  if (bytes.length !== good.length) return;
  const places = [...bytes.keys()].filter((at) => bytes[at] !== good[at]).slice(0, 64);
  for (const at of places) {
    const current = Buffer.from(best());
    if (at >= current.length) continue;
    current[at] = good[at]!;
    yield current;
  }
}
