/** `--map`: which column of a log is which, where the guess is wrong. */
import { basename } from 'node:path';
import { UserError } from '../errors.ts';
import type { ColumnMapping, History, Roles } from '../history/history.ts';
import { openHistory } from '../history/open.ts';
import { inQuotes } from '../report/logs/curveNames.ts';
import { UsageError } from './command.ts';

const ROLES: Record<string, keyof Roles> = {
  'training-loss': 'trainingLoss',
  'validation-loss': 'validationLoss',
  'training-metric': 'trainingMetric',
  'validation-metric': 'validationMetric',
};
const KEYS = ['epoch', 'step', 'run', ...Object.keys(ROLES)];

/** What was given of a mapping; the rest is guessed. */
export type PartialMapping = Partial<Omit<ColumnMapping, 'roles'>> & { roles: Roles };

/**
 * @param text `step=batch,validation-loss=Test loss`
 * @throws UsageError for an unknown key or a missing column name
 */
export function parseMapping(text: string): PartialMapping {
  const mapping: PartialMapping = { roles: {} };
  for (const part of text.split(',')) {
    const [, key = '', column = ''] = /^\s*([^=]*)=(.*)$/.exec(part) ?? [];
    if (!KEYS.includes(key) || column === '')
      throw new UsageError(`--map takes KEY=COLUMN with the keys ${KEYS.join(', ')}, found “${part}”.`);
    if (key === 'epoch' || key === 'step') Object.assign(mapping, { step: column, unit: key });
    else if (key === 'run') mapping.run = column;
    else mapping.roles[ROLES[key]!] = column;
  }
  return mapping;
}

/**
 * The log as it is guessed, with what was given instead.
 * @throws UserError `LOG_COLUMN` for a column that the log does not have
 */
export async function openMapped(path: string, given: PartialMapping | undefined): Promise<History> {
  const guessed = await openHistory(path);
  return given ? openHistory(path, completed(guessed, given)) : guessed;
}

function checkColumns({ path, columns, runs }: History, { step, run, roles }: PartialMapping): void {
  const curves = runs.flatMap(({ series }) => series.map(({ name }) => name));
  const names = [...new Set([...(columns?.names ?? []), ...curves])];
  const missing = [step, run, ...Object.values(roles)].find((name) => name && !names.includes(name));
  if (!missing) return;
  throw new UserError({
    code: 'LOG_COLUMN',
    title: `${basename(path)} has no column “${missing}”`,
    explanation: `--map names it; the log has ${inQuotes(names)}.`,
    remedy: 'Give one of these names, as it is written there.',
    technical: [path],
  });
}

/** @throws UserError `LOG_COLUMN` */
export function completed(history: History, given: PartialMapping): ColumnMapping {
  checkColumns(history, given);
  const { columns, runs } = history;
  const guess: ColumnMapping = columns?.mapping ?? {
    step: null,
    unit: runs[0]?.unit ?? 'epoch',
    run: null,
    roles: runs[0]?.roles ?? {},
  };
  return { ...guess, ...given, roles: { ...guess.roles, ...given.roles } };
}
