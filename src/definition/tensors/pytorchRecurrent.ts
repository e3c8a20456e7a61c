/** Parameter tensors of torch.nn's recurrent layers. */
import { boundedBy, pytorchSketch } from './pytorchSketches.ts';
import { type Layer, type Rule, type Size, type Sketch, sizeOf, times } from './tensor.ts';

const GATES: Record<string, number> = { RNN: 1, LSTM: 4, GRU: 3 };

/**
 * For each layer and direction weight_ih [gates·hidden, inputs], weight_hh [gates·hidden, state], two biases, and with
 * `proj_size` weight_hr [proj_size, hidden]; all U(±1/√hidden). A cell has one layer and its names no `_l0`.
 */
export const pytorchRecurrent: Rule = (layer) => {
  const { depth, bidirectional, projection } = layer.settings;
  const cell = layer.kind.endsWith('Cell');
  const layers = cell || !depth ? 1 : sizeOf(depth);
  const both = cell || !bidirectional ? false : bidirectional.value;
  const state = projection?.value ? sizeOf(projection) : sizeOf(layer.settings.units);
  // Depths that nobody uses would only cost time.
  if (layers === null || layers > 1000 || both === undefined) return undefined;
  if (projection && projection.value === undefined) return undefined;
  const suffixes = both ? ['', '_reverse'] : [''];
  const sketches: Sketch[] = [];
  for (let index = 0; index < layers; index++) {
    const inputs = index === 0 ? sizeOf(layer.settings.inputs) : times(suffixes.length, state);
    for (const suffix of suffixes) {
      sketches.push(...direction(layer, inputs, state, cell ? '' : `_l${index}${suffix}`));
    }
  }
  return sketches;
};

function direction({ kind, settings }: Layer, inputs: Size, state: Size, suffix: string): Sketch[] {
  const hidden = sizeOf(settings.units);
  const rows = times(GATES[kind.replace(/Cell$/, '')]!, hidden);
  const bias = settings.useBias ? settings.useBias.value : true;
  const draw = boundedBy(hidden);
  return [
    pytorchSketch(`weight_ih${suffix}`, 'kernel', [rows, inputs], draw),
    pytorchSketch(`weight_hh${suffix}`, 'recurrentKernel', [rows, state], draw),
    { ...pytorchSketch(`bias_ih${suffix}`, 'bias', [rows], draw), present: bias },
    { ...pytorchSketch(`bias_hh${suffix}`, 'bias', [rows], draw), present: bias },
    {
      ...pytorchSketch(`weight_hr${suffix}`, 'kernel', [state, hidden], draw),
      present: Boolean(settings.projection?.value),
    },
  ];
}
