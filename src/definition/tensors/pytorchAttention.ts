/** Parameter tensors of torch.nn's attention and transformer layers. */
import {
  bounded,
  linearSketches,
  normSketches,
  pytorchSketch,
  xavierNormal,
  xavierUniform,
  zeros,
} from './pytorchSketches.ts';
import { type Layer, prefixed, type Rule, type Size, type Sketch, sizeOf, times } from './tensor.ts';

interface Attention {
  features: Size;
  keys: Size;
  values: Size;
  bias: boolean | undefined;
  /** `add_bias_kv`. */
  biasOfKeys: boolean | undefined;
}

/** One projection of query, key and value in one matrix when all have the same size, otherwise three. */
function attentionSketches({ features, keys, values, bias, biasOfKeys }: Attention): Sketch[] {
  const same = keys === features && values === features;
  const into = (name: string, from: Size): Sketch =>
    pytorchSketch(name, 'kernel', [features, from], xavierUniform);
  const projections = same
    ? [pytorchSketch('in_proj_weight', 'kernel', [times(3, features), features], xavierUniform)]
    : [into('q_proj_weight', features), into('k_proj_weight', keys), into('v_proj_weight', values)];
  const extra = (name: string): Sketch => ({
    ...pytorchSketch(name, 'bias', [1, 1, features], xavierNormal),
    present: biasOfKeys,
    // Of [1, 1, features] torch takes the second axis and the last for the fans.
    fanIn: features,
    fanOut: features,
  });
  return [
    ...projections,
    { ...pytorchSketch('in_proj_bias', 'bias', [times(3, features)], zeros), present: bias },
    pytorchSketch('out_proj.weight', 'kernel', [features, features], bounded),
    { ...pytorchSketch('out_proj.bias', 'bias', [features], zeros), present: bias },
    extra('bias_k'),
    extra('bias_v'),
  ];
}

/** An argument's truth value, the default where it is not given. */
function flag({ arguments: given }: Layer, name: string, byDefault: boolean): boolean | undefined {
  const written = given?.find((argument) => argument.name === name);
  if (!written) return byDefault;
  return typeof written.value === 'boolean' ? written.value : undefined;
}

export const pytorchAttention: Rule = (layer) => {
  const { inputs, keySize, valueSize, useBias } = layer.settings;
  const features = sizeOf(inputs);
  const own = (size: typeof keySize): Size => (!size || size.value === null ? features : sizeOf(size));
  return attentionSketches({
    features,
    keys: own(keySize),
    values: own(valueSize),
    bias: useBias ? useBias.value : true,
    biasOfKeys: flag(layer, 'add_bias_kv', false),
  });
};

/** Self-attention, in a decoder attention to the encoder, two linear layers and a norm after each part. */
function block(features: Size, width: Size, bias: boolean | undefined, decoder: boolean): Sketch[] {
  const attention = attentionSketches({
    features,
    keys: features,
    values: features,
    bias,
    biasOfKeys: false,
  });
  const norms = decoder ? ['norm1', 'norm2', 'norm3'] : ['norm1', 'norm2'];
  return [
    ...prefixed('self_attn.', attention),
    ...(decoder ? prefixed('multihead_attn.', attention) : []),
    ...prefixed('linear1.', linearSketches(features, width, bias)),
    ...prefixed('linear2.', linearSketches(width, features, bias)),
    ...norms.flatMap((name) => prefixed(`${name}.`, normSketches([features], true, bias))),
  ];
}

/** A whole Transformer draws all matrices again by `xavier_uniform_`. */
function stacks(layer: Layer, features: Size, width: Size, bias: boolean | undefined): Sketch[] | undefined {
  const { depth, decoderDepth } = layer.settings;
  const stack = (name: string, count: Size): Sketch[] | undefined => {
    if (count === null || count > 1000) return undefined;
    const sketches = block(features, width, bias, name === 'decoder');
    const layers = Array.from({ length: count }, (_, index) =>
      prefixed(`${name}.layers.${index}.`, sketches),
    );
    return [...layers.flat(), ...prefixed(`${name}.norm.`, normSketches([features], true, bias))];
  };
  const encoder = stack('encoder', depth ? sizeOf(depth) : 6);
  const decoder = stack('decoder', decoderDepth ? sizeOf(decoderDepth) : 6);
  if (!encoder || !decoder) return undefined;
  return [...encoder, ...decoder].map((sketch) =>
    sketch.shape.length > 1 ? { ...sketch, initializer: xavierUniform } : sketch,
  );
}

export const pytorchTransformer: Rule = (layer) => {
  const { inputs, feedForward, useBias } = layer.settings;
  const whole = layer.kind === 'Transformer';
  const features = inputs ? sizeOf(inputs) : whole ? 512 : null;
  const width = feedForward ? sizeOf(feedForward) : 2048;
  const bias = useBias ? useBias.value : true;
  if (whole) return stacks(layer, features, width, bias);
  return block(features, width, bias, layer.kind === 'TransformerDecoderLayer');
};

/** Copies of the layer given, each under its number. A norm that is given beside them is not seen. */
export const pytorchEncoder: Rule = ({ settings: { depth }, wrapped, arguments: given }) => {
  const count = depth ? sizeOf(depth) : null;
  const transformer = wrapped && /^Transformer(En|De)coderLayer$/.test(wrapped.kind);
  const norm = given?.find(({ name }) => name === 'norm');
  if (!transformer || count === null || count > 1000 || (norm && norm.value !== null)) return undefined;
  const sketches = pytorchTransformer(wrapped, { shape: [], features: null });
  return (
    sketches && Array.from({ length: count }, (_, index) => prefixed(`layers.${index}.`, sketches)).flat()
  );
};
