/** The work of the thread that opens files: one question, one answer, or one whenever a followed log has grown. */
import { setTimeout } from 'node:timers/promises';
import { evaluateModel } from '../../experiment/evaluation/evaluate.ts';
import { LogFollower } from '../../history/follow.ts';
import type { History } from '../../history/history.ts';
import { openHistory } from '../../history/open.ts';
import { logReport } from '../../report/logs/build.ts';
import { tensorSpectrum, weightsReport } from '../../report/weightFiles/build.ts';
import { compareWeights } from '../../report/weightFiles/compare.ts';
import type { Evaluation } from '../../report/weightFiles/evaluation.ts';
import { evaluationReport } from '../../report/weightFiles/evaluationReport.ts';
import { withWeights } from '../../weights/open.ts';
import type { EvaluationQuestion, FileAnswers, FileProgress, FileQuestion } from './questions.ts';

export interface FileListener {
  answer(answer: FileAnswers[keyof FileAnswers]): void;
  progress(progress: FileProgress): void;
  problem(error: unknown): void;
}

export async function answersTo(question: FileQuestion, listener: FileListener): Promise<void> {
  switch (question.kind) {
    case 'weights':
      return listener.answer(
        await withWeights([question.path], ([file]) => weightsReport(file!, listener.progress)),
      );
    case 'spectrum':
      return listener.answer(
        await withWeights([question.path], ([file]) => tensorSpectrum(file!, question.tensor)),
      );
    case 'comparison':
      return listener.answer(await comparison(question.paths, listener));
    case 'evaluation':
      return listener.answer(await evaluation(question, listener));
    case 'log':
      return listener.answer(logReport(await openHistory(question.path, question.mapping)));
    case 'follow':
      return follow(question, listener);
    default:
      return question satisfies never;
  }
}

async function comparison(paths: string[], listener: FileListener): Promise<FileAnswers['comparison']> {
  return withWeights(paths, async (files) => {
    const reports = [];
    for (const file of files) reports.push(await weightsReport(file, listener.progress));
    return { comparison: await compareWeights(files, listener.progress), reports };
  });
}

function evaluation(question: EvaluationQuestion, listener: FileListener): Promise<Evaluation> {
  const onProgress = (text: string) => listener.progress({ text, share: null });
  return withWeights([question.path], async ([file]) =>
    evaluationReport(file!.path, await evaluateModel(file!, question.data, { ...question, onProgress })),
  );
}

/** Until the thread is ended. A log that cannot be read for now may be read after its next line. */
async function follow(
  { path, mapping, milliseconds }: Extract<FileQuestion, { kind: 'follow' }>,
  listener: FileListener,
): Promise<void> {
  const follower = new LogFollower(path, mapping);
  let told = '';
  for (;;) {
    try {
      const grown: History | null = await follower.poll();
      if (grown) listener.answer(logReport(grown));
      if (grown) told = '';
    } catch (error) {
      const text = String(error);
      if (text !== told) listener.problem(error);
      told = text;
    }
    await setTimeout(milliseconds);
  }
}
