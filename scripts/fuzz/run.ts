/** Rounds of mutants in child processes, each with a deadline, and what came out. */
import { type ChildProcess, fork } from 'node:child_process';
import type { Batch, ChildMessage } from './child.ts';
import { type Finding, type Probe, signatureOf } from './probe.ts';

export interface Found {
  signature: string;
  finding: Finding;
  reader: string;
  seed: number;
  index: number;
  name: string;
  what: string;
  times: number;
  /** The broken file, made smaller; base64. */
  smallest?: string;
}

export interface Tally {
  mutants: number;
  /** Of `opened` and of the code of each refusal. */
  outcomes: Map<string, number>;
  slowest: number;
  largest: number;
}

export interface Results {
  readers: Map<string, Tally>;
  found: Map<string, Found>;
}

/** A mutant that says nothing for so long hangs. */
const DEADLINE = 20_000;

/**
 * @param script forked with the environment variable `REGLENS_FUZZ_BATCH`
 * @param stopped ends the rounds earlier
 */
export async function runFor(
  seconds: number,
  batch: Omit<Batch, 'known'>,
  script: string,
  onFound: (found: Found) => void,
  stopped: AbortSignal,
): Promise<Results> {
  const results: Results = { readers: new Map(), found: new Map() };
  const end = Date.now() + 1000 * seconds;
  const isOver = () => stopped.aborted || Date.now() > end;
  let { first } = batch;
  while (!isOver()) {
    const known = [...results.found.keys()];
    const child = fork(script, {
      env: { ...process.env, REGLENS_FUZZ_BATCH: JSON.stringify({ ...batch, first, known }) },
    });
    first = await watched(child, isOver, batch.seed, results, onFound);
  }
  return results;
}

type Begun = Extract<ChildMessage, { begins: number }>;

/** @returns the finding, if it is one */
function record(
  results: Results,
  { begins: index, reader, name, what }: Begun,
  seed: number,
  result: Probe,
  signature?: string,
): Found | undefined {
  count(results, reader, result);
  const { finding } = result;
  if (!finding) return undefined;
  const key = signature ?? signatureOf(finding);
  const found = results.found.get(key) ?? {
    ...{ signature: key, finding, reader, seed, index, name, what },
    times: 0,
  };
  found.times++;
  results.found.set(key, found);
  return found;
}

/** @returns the number of the mutant with which the next child begins */
function watched(
  child: ChildProcess,
  isOver: () => boolean,
  seed: number,
  results: Results,
  onFound: (found: Found) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let current: Begun | undefined;
    let next: number | undefined;
    let ended = false;
    let timer: NodeJS.Timeout | undefined;
    const add = (result: Probe, signature?: string, smallest?: string) => {
      const found = record(results, current!, seed, result, signature);
      if (found?.times === 1) onFound(Object.assign(found, { smallest }));
    };
    const stop = () => {
      ended = true;
      child.kill('SIGTERM');
    };
    child.on('message', (message: ChildMessage) => {
      clearTimeout(timer);
      if ('begins' in message) {
        current = message;
        next = message.begins + 1;
        timer = setTimeout(() => {
          add({ outcome: 'hang', milliseconds: DEADLINE, megabytes: 0, finding: hang(message.reader) });
          ended = true;
          child.kill('SIGKILL');
        }, DEADLINE);
      } else {
        add(message.probe, message.signature, message.smallest);
        current = undefined;
        if (isOver()) stop();
      }
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (!ended && current) {
        const finding: Finding = {
          kind: 'crash',
          text: `${current.reader}: the process ended (${signal ?? code})`,
        };
        add({ outcome: 'crash', milliseconds: 0, megabytes: 0, finding });
      }
      if (next === undefined)
        reject(new Error(`The process of the mutants ended at once (${signal ?? code}).`));
      else resolve(next);
    });
  });
}

const hang = (reader: string): Finding => ({
  kind: 'hang',
  text: `${reader}: no answer in ${DEADLINE / 1000} s`,
});

function count({ readers }: Results, reader: string, { outcome, milliseconds, megabytes }: Probe): void {
  const tally = readers.get(reader) ?? { mutants: 0, outcomes: new Map(), slowest: 0, largest: 0 };
  tally.mutants++;
  tally.outcomes.set(outcome, (tally.outcomes.get(outcome) ?? 0) + 1);
  tally.slowest = Math.max(tally.slowest, milliseconds);
  tally.largest = Math.max(tally.largest, megabytes);
  readers.set(reader, tally);
}

/** One row a reader. */
export function tableOf({ readers, found }: Results): string {
  const rows = [...readers]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([reader, tally]) => {
      const { mutants, outcomes, slowest, largest } = tally;
      const refusals = [...outcomes]
        .filter(([outcome]) => outcome !== 'opened')
        .sort(([, a], [, b]) => b - a);
      return [
        reader,
        String(mutants),
        String(outcomes.get('opened') ?? 0),
        `${Math.round(slowest)} ms`,
        `${Math.round(largest)} MB`,
        String([...found.values()].filter((each) => each.reader === reader).length),
        refusals.map(([code, times]) => `${code} ${times}`).join(', '),
      ];
    });
  const all = [['reader', 'mutants', 'opened', 'slowest', 'memory', 'findings', 'refused'], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.slice(0, 200).map((row) => row[column]!.length)));
  return all
    .map((row) => row.map((cell, at) => (at === 6 ? cell : cell.padEnd(widths[at]!))).join('  '))
    .join('\n');
}
