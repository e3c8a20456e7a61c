/** The scalars of one TensorBoard event file, gathered by tag as the file grows. */
import { Numbers } from '../numbers.ts';
import { damagedEvents, MOST_SERIES, MOST_VALUES, tooManySeries, tooManyValues } from '../refusal.ts';
import { EventParser, type EventVisitor } from './event.ts';
import { hyperparameters } from './hyperparameters.ts';
import { RecordReader } from './records.ts';

/** Plugins whose values are single numbers or are said to be. */
const SCALAR_PLUGINS = new Set(['scalars', '']);

export interface TagScalars {
  tag: string;
  steps: Numbers;
  values: Numbers;
}

export class EventFileReader {
  readonly tags: TagScalars[] = [];
  readonly settings: Record<string, number | string | boolean> = {};
  /** The step at which a session starts in this file; what earlier files hold from there on is abandoned. */
  startsAt: number | null = null;
  private readonly path: string;
  private readonly records: RecordReader;
  /** By the tag's bytes as Latin-1, which takes no decoding; null for what is no scalar. */
  private readonly byBytes = new Map<string, TagScalars | null>();
  private parser = new EventParser(new Uint8Array(0));
  private parsed: Uint8Array | null = null;
  private events = 0;
  private points = 0;

  constructor(path: string) {
    this.path = path;
    const visitor: EventVisitor = {
      scalar: (tag, plugin, step, value) => this.add(tag, plugin, step, value),
      plugin: (name, content) => {
        if (name === 'hparams') Object.assign(this.settings, hyperparameters(content));
      },
      start: (step) => {
        if (this.points === 0) this.startsAt = step;
      },
    };
    this.records = new RecordReader((bytes, from, to) => {
      if (this.parsed !== bytes) {
        this.parser = new EventParser(bytes);
        this.parsed = bytes;
      }
      this.parser.parse(from, to, visitor);
      this.events++;
    });
  }

  /** @throws UserError `LOG_LIMIT`, `LOG_DAMAGED` when not even the first record can be read */
  push(bytes: Uint8Array): void {
    this.records.push(bytes);
    this.parsed = null;
    if (this.records.damage && this.events === 0) throw damagedEvents(this.path, this.records.damage);
  }

  /** What stops the reading, as sentences. */
  notes(file: string): string[] {
    if (this.records.damage) return [`${file}: ${this.records.damage} What follows was left out.`];
    return this.records.isOpen ? [`${file}: the last record is incomplete and was left out.`] : [];
  }

  private add(tag: Uint8Array, plugin: string | null, step: number, value: number): void {
    const key = Buffer.from(tag.buffer, tag.byteOffset, tag.length).toString('latin1');
    let scalars = this.byBytes.get(key);
    if (scalars === undefined) {
      scalars = plugin !== null && !SCALAR_PLUGINS.has(plugin) ? null : this.open(tag);
      if (this.byBytes.size >= MOST_SERIES) throw tooManySeries(this.path);
      this.byBytes.set(key, scalars);
    }
    if (!scalars) return;
    if (++this.points > MOST_VALUES) throw tooManyValues(this.path);
    scalars.steps.push(step);
    scalars.values.push(value);
  }

  private open(tag: Uint8Array): TagScalars {
    const scalars = { tag: new TextDecoder().decode(tag), steps: new Numbers(), values: new Numbers() };
    this.tags.push(scalars);
    return scalars;
  }
}
