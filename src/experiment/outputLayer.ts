/** The end of the network: which loss its output goes with. */
import type { Dataset } from '../dataset/dataset.ts';
import type { ModelDefinition } from '../definition/model.ts';
import type { LayerSpec, Loss } from '../engine/network.ts';
import type { UserError } from '../errors.ts';
import { type Context, modelError } from './modelErrors.ts';

/** A layer while the network is built: softmax is allowed at the end only, where it becomes part of the loss. */
export type BuiltLayer = LayerSpec | { kind: 'softmax' };

/** Takes the output activation off the end: it becomes part of the loss. */
export function splitOutput(
  all: BuiltLayer[],
  definition: ModelDefinition,
  data: Dataset,
  context: Context,
): { loss: Loss; layers: LayerSpec[] } {
  const layers = [...all];
  const last = layers.at(-1)!;
  const output =
    last.kind === 'softmax' ? 'softmax' : last.kind === 'activation' ? last.activation : 'linear';
  if (output !== 'linear') layers.pop();
  if (layers.some((layer) => layer.kind === 'softmax')) {
    throw modelError('MODEL_LAYER_UNSUPPORTED', 'Softmax stands before the last layer', definition, context, {
      explanation: 'Here a softmax can be trained only as the output of the model.',
      remedy: 'Use another activation between layers.',
    });
  }
  const units = denseUnits(layers);
  const loss = lossFor(output, units, data);
  if (!loss) throw outputError(output, units, definition, data, context);
  return { loss, layers: layers as LayerSpec[] };
}

const denseUnits = (layers: BuiltLayer[]): number =>
  layers.reduce((units, layer) => (layer.kind === 'dense' ? layer.units : units), 0);

/** The loss that goes with an output, or undefined when they do not fit the target. */
function lossFor(output: string, units: number, data: Dataset): Loss | undefined {
  if (data.task === 'regression') return output === 'linear' && units === 1 ? 'squared' : undefined;
  const classes = data.classes!.length;
  if (units === classes && (output === 'softmax' || output === 'linear')) return 'softmax';
  if (units === 1 && classes === 2 && (output === 'sigmoid' || output === 'linear')) return 'sigmoid';
  return undefined;
}

function outputError(
  output: string,
  units: number,
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
  return modelError(
    'MODEL_OUTPUT',
    `The model's output does not fit the target “${data.target}”`,
    definition,
    context,
    {
      explanation:
        `“${definition.name}” ends in ${units} ${units === 1 ? 'unit' : 'units'} with ${output === 'linear' ? 'no activation' : `activation “${output}”`}; ${target}, ` +
        `which takes ${wanted}.`,
      remedy: `End the model with ${wanted}, or set "task" in the experiment's "data" if the target was taken for the wrong kind.`,
    },
  );
}
