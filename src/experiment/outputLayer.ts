/** The end of the network: which loss its output goes with. */
import type { Dataset } from '../dataset/dataset.ts';
import type { LayerDefinition, ModelDefinition } from '../definition/model.ts';
import type { Loss } from '../engine/network.ts';
import type { UserError } from '../errors.ts';
import type { BuiltNode } from './architecture.ts';
import { hasKernel } from './layers/table.ts';
import { type Context, layerError, modelError, shapeText } from './modelErrors.ts';

export type LossName = 'crossEntropy' | 'mse' | 'mae' | 'huber';

/** The loss that an experiment names; left out: by the task. */
export interface LossChoice {
  loss?: LossName;
  huberDelta?: number;
}

/** Takes the output activation off the end: it becomes part of the loss. */
export function splitOutput(
  all: BuiltNode[],
  definition: ModelDefinition,
  data: Dataset,
  context: Context,
  choice: LossChoice,
): { loss: Loss; nodes: BuiltNode[] } {
  const nodes = [...all];
  const last = nodes.at(-1)!.spec;
  const output = last.kind === 'activation' ? last.activation : 'linear';
  if (output !== 'linear') nodes.pop();
  const shape = definition.layers.at(-1)!.outputShape!;
  checkNothingAfter(nodes, definition, context);
  const loss = shape.length === 1 ? lossFor(output, shape[0]!, data, choice) : undefined;
  if (!loss) throw outputError(output, shape as number[], definition, data, context);
  return { loss, nodes };
}

const PROBABILITIES = new Set(['softmax', 'logSoftmax', 'sigmoid']);

/** Probabilities that something else changes again are no output that a loss is known for. */
function checkNothingAfter(nodes: BuiltNode[], definition: ModelDefinition, context: Context): void {
  const lastKernel = definition.layers.findLast(({ kind }) => hasKernel(kind))!;
  const found = nodes.findLast(
    ({ spec, layer }) =>
      spec.kind === 'activation' &&
      PROBABILITIES.has(spec.activation) &&
      isFrom(definition, layer, lastKernel),
  );
  if (found?.spec.kind !== 'activation') return;
  const layer = definition.layers.find(({ name }) => name === found.layer)!;
  throw layerError(
    'MODEL_LAYER_UNSUPPORTED',
    `The ${found.spec.activation} of “${layer.name}” is not the end of the model`,
    layer,
    context,
    {
      explanation: `After the last layer with weights, ${found.spec.activation} must be the output; more layers follow it here.`,
      remedy: 'Remove the layers after it.',
    },
  );
}

/** Whether a layer stands at or after another. */
const isFrom = ({ layers }: ModelDefinition, name: string, first: LayerDefinition): boolean =>
  layers.findIndex((layer) => layer.name === name) >= layers.indexOf(first);

/** The loss that goes with an output, or undefined when they do not fit the target. */
function lossFor(output: string, units: number, data: Dataset, choice: LossChoice): Loss | undefined {
  if (data.task === 'regression') {
    return output === 'linear' && units === 1 ? regressionLoss(choice) : undefined;
  }
  const classes = data.classes!.length;
  if (units === classes && (output === 'softmax' || output === 'linear')) return { kind: 'softmax' };
  const binary = units === 1 && classes === 2 && (output === 'sigmoid' || output === 'linear');
  return binary ? { kind: 'sigmoid' } : undefined;
}

function regressionLoss({ loss = 'mse', huberDelta = 1 }: LossChoice): Loss {
  if (loss === 'mae') return { kind: 'absolute' };
  return loss === 'huber' ? { kind: 'huber', delta: huberDelta } : { kind: 'squared' };
}

function outputError(
  output: string,
  shape: number[],
  definition: ModelDefinition,
  data: Dataset,
  context: Context,
): UserError {
  const classes = data.classes?.length;
  const wanted =
    data.task === 'regression'
      ? 'Dense(1) without an activation'
      : classes === 2
        ? 'Dense(2, activation="softmax") or Dense(1, activation="sigmoid")'
        : `Dense(${classes}, activation="softmax")`;
  const target =
    data.task === 'regression'
      ? `“${data.target}” is a number to predict`
      : `“${data.target}” has ${classes} classes`;
  const end =
    shape.length === 1
      ? `${shape[0]} ${shape[0] === 1 ? 'unit' : 'units'}`
      : `an output of ${shapeText(shape)}`;
  return modelError(
    'MODEL_OUTPUT',
    `The model's output does not fit the target “${data.target}”`,
    definition,
    context,
    {
      explanation:
        `“${definition.name}” ends in ${end} with ${output === 'linear' ? 'no activation' : `activation “${output}”`}; ${target}, ` +
        `which takes ${wanted}.`,
      remedy: `End the model with ${wanted}, or set "task" in the experiment's "data" if the target was taken for the wrong kind.`,
    },
  );
}
