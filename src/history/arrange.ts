/** From values in the order in which they were logged to a curve with ascending steps. */

export interface Arranged {
  steps: Float64Array;
  values: Float64Array;
  /** How often training went back and logged steps again. */
  restarts: number;
  /** Points of before a restart, at steps that it has not reached again. */
  stale: number;
  /** Points of before a restart, at steps that it has logged again. */
  superseded: number;
}

/** More backward jumps than this are no restarts: the rows are in no order. */
const MOST_RESTARTS = 1_000;

/**
 * Steps ascend in the result. Where the steps go back and repeat some that were there, training was resumed from
 * a checkpoint: what had been logged from that step on belongs to an abandoned course and is left out, as
 * TensorBoard does. Where nothing is repeated the rows are merely out of order and are sorted. Of equal steps in
 * a row the last one counts. A NaN step is left out. Ascending steps are returned as they are, not copied.
 */
export function arrange(steps: Float64Array, values: Float64Array): Arranged {
  if (ascends(steps)) return { steps, values, restarts: 0, stale: 0, superseded: 0 };
  const parts = ascendingParts(steps);
  if (parts.length === 1 || parts.length - 1 > MOST_RESTARTS || !hasRepeats(steps, parts))
    return { ...sorted(steps, values), restarts: 0, stale: 0, superseded: 0 };
  const course = new Course(steps.length);
  for (const [from, to] of parts) course.append(steps.subarray(from, to), values.subarray(from, to));
  return course.finish();
}

/**
 * Several values within an epoch, logged under its number, one after another: they are spread over (e − 1, e], so
 * that the last of them stands at the epoch's end. Steps that are mostly logged once stay as they are.
 */
export function spreadWithin(steps: Float64Array): Float64Array {
  let groups = steps.length > 0 ? 1 : 0;
  for (let i = 1; i < steps.length; i++) if (steps[i] !== steps[i - 1]) groups++;
  if (steps.length < 2 * groups) return steps;
  const spread = new Float64Array(steps.length);
  for (let from = 0; from < steps.length; ) {
    let to = from + 1;
    while (to < steps.length && steps[to] === steps[from]) to++;
    for (let i = from; i < to; i++) spread[i] = steps[from]! - (to - 1 - i) / (to - from);
    from = to;
  }
  return spread;
}

function ascends(steps: Float64Array): boolean {
  if (Number.isNaN(steps[0])) return false;
  for (let i = 1; i < steps.length; i++) if (!(steps[i]! > steps[i - 1]!)) return false;
  return true;
}

/** Stretches in which the steps do not go back. */
function ascendingParts(steps: Float64Array): [number, number][] {
  const parts: [number, number][] = [];
  let from = 0;
  for (let i = 1; i <= steps.length; i++) {
    if (i < steps.length && !(steps[i]! < steps[i - 1]!)) continue;
    parts.push([from, i]);
    from = i;
  }
  return parts;
}

/** Whether a step of one part is also in another one. */
function hasRepeats(steps: Float64Array, parts: [number, number][]): boolean {
  const distinct = (values: Float64Array) => {
    let count = values.length > 0 ? 1 : 0;
    for (let i = 1; i < values.length; i++) if (values[i] !== values[i - 1]) count++;
    return count;
  };
  const within = parts.reduce((sum, [from, to]) => sum + distinct(steps.subarray(from, to)), 0);
  return distinct(steps.toSorted()) < within;
}

/** Sorted by step; of equal steps the later one. */
function sorted(steps: Float64Array, values: Float64Array): { steps: Float64Array; values: Float64Array } {
  const order = Uint32Array.from(steps.keys()).sort((a, b) => steps[a]! - steps[b]! || a - b);
  const into = { steps: new Float64Array(steps.length), values: new Float64Array(steps.length) };
  let length = 0;
  for (const index of order) {
    const step = steps[index]!;
    if (Number.isNaN(step)) continue;
    if (length === 0 || into.steps[length - 1] !== step) length++;
    into.steps[length - 1] = step;
    into.values[length - 1] = values[index]!;
  }
  return { steps: into.steps.subarray(0, length), values: into.values.subarray(0, length) };
}

/** The course of a training with restarts; its steps ascend. */
class Course {
  private readonly steps: Float64Array;
  private readonly values: Float64Array;
  private length = 0;
  private restarts = 0;
  private stale = 0;
  private superseded = 0;

  constructor(capacity: number) {
    this.steps = new Float64Array(capacity);
    this.values = new Float64Array(capacity);
  }

  /** A part in which the steps do not go back. */
  append(steps: Float64Array, values: Float64Array): void {
    const part = sorted(steps, values);
    if (part.steps.length === 0) return;
    const keep = this.firstFrom(part.steps[0]!);
    const repeated = this.countIn(part.steps, keep);
    if (keep < this.length && repeated === 0) {
      this.merge(part);
      return;
    }
    if (keep < this.length) {
      const last = part.steps.at(-1)!;
      this.restarts++;
      const beyond = this.length - this.firstFrom(last) - (this.steps[this.firstFrom(last)] === last ? 1 : 0);
      this.stale += beyond;
      this.superseded += this.length - keep - beyond;
    }
    this.steps.set(part.steps, keep);
    this.values.set(part.values, keep);
    this.length = keep + part.steps.length;
  }

  finish(): Arranged {
    const { length, restarts, stale, superseded } = this;
    const [steps, values] = [this.steps.slice(0, length), this.values.slice(0, length)];
    return { steps, values, restarts, stale, superseded };
  }

  /** Index of the first step that is not below `step`. */
  private firstFrom(step: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.steps[middle]! < step) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private countIn(steps: Float64Array, from: number): number {
    let count = 0;
    let at = from;
    for (const step of steps) {
      while (at < this.length && this.steps[at]! < step) at++;
      if (at < this.length && this.steps[at] === step) count++;
    }
    return count;
  }

  private merge(part: { steps: Float64Array; values: Float64Array }): void {
    const steps = new Float64Array(this.length + part.steps.length);
    const values = new Float64Array(steps.length);
    steps.set(this.steps.subarray(0, this.length));
    steps.set(part.steps, this.length);
    values.set(this.values.subarray(0, this.length));
    values.set(part.values, this.length);
    const merged = sorted(steps, values);
    this.steps.set(merged.steps);
    this.values.set(merged.values);
    this.length = merged.steps.length;
  }
}
