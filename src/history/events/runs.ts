/** From the event files of a folder to runs: files joined, folders of one training put together. */
import { basename, dirname, relative, sep } from 'node:path';
import { arrange } from '../arrange.ts';
import { groupBy } from '../groups.ts';
import type { LogRun, Series } from '../history.ts';
import { isPartWord } from '../names.ts';
import { Numbers } from '../numbers.ts';
import { MOST_RUNS, MOST_SERIES, tooManyRuns, tooManySeries } from '../refusal.ts';
import { guessRoles } from '../roles.ts';
import { staleNote } from '../tables/runs.ts';
import type { EventFileReader, TagScalars } from './scalars.ts';

export interface EventFile {
  path: string;
  reader: EventFileReader;
}

export interface EventRuns {
  runs: LogRun[];
  notes: string[];
}

/** A folder with event files; its tags are prefixed when it is a part of its parent's run. */
interface Member {
  folder: string;
  prefix: string;
  files: EventFile[];
}

/**
 * A run for each folder with event files. Folders named for a part of the data (`train`, `validation`, as Keras
 * writes them, `eval` of an Estimator) belong to the run of the folder around them, their curves as
 * `train/epoch_loss`; so do those that add_scalars of PyTorch makes, `Loss_train` with the tag `Loss`, as
 * `Loss/train`. Files of one folder are joined in the order of their names, which begin with the time.
 * @throws UserError `LOG_LIMIT`
 */
export function runsOfEvents(root: string, files: EventFile[]): EventRuns {
  const byFolder = groupBy(files, ({ path }) => dirname(path));
  const byRun = new Map<string, Member[]>();
  for (const [folder, own] of byFolder) {
    const member = placeOf(folder, own, byFolder);
    const run = member.prefix === '' ? folder : dirname(folder);
    byRun.set(run, [...(byRun.get(run) ?? []), member]);
  }
  if (byRun.size > MOST_RUNS) throw tooManyRuns(root);
  const notes = files.flatMap(({ path, reader }) => reader.notes(relative(root, path) || basename(path)));
  const runs = [...byRun]
    .map(([folder, members]) => runOf(root, nameOf(root, folder), members, notes))
    .filter(({ series }) => series.length > 0);
  return { runs, notes };
}

/** The path from the root, with slashes; of the root itself its own name. */
const nameOf = (root: string, folder: string) =>
  relative(root, folder).split(sep).join('/') || basename(folder);

function placeOf(folder: string, files: EventFile[], folders: Map<string, EventFile[]>): Member {
  const name = basename(folder);
  if (isPartWord(name.toLowerCase())) return { folder, prefix: `${name}/`, files };
  if (folders.has(dirname(folder)) && addScalarsTag(name, files)) return { folder, prefix: name, files };
  return { folder, prefix: '', files };
}

/** Of a folder `Loss_train` the tag `Loss`; null when its files hold others. */
function addScalarsTag(folder: string, files: EventFile[]): string | null {
  const tags = new Set(files.flatMap(({ reader }) => reader.tags.map(({ tag }) => tag)));
  const [tag] = tags;
  return tags.size === 1 && tag && folder.startsWith(`${tag.replaceAll('/', '_')}_`) ? tag : null;
}

function runOf(root: string, name: string, members: Member[], notes: string[]): LogRun {
  const series: Series[] = [];
  let restarts = 0;
  let stale = 0;
  for (const { folder, prefix, files } of members)
    for (const [tag, parts] of tagsOf(files)) {
      const joined = join(parts);
      const arranged = arrange(joined.steps, joined.values);
      restarts = Math.max(restarts, arranged.restarts + joined.restarts);
      stale = Math.max(stale, arranged.stale + joined.stale);
      series.push({ name: seriesName(prefix, folder, tag), steps: arranged.steps, values: arranged.values });
    }
  if (series.length > MOST_SERIES) throw tooManySeries(root);
  const { roles, metricRises } = guessRoles(
    series.map((one) => ({ name: one.name, count: one.values.length })),
  );
  const unit = countsEpochs(series, roles) ? 'epoch' : 'step';
  if (stale > 0) notes.push(staleNote(name, stale, unit));
  const settings = Object.assign(
    {},
    ...members.flatMap(({ files }) => files.map(({ reader }) => reader.settings)),
  );
  return { name, unit, series, roles, metricRises, restarts, settings };
}

/**
 * Event files do not say what their steps count. Validation after every single step happens only when a step is
 * an epoch; `train_loss_epoch` of Lightning is logged at the step that ends one.
 */
function countsEpochs(series: Series[], { trainingLoss, validationLoss }: LogRun['roles']): boolean {
  const name = validationLoss ?? trainingLoss;
  if (!name || (!validationLoss && !/epoch/i.test(name))) return false;
  const { steps } = series.find((one) => one.name === name)!;
  return steps.length > 1 && steps.at(-1)! - steps[0]! < 1.5 * steps.length;
}

function seriesName(prefix: string, folder: string, tag: string): string {
  if (prefix === '' || prefix.endsWith('/')) return prefix + tag;
  return `${tag}/${basename(folder).slice(tag.length + 1)}`;
}

interface Part {
  scalars: TagScalars;
  startsAt: number | null;
}

function tagsOf(files: EventFile[]): Map<string, Part[]> {
  const sorted = files.toSorted((a, b) => (basename(a.path) < basename(b.path) ? -1 : 1));
  const parts = sorted.flatMap(({ reader }) =>
    reader.tags.map((scalars) => ({ scalars, startsAt: reader.startsAt })),
  );
  return groupBy(parts, ({ scalars }) => scalars.tag);
}

/** One after another; a file whose session starts at a step drops what is there from that step on. */
function join(parts: Part[]): { steps: Float64Array; values: Float64Array; restarts: number; stale: number } {
  const [first] = parts;
  if (parts.length === 1)
    return {
      steps: first!.scalars.steps.view(),
      values: first!.scalars.values.view(),
      restarts: 0,
      stale: 0,
    };
  let steps = new Numbers();
  let values = new Numbers();
  let restarts = 0;
  let stale = 0;
  for (const { scalars, startsAt } of parts) {
    if (startsAt !== null && startsAt > 0) {
      const kept = below(startsAt, steps, values);
      if (kept.steps.length < steps.length) {
        restarts++;
        stale += countAbove(steps, scalars.steps.view());
      }
      ({ steps, values } = kept);
    }
    scalars.steps.view().forEach((step) => void steps.push(step));
    scalars.values.view().forEach((value) => void values.push(value));
  }
  return { steps: steps.view(), values: values.view(), restarts, stale };
}

function below(limit: number, steps: Numbers, values: Numbers): { steps: Numbers; values: Numbers } {
  const kept = { steps: new Numbers(), values: new Numbers() };
  for (let i = 0; i < steps.length; i++) {
    if (steps.at(i) >= limit) continue;
    kept.steps.push(steps.at(i));
    kept.values.push(values.at(i));
  }
  return kept;
}

/** Steps beyond the last of the new ones. */
function countAbove(steps: Numbers, later: Float64Array): number {
  const last = later.at(-1) ?? Number.POSITIVE_INFINITY;
  return steps.view().reduce((count, step) => count + (step > last ? 1 : 0), 0);
}
