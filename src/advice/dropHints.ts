/** What is dropped in training, and with which probability once several dropouts lie on one path. */
import type { FlowNode, LayerDefinition, ModelDefinition, SourceRange } from '../definition/model.ts';
import type { LayerHint } from './hints.ts';
import { percent } from './layerWords.ts';

/** Dropout of Keras, PyTorch and TensorFlow.js; Gaussian dropout multiplies by noise and drops nothing. */
const DROPOUT = /^(Spatial|Alpha|FeatureAlpha)?Dropout(\d[dD])?$/;
/** Whole feature maps at a time. */
const OF_CHANNELS = /^(SpatialDropout|FeatureAlphaDropout|Dropout\d)/;
/** What leaves each value on its path. */
const ELEMENTWISE =
  /^(Activation|.*ReLU\d?|ReLU6|ELU|SELU|CELU|GELU|SiLU|Mish|Tanh|Sigmoid|Hard(swish|sigmoid|tanh)|Softplus|Flatten|Reshape|Permute|Identity)$/;
const ELEMENTWISE_OPERATIONS = new Set(
  'relu leakyRelu elu selu gelu silu tanh sigmoid softplus flatten reshape squeeze identity'.split(' '),
);

/** Hints of dropout layers, of layers that drop inside, and of dropout that is called as a function. */
export function dropHints(model: ModelDefinition): LayerHint[] {
  const flow = model.flow ?? [];
  const nodes = new Map(flow.map((node, index) => [node.layer, index] as const));
  const ofLayers = model.layers.flatMap((layer) => {
    if (!isDropout(layer)) return insideHint(layer);
    const drops = OF_CHANNELS.test(layer.kind) ? CHANNELS : VALUES;
    return dropHint(layer.range, layer.settings.rate?.value, drops, flow, nodes.get(layer));
  });
  const ofFunctions = flow.flatMap((node, index) => {
    if (node.operation !== 'dropout' || node.inside !== undefined) return [];
    const { rate, training } = node.settings ?? {};
    if (training?.value === false) return [];
    const drops = training?.value === true ? ALWAYS : VALUES;
    return dropHint(node.range, rate?.value, drops, flow, index);
  });
  return [...ofLayers, ...ofFunctions];
}

/** What a dropout does, in a hint and in a sentence. */
interface Drops {
  short: string;
  what: string;
  when: string;
}

const VALUES: Drops = { short: '', what: 'each value', when: 'In training' };
const CHANNELS: Drops = { short: ' of channels', what: 'each channel as a whole', when: 'In training' };
/** `F.dropout(x)` without `training=`. */
const ALWAYS: Drops = {
  short: ', in evaluation too',
  what: 'each value',
  when: 'In training and in evaluation',
};

/** Whether a layer does nothing but drop. */
export const isDropout = ({ kind }: LayerDefinition): boolean => DROPOUT.test(kind);

function dropHint(
  range: SourceRange,
  rate: number | undefined,
  { short, what, when }: Drops,
  flow: FlowNode[],
  index: number | undefined,
): LayerHint[] {
  if (rate === undefined || !(rate >= 0 && rate <= 1)) return [];
  if (rate === 0) return [hint(range, 'drops nothing', 'At a rate of 0 every value is kept.')];
  const meaning =
    rate === 1
      ? 'At a rate of 1 every value is dropped.'
      : `${when} ${what} is dropped with probability ${percent(rate)}; what is kept is divided by ${Number((1 - rate).toPrecision(4))}.`;
  const earlier = index === undefined ? [] : earlierDrops(flow, index, range);
  const kept = earlier.reduce((product, drop) => product * (1 - drop.rate), 1 - rate);
  if (earlier.length === 0) return [hint(range, `drops ${percent(rate)}${short}`, meaning)];
  const lines = [...new Set(earlier.map(({ line }) => line))].sort((a, b) => a - b);
  const place = `line${lines.length > 1 ? 's' : ''} ${lines.join(' and ')}`;
  const together = `Together with the dropout of ${place}, on the same path with no weights between, it drops ${percent(1 - kept)}.`;
  return [
    hint(
      range,
      `drops ${percent(rate)}${short} · ${percent(1 - kept)} with ${place}`,
      `${meaning} ${together}`,
    ),
  ];
}

const hint = (range: SourceRange, text: string, tooltip: string): LayerHint => ({
  kind: 'dropout',
  range,
  text,
  tooltip,
});

interface Drop {
  rate: number;
  line: number;
}

/** The dropouts before a node, as far as nothing but element-wise functions lies between. */
function earlierDrops(flow: FlowNode[], index: number, { cell }: SourceRange): Drop[] {
  const drops: Drop[] = [];
  const start = flow[index];
  let node = start && onlyInput(flow, start);
  for (let steps = 0; node && steps < flow.length; steps++) {
    const drop = dropOf(node);
    if (drop?.rate !== undefined && drop.place.cell === cell && !node.context) {
      drops.push({ rate: drop.rate, line: drop.place.startLine });
    } else if (drop || !isElementwise(node)) break;
    node = onlyInput(flow, node);
  }
  return drops;
}

const onlyInput = (flow: FlowNode[], { inputs }: FlowNode): FlowNode | undefined =>
  inputs.length === 1 ? flow[inputs[0]!] : undefined;

function dropOf({ layer, operation, settings, range }: FlowNode) {
  if (layer) {
    return isDropout(layer) ? { rate: layer.settings.rate?.value, place: layer.range } : undefined;
  }
  return operation === 'dropout' ? { rate: settings?.rate?.value, place: range } : undefined;
}

const isElementwise = ({ layer, operation = 'unknown' }: FlowNode): boolean =>
  layer ? ELEMENTWISE.test(layer.kind) : ELEMENTWISE_OPERATIONS.has(operation);

const RECURRENT = /^(RNN|LSTM|GRU)$/;

/** Recurrent layers, attention and transformer blocks drop inside. */
function insideHint({ kind, framework, settings, wrapped, range }: LayerDefinition): LayerHint[] {
  const { rate, recurrentRate, depth } = { ...wrapped?.settings, ...settings };
  if (framework === 'pytorch' && RECURRENT.test(kind)) {
    if (!rate?.value) return [];
    if (depth?.value === 1) {
      const why = 'PyTorch drops between stacked layers only, and there is one: num_layers is 1.';
      return [hint(range, 'drops nothing: one layer', why)];
    }
    const meaning = `In training ${percent(rate.value)} of what each stacked layer hands to the next is dropped.`;
    return [hint(range, `drops ${percent(rate.value)} between layers`, meaning)];
  }
  const isNoise = /Dropout|DropPath/.test(kind);
  const parts = [
    ...(rate?.value && !isNoise ? [[percent(rate.value), recurrentRate ? ' of inputs' : ' inside']] : []),
    ...(recurrentRate?.value ? [[percent(recurrentRate.value), ' of the state']] : []),
  ].map((words) => words.join(''));
  if (parts.length === 0) return [];
  return [
    hint(range, `drops ${parts.join(', ')}`, `In training ${parts.join(' and ')} of this layer is dropped.`),
  ];
}
