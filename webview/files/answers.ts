/** What the host was asked for: spectra of tensors, an evaluation. */
import type { FilesState, HostToFiles } from '../../src/protocol/files.ts';
import type { Answers, Asked } from './view.ts';

export const NO_ANSWERS: Answers = { spectra: new Map(), evaluation: undefined };

/** Said where the host tells of nothing else. */
const NOTHING_MADE = {
  code: 'NOTHING_MADE',
  title: 'There is no result',
  explanation: 'The editor answered without a result and without a reason.',
};

export const withSpectrumAsked = (answers: Answers, tensor: string): Answers => ({
  ...answers,
  spectra: new Map(answers.spectra).set(tensor, { state: 'waiting' }),
});

/** The answers after a message; those to questions about another file are gone. */
export function answered(answers: Answers, message: Exclude<HostToFiles, { type: 'state' }>): Answers {
  if (message.type === 'spectrum') {
    const { tensor, spectrum, problem } = message;
    const spectra = new Map(answers.spectra).set(tensor, settled(spectrum, problem));
    return { ...answers, spectra };
  }
  const { evaluation, problem, progress } = message;
  if (!evaluation && !problem && progress !== undefined) {
    return { ...answers, evaluation: { state: 'waiting', progress } };
  }
  // The user was asked for a dataset and named none.
  if (!evaluation && !problem) return { ...answers, evaluation: undefined };
  return { ...answers, evaluation: settled(evaluation, problem) };
}

function settled<T>(value: T | null, problem = NOTHING_MADE): Asked<T> {
  return value === null ? { state: 'refused', problem } : { state: 'there', value };
}

/** By this it is seen that another file is shown. */
export function fileOf(state: FilesState): string {
  switch (state.kind) {
    case 'reading':
    case 'failed':
      return state.file;
    case 'weights':
    case 'log':
      return state.report.file;
    case 'comparison':
      return state.comparison.files.join('\n');
    default:
      return state satisfies never;
  }
}

/** By this it is seen that another file, or another state of it, was read: what was asked for is about the one before. */
export function contentOf(state: FilesState): string {
  if (state.kind !== 'weights') return fileOf(state);
  const { file, bytes, total } = state.report;
  return JSON.stringify([file, bytes, total]);
}
