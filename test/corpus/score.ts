/** Scores the reader and the advice on the corpus. */
import type { Finding } from '../../src/advice/rule.ts';
import { advise } from '../../src/advice/runner.ts';
import { DEFAULT_SETTINGS } from '../../src/advice/settings.ts';
import type { ModelDefinition } from '../../src/definition/model.ts';
import { readSource } from '../../src/definition/source.ts';
import { type CorpusFile, textsOf } from './files.ts';
import { scoreFindings } from './scoreFindings.ts';
import { scoreModels } from './scoreModels.ts';
import { type Measure, Tally } from './tally.ts';

/** Least shares; besides, no value may be wrong. */
export const AIMS: Partial<Record<Measure, number>> = {
  models: 0.97,
  layers: 0.95,
  'finding precision': 0.95,
};

export function scoreCorpus(files: CorpusFile[]): Tally {
  const tally = new Tally();
  for (const { file, text, expected } of files) {
    const { models, findings } = read(file, text, tally);
    scoreModels(file, expected.models, models, tally);
    scoreFindings(file, expected, findings, tally);
  }
  return tally;
}

/** A file that cannot be read misses everything that is in it. */
function read(file: string, text: string, tally: Tally): { models: ModelDefinition[]; findings: Finding[] } {
  try {
    const reading = readSource(file, text);
    return {
      models: reading.models,
      findings: advise(reading, textsOf(file, text), DEFAULT_SETTINGS),
    };
  } catch (error) {
    const stack = String((error as Error).stack ?? error).split('\n');
    tally.defect('exception', file, 'none', stack.slice(0, 3).join('\n'));
    return { models: [], findings: [] };
  }
}

/** What falls short of the aims, as sentences. */
export function shortfalls(tally: Tally): string[] {
  const shares = Object.entries(AIMS).flatMap(([measure, aim]) => {
    const share = tally.share(measure as Measure);
    return share < aim ? [`${measure}: ${percent(share)} instead of at least ${percent(aim)}`] : [];
  });
  const counted = ['wrong value', 'wrong parameters', 'exception'].flatMap((what) => {
    const count = tally.defectsOf(what).length;
    return count > 0 ? [`${what}: ${count} instead of none`] : [];
  });
  return [...shares, ...counted];
}

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
