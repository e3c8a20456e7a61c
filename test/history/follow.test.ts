import { appendFile, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { LogFollower } from '../../src/history/follow.ts';
import type { History } from '../../src/history/history.ts';
import { openHistory } from '../../src/history/open.ts';
import { scalar } from './events.ts';
import { curve, logFolder, problemFrom } from './folder.ts';
import { generator } from './random.ts';

const folder = logFolder();
const HEADER = 'epoch,loss\n';
const losses = (history: History | null) => history && curve(history.runs[0], 'loss').values;

describe('a log that grows', () => {
  test('CSV: nothing new is null, a half-written line waits', async () => {
    const path = await folder.write('a.csv', `${HEADER}0,3\n`);
    const follower = new LogFollower(path);
    expect(losses(await follower.poll())).toEqual([3]);
    expect(await follower.poll()).toBeNull();
    await appendFile(path, '1,2\n2,1.');
    expect(losses(await follower.poll())).toEqual([3, 2]);
    await appendFile(path, '25\n');
    expect(losses(await follower.poll())).toEqual([3, 2, 1.25]);
    expect(await follower.poll()).toBeNull();
  });

  test('a last line without its end is taken when nothing is written any more', async () => {
    const path = await folder.write('b.csv', `${HEADER}0,3\n`);
    const follower = new LogFollower(path);
    await follower.poll();
    await appendFile(path, '1,2');
    expect(losses(await follower.poll())).toEqual([3]);
    expect(losses(await follower.poll())).toEqual([3, 2]);
    expect(await follower.poll()).toBeNull();
    await appendFile(path, '5\n2,1\n');
    expect(losses(await follower.poll())).toEqual([3, 25, 1]);
  });

  test('a last number that is cut off is never taken, however long it stands there', async () => {
    const path = await folder.write('cut.csv', `${HEADER}0,3\n1,0.`);
    const follower = new LogFollower(path);
    expect(losses(await follower.poll())).toEqual([3]);
    await follower.poll();
    expect(losses(await follower.poll()) ?? [3]).toEqual([3]);
    await appendFile(path, '85\n');
    expect(losses(await follower.poll())).toEqual([3, 0.85]);
  });

  test('histories that were given do not change', async () => {
    const path = await folder.write('c.csv', `${HEADER}0,3\n1,2`);
    const follower = new LogFollower(path);
    expect(losses(await follower.poll())).toEqual([3]);
    const first = await follower.poll();
    expect(losses(first)).toEqual([3, 2]);
    await appendFile(path, '5\n2,1\n');
    await follower.poll();
    expect(losses(first)).toEqual([3, 2]);
  });

  test('an empty file waits; a missing one is an error until it was read', async () => {
    const path = folder.path('d.csv');
    const follower = new LogFollower(path);
    expect((await problemFrom(follower.poll())).code).toBe('LOG_FILE');
    await writeFile(path, '');
    expect(await follower.poll()).toBeNull();
    await writeFile(path, HEADER);
    expect(await follower.poll()).toBeNull();
    await appendFile(path, '0,3\n');
    expect(losses(await follower.poll())).toEqual([3]);
    await rm(path);
    expect(await follower.poll()).toBeNull();
    await writeFile(path, `${HEADER}0,9\n`);
    expect(losses(await follower.poll())).toEqual([9]);
  });

  test('rotated, truncated, and rewritten with the same size', async () => {
    const path = await folder.write('e.csv', `${HEADER}0,3\n1,2\n`);
    const follower = new LogFollower(path);
    await follower.poll();
    await rename(path, folder.path('e.csv.1'));
    await writeFile(path, `${HEADER}0,7\n1,6\n2,5\n`);
    expect(losses(await follower.poll())).toEqual([7, 6, 5]);
    await truncate(path, HEADER.length + 4);
    expect(losses(await follower.poll())).toEqual([7]);
    await writeFile(path, `${HEADER}0,8\n`);
    await utimes(path, 1, 1);
    expect(losses(await follower.poll())).toEqual([8]);
  });

  test('a JSON file that is rewritten; half-written it keeps the last history', async () => {
    const path = await folder.write('f.json', '{"loss": [3]}');
    const follower = new LogFollower(path);
    expect(losses(await follower.poll())).toEqual([3]);
    await writeFile(path, '{"loss": [3, 2');
    expect(await follower.poll()).toBeNull();
    await writeFile(path, '{"loss": [3, 2, NaN]}');
    expect(losses(await follower.poll())).toEqual([3, 2, Number.NaN]);
  });

  test('TensorBoard: records that are not whole wait, new files and runs are found', async () => {
    const first = scalar('loss', 0, 3);
    const second = scalar('loss', 1, 2);
    const path = await folder.write('tb/a/events.out.tfevents.1.host', first);
    const follower = new LogFollower(folder.path('tb'));
    expect(losses(await follower.poll())).toEqual([3]);
    await appendFile(path, second.subarray(0, 15));
    expect(losses(await follower.poll())).toEqual([3]);
    await appendFile(path, second.subarray(15));
    expect(losses(await follower.poll())).toEqual([3, 2]);
    await folder.write('tb/a/events.out.tfevents.2.host', scalar('loss', 2, 1));
    await folder.write('tb/b/events.out.tfevents.3.host', first);
    const history = await follower.poll();
    expect(losses(history)).toEqual([3, 2, 1]);
    expect(history!.runs.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(await follower.poll()).toBeNull();
  });
});

interface Writer {
  name: string;
  header: string;
  entry(epoch: number, value: number): string | Uint8Array;
}

const WRITERS: Writer[] = [
  { name: 'random.csv', header: HEADER, entry: (epoch, value) => `${epoch},${value}\n` },
  { name: 'random.jsonl', header: '', entry: (epoch, loss) => `${JSON.stringify({ epoch, loss })}\n` },
  {
    name: 'events.out.tfevents.9.host',
    header: '',
    entry: (epoch, value) => scalar('loss', epoch % 128, value),
  },
];

/** Writes to one file as a training does, and as what happens to files of trainings. */
class RandomTraining {
  private readonly path: string;
  private readonly writer: Writer;
  private readonly random: () => number;
  private epoch = 0;
  /** Bytes that the writer has in its buffer. */
  private buffered: Uint8Array = Buffer.alloc(0);

  constructor(path: string, writer: Writer, seed: number) {
    this.path = path;
    this.writer = writer;
    this.random = generator(seed);
  }

  async step(): Promise<void> {
    const kind = this.random();
    if (kind < 0.75) await this.append();
    else if (kind < 0.8) await this.cut();
    else if (kind < 0.85) await this.rotate();
    else if (kind < 0.9) await this.begin();
  }

  /** Writes over the file. */
  async begin(): Promise<void> {
    this.epoch = 0;
    this.buffered = Buffer.alloc(0);
    await writeFile(this.path, Buffer.concat([Buffer.from(this.writer.header), this.entries(3)]));
  }

  /** Some entries, up to any byte. */
  private async append(): Promise<void> {
    const bytes = Buffer.concat([this.buffered, this.entries(4)]);
    const written = this.random() < 0.5 ? bytes.length : Math.floor(this.random() * bytes.length);
    this.buffered = bytes.subarray(written);
    await appendFile(this.path, bytes.subarray(0, written));
  }

  private async cut(): Promise<void> {
    const { size } = await stat(this.path);
    await truncate(this.path, Math.floor(size * this.random()));
  }

  private async rotate(): Promise<void> {
    await rename(this.path, `${this.path}.old`);
    await this.begin();
  }

  private entries(most: number): Buffer {
    const count = Math.floor((most + 1) * this.random());
    const entries = Array.from({ length: count }, () => {
      if (this.random() < 0.02) this.epoch = Math.floor(this.epoch / 2);
      return Buffer.from(this.writer.entry(this.epoch++, this.random()));
    });
    return Buffer.concat(entries);
  }
}

async function openOrNull(path: string): Promise<History | null> {
  try {
    return await openHistory(path);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

describe.each(WRITERS)('1,000 random steps: $name', (writer) => {
  test('what is followed is what a fresh reading finds', async () => {
    const path = await folder.write(`random/${writer.name}`, '');
    const training = new RandomTraining(path, writer, 1);
    await training.begin();
    const follower = new LogFollower(path);
    let followed: History | null = null;
    let compared = 0;
    for (let step = 0; step < 1000; step++) {
      followed = (await follower.poll()) ?? followed;
      // By then nothing has been written between two polls.
      followed = (await follower.poll()) ?? followed;
      const fresh = await openOrNull(path);
      if (fresh) {
        expect(followed, `step ${step}`).toEqual(fresh);
        compared++;
      }
      await training.step();
    }
    expect(compared).toBeGreaterThan(600);
  });
});
