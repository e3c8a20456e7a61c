/** The process in which mutants are opened: it may hang or die, its parent notices and goes on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutantOf } from './mutant.ts';
import { minimized, type Probe, probe, signatureOf } from './probe.ts';
import { type Room, type Sample, sampleOfFile, samplesIn } from './samples.ts';

export interface Batch {
  /** Of the fixtures. */
  root: string;
  rooms: Room[];
  /** Instead of the fixtures. */
  file?: string;
  seed: number;
  first: number;
  /** Numbers of findings that are known: they are not minimized again. */
  known: string[];
}

/** `probe` follows `begins`, unless the process dies in between. */
export type ChildMessage =
  | { begins: number; reader: string; name: string; what: string }
  | { index: number; reader: string; probe: Probe; signature?: string; smallest?: string };

function samplesOf({ root, rooms, file }: Pick<Batch, 'root' | 'rooms' | 'file'>): Sample[] {
  if (file) return rooms.map((room) => sampleOfFile(room, file));
  return samplesIn(root).filter(({ room }) => rooms.includes(room));
}

/** Opens mutants from the first on until the process is ended; ends by itself after one that took much memory. */
export async function runBatch(batch: Batch, tell: (message: ChildMessage) => void): Promise<void> {
  const samples = samplesOf(batch);
  const folder = mkdtempSync(join(tmpdir(), 'reglens-fuzz-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const ending of ['SIGTERM', 'disconnect']) process.on(ending, () => process.exit());
  // Ctrl+C ends the parent, which then ends this process.
  process.on('SIGINT', () => undefined);
  const known = new Set(batch.known);
  await warmUp(samples, folder);
  for (let index = batch.first; ; index++) {
    const mutant = mutantOf(samples, batch.seed, index);
    const { reader, name } = mutant.sample;
    tell({ begins: index, reader, name, what: `${mutant.file}: ${mutant.what}` });
    const found = await probe(mutant, join(folder, 'mutant'));
    if (!found.finding) {
      tell({ index, reader, probe: found });
      continue;
    }
    const signature = signatureOf(found.finding);
    const smallest =
      known.has(signature) || found.finding.kind !== 'error'
        ? mutant
        : await minimized(mutant, found.finding, folder);
    known.add(signature);
    tell({ index, reader, probe: found, signature, smallest: smallest.bytes.toString('base64') });
    if (found.finding.kind === 'memory') return;
  }
}

/** The good files once, so that what the first of each kind loads is not measured. */
async function warmUp(samples: readonly Sample[], folder: string): Promise<void> {
  const readers = new Map(samples.map((sample) => [`${sample.room} ${sample.reader}`, sample]));
  for (const sample of readers.values()) {
    const [file, bytes] = [...sample.files][0]!;
    await probe({ sample, file, bytes, what: '' }, join(folder, 'good'));
  }
}
