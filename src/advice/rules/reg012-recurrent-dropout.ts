import type { LayerDefinition } from '../../definition/model.ts';
import { removeArgument, setArgument } from '../edit/arguments.ts';
import type { Fix, RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule } from './support/define.ts';
import { fixOf, sourceAt } from './support/fixes.ts';
import { inPercent, written } from './support/strengths.ts';

const documentation: RuleDocumentation = {
  title: 'Dropout of a recurrent layer that has no layer above it to act on',
  why:
    '`dropout=` of PyTorch’s `nn.LSTM`, `nn.GRU` and `nn.RNN` acts on the output of every layer but the last. With ' +
    '`num_layers=1`, the default, there is no other: nothing is dropped, and PyTorch only warns.',
  silent: 'The number of layers is above 1 or cannot be seen; the dropout is 0 or cannot be seen.',
  remedy:
    'Put `nn.Dropout` behind the layer, or use `num_layers=2`. PyTorch has no recurrent dropout (one mask for all ' +
    'steps of the state); Keras has `recurrent_dropout=`.',
  sources: [
    {
      title: 'PyTorch: torch.nn.LSTM, parameter dropout',
      url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html',
    },
    {
      title: 'Gal & Ghahramani 2016, “A Theoretically Grounded Application of Dropout in RNNs”',
      url: 'https://arxiv.org/abs/1512.05287',
    },
  ],
  example: {
    language: 'python',
    code: ['from torch import nn', '', 'encoder = nn.LSTM(128, 256, dropout=0.3, batch_first=True)', ''].join(
      '\n',
    ),
  },
  mended: [
    'from torch import nn',
    '',
    'encoder = nn.LSTM(128, 256, num_layers=2, dropout=0.3, batch_first=True)',
    '',
  ].join('\n'),
};

const RECURRENT = new Set(['LSTM', 'GRU', 'RNN']);

export const recurrentDropout = defineRule({
  code: 'REG012',
  slug: 'recurrent-dropout',
  severity: 'warning',
  documentation,
  find: (context) =>
    context.reading.models
      .filter(({ framework }) => framework === 'pytorch')
      .flatMap(({ layers }) => layers)
      .filter(dropsNothing)
      .map((layer) => ({ range: layer.range, message: message(layer), fixes: () => fixes(context, layer) })),
});

/** A parameter's default of 1 may be another number for a caller. */
function dropsNothing({ kind, settings }: LayerDefinition): boolean {
  const { rate, depth } = settings;
  return RECURRENT.has(kind) && Boolean(rate?.value) && depth?.value === 1 && depth.origin !== 'parameter';
}

function fixes(context: RuleContext, layer: LayerDefinition): (Fix | undefined)[] {
  const { range, arguments: given, settings } = layer;
  const source = sourceAt(context, range);
  return [
    fixOf('Use two layers, num_layers=2', setArgument(source, range, 'num_layers', '2', given)),
    fixOf(
      `Remove dropout=${written(settings.rate!.value!)}, which does nothing`,
      removeArgument(source, range, 'dropout', given),
    ),
  ];
}

function message({ kind, settings: { rate, depth } }: LayerDefinition): string {
  const layers = depth?.origin === 'default' ? 'num_layers is 1, its default' : 'num_layers=1';
  return [
    `dropout=${written(rate!.value!)} of this nn.${kind} drops nothing: it acts between stacked layers, and ${layers}.`,
    `Put nn.Dropout(${written(rate!.value!)}) behind the ${kind} to drop ${inPercent(rate!.value!)} of its outputs, or use num_layers=2.`,
  ].join(' ');
}
