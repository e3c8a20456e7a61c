import { existsSync, readFileSync } from 'node:fs';
import { UserError } from '../../errors.ts';
import { runPaths } from '../../experiment/runFiles.ts';
import { decodeTensors, type TensorFile } from '../../weights/safetensors/runTensors.ts';
import { formatCount } from '../../words.ts';
import { layoutOf } from '../layout.ts';
import type { Network } from '../network.ts';
import { sizeOf } from '../shapes.ts';

/**
 * The weights that a finished run left, one array for each parameter of its network.
 * @throws UserError when they are not there, or belong to another network
 */
export function storedWeights(network: Network, folder: string, run: string): Float32Array[] {
  const { tensors } = read(runPaths(folder, run).weights, run);
  const byName = new Map(tensors.map(({ name, values }) => [name, values]));
  return layoutOf(network).parameters.map(({ name, shape }) => {
    const values = byName.get(name);
    if (values?.length === sizeOf(shape)) return values;
    throw new UserError({
      code: 'RUN_OF_ANOTHER_MODEL',
      title: `The weights of ${run} are not those of this model`,
      explanation: values
        ? `${name} has ${formatCount(values.length, 'value')}; ${formatCount(sizeOf(shape), 'value')} are expected.`
        : `They have no tensor ${name}.`,
      remedy: 'Measure again: the model has changed since.',
    });
  });
}

function read(file: string, run: string): TensorFile {
  const trainAgain = 'Choose another run, or measure again.';
  if (!existsSync(file))
    throw new UserError({
      code: 'RUN_WITHOUT_WEIGHTS',
      title: `The weights of ${run} are not stored`,
      explanation: 'Weights are written when a run has finished; this one has not, or its file was removed.',
      remedy: trainAgain,
      technical: [file],
    });
  try {
    return decodeTensors(readFileSync(file));
  } catch (error) {
    throw new UserError({
      code: 'RUN_WEIGHTS_DAMAGED',
      title: `The weights of ${run} cannot be read`,
      explanation: `The file is damaged: ${(error as Error).message}.`,
      remedy: trainAgain,
      technical: [file],
    });
  }
}
