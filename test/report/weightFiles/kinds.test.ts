import { describe, expect, test } from 'vitest';
import { kindsOf } from '../../../src/report/weightFiles/kinds.ts';
import type { TensorKind } from '../../../src/report/weightFiles/weightsReport.ts';
import type { TensorEntry } from '../../../src/weights/weightFile.ts';

const entry = (name: string, shape: number[], rest: Partial<TensorEntry> = {}): TensorEntry => ({
  name,
  shape,
  dtype: 'float32',
  role: 'weight',
  order: 'outputs-first',
  ...rest,
});

type Row = [name: string, shape: number[], kind: TensorKind, rest?: Partial<TensorEntry>];

/** Names and shapes as the published models have them. */
const MODELS: Record<string, Row[]> = {
  'ResNet-50 of torchvision': [
    ['conv1.weight', [64, 3, 7, 7], 'kernel'],
    ['bn1.weight', [64], 'normalization'],
    ['bn1.bias', [64], 'normalization'],
    ['bn1.running_mean', [64], 'buffer', { role: 'buffer' }],
    ['bn1.num_batches_tracked', [], 'buffer', { dtype: 'int64' }],
    ['layer1.0.downsample.0.weight', [256, 64, 1, 1], 'kernel'],
    ['layer1.0.downsample.1.weight', [256], 'normalization'],
    ['layer1.0.downsample.1.bias', [256], 'normalization'],
    ['layer1.0.downsample.1.running_var', [256], 'buffer'],
    ['fc.weight', [1000, 2048], 'kernel'],
    ['fc.bias', [1000], 'bias'],
  ],
  'BERT of Hugging Face': [
    ['bert.embeddings.word_embeddings.weight', [30522, 768], 'embedding'],
    ['bert.embeddings.position_embeddings.weight', [512, 768], 'embedding'],
    ['bert.embeddings.LayerNorm.weight', [768], 'normalization'],
    ['bert.embeddings.LayerNorm.bias', [768], 'normalization'],
    ['bert.embeddings.position_ids', [1, 512], 'buffer', { dtype: 'int64' }],
    ['bert.encoder.layer.0.attention.self.query.weight', [768, 768], 'kernel'],
    ['bert.encoder.layer.0.attention.self.query.bias', [768], 'bias'],
    ['bert.encoder.layer.0.attention.output.LayerNorm.gamma', [768], 'normalization'],
    ['bert.pooler.dense.weight', [768, 768], 'kernel'],
    ['cls.predictions.bias', [30522], 'bias'],
  ],
  'GPT-2 of Hugging Face': [
    ['wte.weight', [50257, 768], 'embedding'],
    ['wpe.weight', [1024, 768], 'embedding'],
    ['h.0.ln_1.weight', [768], 'normalization'],
    ['h.0.attn.bias', [1, 1, 1024, 1024], 'buffer'],
    ['h.0.attn.c_attn.weight', [768, 2304], 'kernel'],
    ['h.0.attn.c_attn.bias', [2304], 'bias'],
    ['ln_f.bias', [768], 'normalization'],
    ['lm_head.weight', [50257, 768], 'kernel'],
  ],
  Llama: [
    ['model.embed_tokens.weight', [32000, 4096], 'embedding'],
    ['model.layers.0.self_attn.q_proj.weight', [4096, 4096], 'kernel'],
    ['model.layers.0.self_attn.rotary_emb.inv_freq', [64], 'buffer'],
    ['model.layers.0.input_layernorm.weight', [4096], 'normalization'],
    ['model.layers.0.post_attention_layernorm.weight', [4096], 'normalization'],
    ['model.norm.weight', [4096], 'normalization'],
    ['layers.0.attention_norm.weight', [4096], 'normalization'],
    ['tok_embeddings.weight', [32000, 4096], 'embedding'],
  ],
  'ViT of timm': [
    ['cls_token', [1, 1, 768], 'embedding'],
    ['pos_embed', [1, 197, 768], 'embedding'],
    ['patch_embed.proj.weight', [768, 3, 16, 16], 'kernel'],
    ['patch_embed.proj.bias', [768], 'bias'],
    ['blocks.0.norm1.weight', [768], 'normalization'],
    ['blocks.0.attn.qkv.weight', [2304, 768], 'kernel'],
    ['blocks.0.ls1.gamma', [768], 'normalization'],
    ['blocks.0.attn.relative_position_bias_table', [169, 3], 'embedding'],
    ['head.weight', [1000, 768], 'kernel'],
  ],
  'Keras applications': [
    ['conv1_conv/kernel:0', [7, 7, 3, 64], 'kernel'],
    ['conv1_bn/gamma:0', [64], 'normalization'],
    ['conv1_bn/moving_mean:0', [64], 'buffer'],
    ['batch_normalization_3/beta:0', [64], 'normalization'],
    ['block1/depthwise_kernel', [3, 3, 32, 1], 'kernel', { layerClass: 'DepthwiseConv2D' }],
    ['embedding/embeddings', [1000, 16], 'embedding', { layerClass: 'Embedding' }],
    ['lstm/lstm_cell/recurrent_kernel', [32, 128], 'kernel'],
    ['gru/gru_cell/bias', [2, 96], 'bias'],
    ['layers/3/vars/0', [64], 'normalization', { layerClass: 'BatchNormalization' }],
    ['layers/4/vars/0', [64, 10], 'kernel', { layerClass: 'Dense' }],
    ['layers/4/vars/1', [10], 'bias', { layerClass: 'Dense' }],
    ['layer_with_weights-0/kernel/.ATTRIBUTES/VARIABLE_VALUE', [8, 4], 'kernel'],
  ],
  'normalized and pruned by PyTorch': [
    ['sn.weight_orig', [12, 10], 'kernel'],
    ['sn.weight_u', [12], 'buffer'],
    ['sn.weight_v', [10], 'buffer'],
    ['sn2.parametrizations.weight.original', [12, 10], 'kernel'],
    ['sn2.parametrizations.weight.0._u', [12], 'buffer'],
    ['wn.weight_g', [12, 1], 'normalization'],
    ['wn.weight_v', [12, 10], 'kernel'],
    ['wn2.parametrizations.weight.original0', [12, 1], 'normalization'],
    ['wn2.parametrizations.weight.original1', [12, 10], 'kernel'],
    ['pruned.weight_orig', [12, 10], 'kernel'],
    ['pruned.weight_mask', [12, 10], 'buffer'],
    ['prelu1.weight', [12], 'bias'],
    ['net.3.weight', [1], 'bias'],
    ['p_re_lu/alpha', [8, 8, 3], 'bias', { layerClass: 'PReLU' }],
  ],
  'with a running average': [
    ['fc.weight', [8, 4], 'kernel'],
    ['ema.fc.weight', [8, 4], 'buffer'],
    ['ema.other.weight', [8, 4], 'kernel'],
    ['ema_model.module.fc.weight', [8, 4], 'buffer'],
  ],
  'of several kinds': [
    ['embed_out.weight', [100, 16], 'kernel'],
    ['shared.weight', [100, 16], 'embedding'],
    ['emb.weight', [500, 32], 'embedding'],
    ['pos_emb', [1, 64, 32], 'embedding'],
    ['embedding_hidden_mapping_in.weight', [128, 64], 'kernel'],
    ['lstm.weight_ih_l0', [128, 32], 'kernel'],
    ['lstm.bias_hh_l0', [128], 'bias'],
    ['attn.in_proj_weight', [192, 64], 'kernel'],
    ['attn.in_proj_bias', [192], 'bias'],
    ['net.1.weight', [32], 'normalization'],
    ['net.1.bias', [32], 'normalization'],
    ['dense.weight', [8, 4], 'kernel', { dtype: 'int8', quantization: { scale: 0.1, zeroPoint: 0 } }],
    ['state.exp_avg', [8, 4], 'optimizer', { role: 'optimizer' }],
    ['x_train', [100, 4], 'other', { role: 'other' }],
    ['logit_scale', [], 'normalization'],
  ],
};

describe.each(Object.entries(MODELS))('tensors of %s', (_, rows) => {
  const kinds = kindsOf(rows.map(([name, shape, , rest]) => entry(name, shape, rest)));
  test.each(rows.map(([name, shape, kind], index) => ({ name, shape, kind, found: kinds[index] })))(
    '$name $shape: $kind',
    ({ kind, found }) => expect(found).toBe(kind),
  );
});
