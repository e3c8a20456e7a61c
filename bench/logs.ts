/**
 * Logs of a million scalars: how long opening takes and what memory it needs, each in a process of its own.
 * Run: node bench/logs.ts. TensorBoard's own loader, the peer to name, cannot be installed without a network;
 * the peer measured for CSV is pandas.read_csv.
 */
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { maskedCrc32c } from '../src/history/events/crc32c.ts';
import { openHistory } from '../src/history/open.ts';
import { type Sample, sampleOf } from './sample.ts';

const ROUNDS = 5;
const POINTS = 1_000_000;
const TAGS = 10;
const PIECE = 2 ** 20;

interface Opened {
  seconds: number;
  /** Of the process, in MB: Node itself takes about 50. */
  peak: number;
  points: number;
}

interface LogCase {
  title: string;
  file: string;
  pieces(): Generator<Uint8Array>;
}

const CASES: LogCase[] = [
  {
    title: 'TensorBoard events, 10 tags × 100,000 steps',
    file: 'events.out.tfevents.1700000000.bench',
    pieces: eventPieces,
  },
  { title: 'CSV, 1,000,000 rows: step, loss, val_loss', file: 'log.csv', pieces: csvPieces },
  { title: 'JSONL, 500,000 rows: step, loss, val_loss', file: 'log.jsonl', pieces: jsonLinePieces },
];

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'reglens-bench-'));
  try {
    console.log('| log | MB | points | seconds | peak MB | pandas, seconds | pandas, peak MB |');
    console.log('| --- | --- | --- | --- | --- | --- | --- |');
    for (const one of CASES) console.log(await measured(folder, one));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measured(folder: string, { title, file, pieces }: LogCase): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, file);
  const stream = createWriteStream(path);
  for (const piece of pieces()) if (!stream.write(piece)) await once(stream, 'drain');
  stream.end();
  await once(stream, 'finish');
  const ours: Opened[] = [];
  for (let round = 0; round < ROUNDS; round++) ours.push(await openInProcess(path));
  const seconds = sampleOf(ours.map((one) => one.seconds));
  const peak = Math.max(...ours.map((one) => one.peak));
  const { size } = await stat(path);
  const cells = [
    title,
    (size / 1e6).toFixed(0),
    ours[0]!.points.toLocaleString('en-US'),
    text(seconds),
    peak.toFixed(0),
    ...(file.endsWith('.csv') ? pandas(path) : ['–', '–']),
  ];
  return `| ${cells.join(' | ')} |`;
}

const text = ({ median, least, most }: Sample) =>
  `${median.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;

function pandas(path: string): string[] {
  const { status, stdout } = spawnSync('/usr/bin/python3', [join(import.meta.dirname, 'logs.py'), path], {
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim().split(' ') : ['not there', '–'];
}

async function openInProcess(path: string): Promise<Opened> {
  const child = fork(import.meta.filename, ['--open', path]);
  const [opened] = (await once(child, 'message')) as [Opened];
  return opened;
}

async function openOnce(path: string): Promise<void> {
  const start = performance.now();
  const { runs } = await openHistory(path);
  const seconds = (performance.now() - start) / 1000;
  const points = runs.flatMap(({ series }) => series).reduce((sum, { values }) => sum + values.length, 0);
  process.send!({ seconds, peak: process.resourceUsage().maxRSS / 1024, points } satisfies Opened);
}

/** Joins small buffers into pieces of a megabyte. */
function* joined(parts: Iterable<Uint8Array>): Generator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for (const part of parts) {
    waiting.push(part);
    size += part.length;
    if (size < PIECE) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    size = 0;
  }
  yield Buffer.concat(waiting);
}

function* eventPieces(): Generator<Uint8Array> {
  yield* joined(events());
}

/** An event for each scalar, as PyTorch's SummaryWriter writes them. */
function* events(): Generator<Uint8Array> {
  for (let step = 0; step < POINTS / TAGS; step++)
    for (let tag = 0; tag < TAGS; tag++) yield eventOf(`metrics/quantity_${tag}`, step, 1 / (step + tag + 1));
}

function eventOf(tag: string, step: number, value: number): Uint8Array {
  const float = Buffer.alloc(5);
  float[0] = (2 << 3) | 5;
  float.writeFloatLE(value, 1);
  const summary = field(1, Buffer.concat([field(1, Buffer.from(tag)), float]));
  const time = Buffer.alloc(9);
  time[0] = (1 << 3) | 1;
  time.writeDoubleLE(1.7e9 + step, 1);
  return record(Buffer.concat([time, Buffer.from([2 << 3, ...varint(step)]), field(5, summary)]));
}

const field = (number: number, payload: Uint8Array) =>
  Buffer.concat([Buffer.from([(number << 3) | 2, payload.length]), payload]);

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];

function record(data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(16 + data.length);
  bytes.writeUInt32LE(data.length);
  bytes.writeUInt32LE(maskedCrc32c(bytes, 0, 8), 8);
  bytes.set(data, 12);
  bytes.writeUInt32LE(maskedCrc32c(data, 0, data.length), 12 + data.length);
  return bytes;
}

function* csvPieces(): Generator<Uint8Array> {
  yield Buffer.from('step,loss,val_loss\n');
  for (let from = 0; from < POINTS; from += 10_000) {
    const rows = Array.from(
      { length: 10_000 },
      (_, i) => `${from + i},${lossAt(from + i)},${lossAt(from + i + 7)}\n`,
    );
    yield Buffer.from(rows.join(''));
  }
}

function* jsonLinePieces(): Generator<Uint8Array> {
  for (let from = 0; from < POINTS / 2; from += 10_000) {
    const rows = Array.from({ length: 10_000 }, (_, i) => {
      const step = from + i;
      return `${JSON.stringify({ step, loss: lossAt(step), val_loss: lossAt(step + 7) })}\n`;
    });
    yield Buffer.from(rows.join(''));
  }
}

/** With as many digits as a float64 prints. */
const lossAt = (step: number) => 1 / Math.sqrt(step + 1) + 0.1 * Math.abs(Math.sin(step));

if (process.argv[2] === '--open') await openOnce(process.argv[3]!);
else await main();
