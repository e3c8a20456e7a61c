/** Opens a file as the product does, through the front door of its room, to the end. */

import { loadDataset } from '../../src/dataset/load.ts';
import { readTable } from '../../src/dataset/table.ts';
import { UserError } from '../../src/errors.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { openHistory } from '../../src/history/open.ts';
import { logReport } from '../../src/report/logs/build.ts';
import { weightsReport } from '../../src/report/weightFiles/build.ts';
import { openWeights } from '../../src/weights/open.ts';
import { countOf, type TensorEntry, type WeightFile } from '../../src/weights/weightFile.ts';
import type { Room } from './samples.ts';

/** Values that are streamed of one file: what is sound and large is not a finding. */
const MOST_VALUES = 2 ** 22;

/** `opened`, or the code of the refusal. @throws what should not have come out */
export async function outcomeOf(room: Room, path: string): Promise<string> {
  try {
    await OPENERS[room](path);
    return 'opened';
  } catch (error) {
    return codeOf(error);
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof UserError)) throw error;
  const { code, title, explanation, remedy } = error.problem;
  for (const [what, text] of Object.entries({ code, title, explanation, remedy }))
    if (!text?.trim() || /\bundefined\b|\[object /.test(text))
      throw new Error(`The refusal ${code} has the ${what} ${JSON.stringify(text)}: ${title}`);
  return code;
}

const OPENERS: Record<Room, (path: string) => Promise<void>> = {
  weights: async (path) => {
    const file = await openWeights(path);
    try {
      const refused = await streamed(file);
      if (countOfAll(file.tensors) <= MOST_VALUES) JSON.stringify(await weightsReport(file));
      if (refused) throw refused;
    } finally {
      await file.close();
    }
  },
  logs: async (path) => {
    JSON.stringify(logReport(await openHistory(path)));
  },
  data: async (path) => {
    const table = await readTable(path);
    const lengths = table.columns.map(({ numbers }) => numbers.length);
    if (lengths.some((length) => length !== table.rows))
      throw new Error(`${table.rows} rows, and columns of ${[...new Set(lengths)]}`);
    await loadedOrRefused(settings(path, table.columns.at(-1)!.name));
  },
};

/** Which rows and columns suit an experiment is another question than whether the file can be read. */
async function loadedOrRefused(data: Experiment['data']): Promise<void> {
  try {
    await loadDataset(data);
  } catch (error) {
    codeOf(error);
  }
}

const countOfAll = (tensors: readonly TensorEntry[]): number =>
  tensors.reduce((sum, { shape }) => sum + countOf(shape), 0);

/** Every tensor, also behind one that is refused. @returns the first refusal */
async function streamed(file: WeightFile): Promise<UserError | undefined> {
  let refused: UserError | undefined;
  let values = 0;
  for (const tensor of file.tensors) {
    try {
      let own = 0;
      for await (const piece of file.pieces(tensor)) {
        own += piece.length;
        values += piece.length;
        if (values > MOST_VALUES) return refused;
      }
      if (tensor.dtype !== 'string' && own !== countOf(tensor.shape))
        throw new Error(`“${tensor.name}” of shape (${tensor.shape}) gave ${own} values`);
    } catch (error) {
      codeOf(error);
      refused ??= error as UserError;
    }
  }
  return refused;
}

const settings = (file: string, target: string): Experiment['data'] => ({
  file,
  target,
  exclude: [],
  standardize: true,
  dropNonFinite: true,
  split: { validation: 0.2, test: 0.2, seed: 1 },
});
