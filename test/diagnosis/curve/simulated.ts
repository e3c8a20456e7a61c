/** Single curves drawn from a law that is known: courses of the loss, lengths from 3 to 1,000, and kinds of noise. */
import type { VerdictKind } from '../../../src/diagnosis/fit.ts';
import { Draws } from '../cases/draws.ts';
import { type CurveCase, runOf } from './curveCase.ts';

/** Losses as functions of the share t ∈ [0, 1] of the training that has passed. */
interface Course {
  kind: VerdictKind;
  validation: (t: number) => number;
  training: (t: number) => number;
  /** Where the true validation loss turns. */
  turn?: number;
  /** What is added to both: negative for log densities. */
  offset?: number;
  /** The last values become this. */
  ends?: number;
  /** Fewest validations that show the course. */
  fewest?: number;
}

const decay = (floor: number, start: number, time: number) => (t: number) =>
  floor + (start - floor) * Math.exp(-t / time);

function goodCourse(random: Draws): Course {
  const floor = random.between(0.05, 1.5);
  const time = random.between(0.02, 0.08);
  const start = floor + random.between(0.3, 2.5);
  return {
    kind: 'good',
    validation: decay(floor, start, time),
    training: decay(floor * random.between(0.3, 0.95), start, time),
  };
}

function overfittingCourse(random: Draws): Course {
  const good = goodCourse(random);
  const floor = good.validation(1);
  const turn = random.between(0.15, 0.7);
  const rise = floor * random.between(0.08, 1.2);
  const bend = random.of([0.6, 1, 1, 1.6]);
  const up = (t: number) => rise * (Math.max(0, t - turn) / (1 - turn)) ** bend;
  const down = decay(floor, floor + random.between(0.3, 2), turn / random.between(3, 6));
  return {
    kind: 'overfitting',
    turn,
    validation: (t) => down(t) + up(t),
    training: decay(0.05 * floor, floor + 1, random.between(0.15, 0.4)),
  };
}

const COURSES: Record<string, (random: Draws) => Course> = {
  level: goodCourse,
  'validation below training': (random) => {
    const course = goodCourse(random);
    return { ...course, training: (t) => course.validation(t) * 1.2 };
  },
  'steps of the learning rate': (random) => {
    const { kind, validation, training } = goodCourse(random);
    const first = random.between(0.3, 0.5);
    const drops = (t: number) => (t < first ? 1.6 : t < first + 0.2 ? 1.15 : 1);
    return {
      kind,
      validation: (t) => validation(t) * drops(t),
      training: (t) => training(t) * drops(t),
      fewest: 12,
    };
  },
  overfitting: overfittingCourse,
  'overfitting of log densities': (random) => ({ ...overfittingCourse(random), offset: -5 }),
  'level log densities': (random) => ({ ...goodCourse(random), offset: -5 }),
  'ended too early': (random) => {
    const floor = random.between(0.2, 1);
    const slope = floor * random.between(0.5, 1);
    const line = (t: number) => floor + slope * (1 - t);
    return { kind: 'underfitting', validation: line, training: (t) => 0.9 * line(t) };
  },
  'hardly learned': (random) => {
    const start = random.between(0.7, 2.3);
    const end = start * random.between(0.87, 0.97);
    const course = decay(end, start, 0.1);
    return { kind: 'underfitting', validation: (t) => course(t) * 1.01, training: course };
  },
  'not a number': (random) => ({ ...goodCourse(random), kind: 'diverged', ends: Number.NaN }),
};

/** Other courses, never looked at while the diagnosis was improved. */
const HELD_OUT: typeof COURSES = {
  'power law': (random) => {
    const floor = random.between(0.2, 1);
    const law = (t: number) => floor * (1 + 2 / (1 + 60 * t) ** 1.5);
    return { kind: 'good', validation: law, training: (t) => 0.8 * law(t) };
  },
  'late fall': (random) => {
    const hill = random.between(0.3, 1);
    const good = goodCourse(random);
    // The loss rises, then falls below all before: grokking.
    const rise = (t: number) => hill * Math.max(0, Math.sin(Math.PI * Math.min(1, t / 0.55)));
    return {
      kind: 'good',
      validation: (t) => good.validation(t) + rise(t) + (t < 0.6 ? 0.4 : 0.4 * Math.exp(-(t - 0.6) / 0.05)),
      training: good.training,
      fewest: 30,
    };
  },
  'saturating overfitting': (random) => {
    const course = overfittingCourse(random);
    const turn = random.between(0.1, 0.4);
    const floor = random.between(0.1, 1);
    const rise = floor * random.between(0.1, 1);
    const down = decay(floor, floor + 1, turn / 4);
    const up = (t: number) => rise * (1 - Math.exp(-Math.max(0, t - turn) / 0.2));
    return { ...course, turn, validation: (t) => down(t) + up(t) };
  },
  exploding: (random) => {
    const { validation, training } = goodCourse(random);
    const grows = (t: number) => (t > 0.7 ? Math.exp((t - 0.7) * random.between(18, 25)) : 1);
    return {
      kind: 'diverged',
      validation: (t) => validation(t) * grows(t),
      training: (t) => training(t) * grows(t),
      fewest: 10,
    };
  },
};

/** Noise around a course with standard deviation 1; of heavy tails, Student's t with 3 degrees of freedom. */
const NOISES: Record<string, (random: Draws, length: number) => number[]> = {
  white: (random, length) => Array.from({ length }, () => random.normal()),
  autoregressive: (random, length) => {
    const share = random.between(0.3, 0.9);
    let at = random.normal();
    return Array.from({ length }, () => {
      at = share * at + Math.sqrt(1 - share ** 2) * random.normal();
      return at;
    });
  },
  'heavy tails': (random, length) =>
    Array.from({ length }, () => {
      const squares = random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2;
      return random.normal() / Math.sqrt(squares);
    }),
};

const EACH = 60;
const LENGTHS = [3, 5, 8, 10, 15, 20, 30, 50, 100, 200, 500, 1000];

/** {@link EACH} curves of every course; of those not held out as a whole, every second one is. */
export function simulatedCurves(): CurveCase[] {
  const all = [
    ...Object.entries(COURSES).map((course) => ({ course, whole: false })),
    ...Object.entries(HELD_OUT).map((course) => ({ course, whole: true })),
  ];
  return all.flatMap(({ course: [name, law], whole }, at) =>
    Array.from({ length: EACH }, (_, index) =>
      simulated(name, law, new Draws(70_000 + 1000 * at + index), { index, whole }),
    ),
  );
}

function simulated(
  name: string,
  law: (random: Draws) => Course,
  random: Draws,
  { index, whole }: { index: number; whole: boolean },
): CurveCase {
  const course = law(random);
  const length = random.of(LENGTHS.filter((each) => each >= (course.fewest ?? 3)));
  const [noiseName, noise] = random.of(Object.entries(NOISES));
  const size = 10 ** random.between(-2.5, -1.15);
  const times = Array.from({ length }, (_, epoch) => (epoch + 1) / length);
  const observed = (of: (t: number) => number, share: number) => {
    const around = noise(random, length);
    return times.map((t, epoch) => of(t) * (1 + share * size * around[epoch]!) + (course.offset ?? 0));
  };
  const training = observed(course.training, 0.5);
  const validation = observed(course.validation, 1);
  if (course.ends !== undefined) {
    const from = Math.floor(length * random.between(0.4, 0.95));
    training.fill(course.ends, from);
    validation.fill(course.ends, from);
  }
  return {
    name: `${name} ${index + 1}: ${length} epochs, ${noiseName} noise of ${(100 * size).toFixed(1)} %`,
    generator: name,
    heldOut: whole || index % 2 === 1,
    truth: {
      kind: course.kind,
      ...(course.turn !== undefined && { since: Math.max(1, course.turn * length) }),
    },
    fewRows: false,
    run: runOf(training, validation),
  };
}
