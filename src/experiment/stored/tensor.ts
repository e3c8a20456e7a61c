/** A weight tensor of a stored run as a matrix. */
import { readFileSync } from 'node:fs';
import { isWeight, layoutOf, matrixOf, unitMatrix } from '../../engine/layout.ts';
import type { Network } from '../../engine/network.ts';
import { weightName } from '../../engine/weightName.ts';
import { UserError } from '../../errors.ts';
import { decodeTensors } from '../../weights/safetensors/runTensors.ts';
import { runPaths } from '../runFiles.ts';

export interface StoredTensor {
  inputs: number;
  units: number;
  /** `values[input * units + unit]` */
  values: Float32Array;
}

/**
 * @param layer as `KernelStatistics.layer`
 * @throws UserError `TENSOR_MISSING` when the run has no such tensor, or its weights are not stored
 */
export function storedTensor(folder: string, network: Network, run: string, layer: string): StoredTensor {
  const { parameters } = layoutOf(network);
  const index = parameters.findIndex(
    (parameter, at) => isWeight(parameter) && weightName(network, at) === layer,
  );
  const parameter = parameters[index];
  const { weights } = runPaths(folder, run);
  const found = parameter && tensorNamed(weights, parameter.name);
  if (!parameter || !found) {
    throw new UserError({
      code: 'TENSOR_MISSING',
      title: `The weights of ${layer} are not stored`,
      explanation: `${weights} was expected to hold them.`,
      remedy: 'Measure again: a run that is finished has its weights beside it.',
    });
  }
  return { ...matrixOf(parameter), values: unitMatrix(parameter, found) };
}

function tensorNamed(file: string, name: string): Float32Array | undefined {
  try {
    const { tensors } = decodeTensors(readFileSync(file));
    return tensors.find((tensor) => tensor.name === name || tensor.name === `weights/${name}`)?.values;
  } catch {
    // Not there or damaged: the caller says so.
    return undefined;
  }
}
