/** The stored runs of experiments as lists show them, and their curves. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RunCurves, RunEntry } from '../../protocol/panel.ts';
import type { EpochRecord, RunResult } from '../records.ts';
import { readRecords, readResult, runPaths, writeAtomically } from '../runFiles.ts';
import { type ResultsFolder, resultsBase, resultsFolders } from './folders.ts';

/** Which run a key means. */
export interface RunPlace {
  experimentFile: string;
  version: string;
  id: string;
}

const SEPARATOR = '#';

/** Unique in a workspace: `/work/digits.reglens.json#0a1b2c3d4e5f/l2-1e-3-seed1`. */
export const runKey = ({ experimentFile, version, id }: RunPlace): string =>
  `${experimentFile}${SEPARATOR}${version}/${id}`;

/** What {@link runKey} was made of; undefined for a text that it never makes. */
export function runPlace(key: string): RunPlace | undefined {
  const match = /^(?<file>.+\.json)#(?<version>[0-9a-f]+)\/(?<id>[^/\\]+)$/.exec(key)?.groups;
  return match && { experimentFile: match.file!, version: match.version!, id: match.id! };
}

/** Names that users gave to runs, by id. */
type Labels = Record<string, string>;

const labelsFile = (folder: string): string => join(folder, 'labels.json');

function readLabels(folder: string): Labels {
  try {
    return JSON.parse(readFileSync(labelsFile(folder), 'utf8')) as Labels;
  } catch {
    // No run has been renamed, or the file is damaged: the variants' names stand.
    return {};
  }
}

/** Gives a run a name of its own; an empty one takes it away. */
export function labelRun(folder: string, id: string, label: string): void {
  const { [id]: _, ...others } = readLabels(folder);
  writeAtomically(labelsFile(folder), JSON.stringify(label ? { ...others, [id]: label } : others));
}

/** The runs of an experiment's latest version, or of all of them, in plan order; others get their turn in between. */
export async function storedRuns(experimentFile: string, versions: 'latest' | 'all'): Promise<RunEntry[]> {
  const folders = resultsFolders(experimentFile);
  const entries: RunEntry[] = [];
  for (const folder of versions === 'latest' ? folders.slice(0, 1) : folders) {
    const labels = readLabels(folder.folder);
    for (const { id } of folder.plan.runs) {
      const entry = entryOf(experimentFile, folder, id, labels);
      if (entry) entries.push(entry);
      await othersTurn();
    }
  }
  return entries;
}

/** A run with its epochs; undefined when it is not stored, or no longer. */
export function storedCurves(key: string): RunCurves | undefined {
  const place = runPlace(key);
  if (!place) return undefined;
  const folders = resultsFolders(place.experimentFile);
  const folder = folders.find(({ version }) => version === place.version);
  const entry = folder && entryOf(place.experimentFile, folder, place.id, readLabels(folder.folder));
  if (!entry) return undefined;
  const records = readRecords(folder.folder, place.id);
  const of = (value: (record: EpochRecord) => number) => records.map(value);
  const classified = records[0]?.trainAccuracy !== undefined;
  return {
    entry,
    trainLoss: of(({ trainLoss }) => trainLoss),
    trainLossDropoutOn: of(({ trainLossDropoutOn }) => trainLossDropoutOn),
    validationLoss: of(({ validationLoss }) => validationLoss),
    penalty: of(({ penalty }) => penalty),
    ...(classified && {
      trainAccuracy: of(({ trainAccuracy }) => trainAccuracy!),
      validationAccuracy: of(({ validationAccuracy }) => validationAccuracy!),
    }),
  };
}

/** All files of a run that exist: to be deleted together. */
export function filesOfRun({ experimentFile, version, id }: RunPlace): string[] {
  const paths = runPaths(join(resultsBase(experimentFile), version), id);
  return Object.values(paths).filter((file) => existsSync(file));
}

/** Nothing is stored of a run that has not begun. */
function entryOf(
  experimentFile: string,
  folder: ResultsFolder,
  id: string,
  labels: Labels,
): RunEntry | undefined {
  const spec = folder.plan.runs.find((run) => run.id === id);
  const variant = folder.plan.variants.find((each) => each.id === spec?.variant);
  const summary = spec && summaryOf(folder.folder, id);
  if (!spec || !variant || !summary) return undefined;
  return {
    key: runKey({ experimentFile, version: folder.version, id }),
    experiment: folder.plan.experiment.name,
    model: folder.plan.experiment.model.name ?? basename(folder.plan.experiment.model.file),
    variant: variant.id,
    variantName: labels[id] ?? variant.name,
    family: variant.family,
    seed: spec.seed,
    ...summary,
    comparable: comparableKey(folder),
  };
}

type Summary = Pick<
  RunEntry,
  'state' | 'epochs' | 'best' | 'testLoss' | 'testAccuracy' | 'exactZeros' | 'nearZeros'
>;

/** Results are large and do not change: what lists need of each is kept. */
const summaries = new Map<string, { modified: number; summary: Summary }>();

function summaryOf(folder: string, id: string): Summary | undefined {
  const { result: file, records } = runPaths(folder, id);
  if (!existsSync(file)) return existsSync(records) ? unfinished(readRecords(folder, id)) : undefined;
  const modified = statSync(file).mtimeMs;
  const known = summaries.get(file);
  if (known?.modified === modified) return known.summary;
  const result = readResult(folder, id);
  if (!result) return unfinished(readRecords(folder, id));
  const summary = ended(result, folder, id);
  summaries.set(file, { modified, summary });
  return summary;
}

function ended(result: RunResult, folder: string, id: string): Summary {
  const { outcome, epochs } = result;
  if (outcome !== 'finished') return { ...unfinished(readRecords(folder, id)), state: outcome, epochs };
  const { bestValidationLoss, bestEpoch, testLoss, testAccuracy, exactZeros, nearZeros } = result;
  return {
    state: outcome,
    epochs,
    best: { validationLoss: bestValidationLoss, epoch: bestEpoch },
    testLoss,
    ...(testAccuracy !== undefined && { testAccuracy }),
    exactZeros,
    nearZeros,
  };
}

function unfinished(records: EpochRecord[]): Summary {
  const losses = records.map(({ validationLoss }) => validationLoss).filter(Number.isFinite);
  if (losses.length === 0) return { state: 'unfinished', epochs: records.length };
  const validationLoss = Math.min(...losses);
  const epoch = records.find((record) => record.validationLoss === validationLoss)!.epoch;
  return { state: 'unfinished', epochs: records.length, best: { validationLoss, epoch } };
}

/** Equal for runs whose losses are of the same rows and of the same kind. */
function comparableKey({ plan: { experiment } }: ResultsFolder): string {
  const { loss, huberDelta } = experiment.training;
  const content = JSON.stringify([experiment.data, loss, loss === 'huber' ? huberDelta : 0]);
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}

/** Lets an editor that shares this thread go on between two files. */
const othersTurn = () => new Promise((resolve) => setImmediate(resolve));
