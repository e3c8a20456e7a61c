/** REG004: element-wise dropout on the feature maps of a convolution. */
import type { FrameworkName, LayerDefinition } from '../../definition/model.ts';
import { setArgument } from '../edit/arguments.ts';
import { renameCall } from '../edit/rename.ts';
import type { Fix, RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule, type Found } from './support/define.ts';
import { checkedFix, isPlain, sourceAt } from './support/fixes.ts';
import { type Site, type Step, sitesOf, walk } from './support/flows.ts';
import { rateOf } from './support/rates.ts';
import type { Role } from './support/roles.ts';
import { labelOf, labelOfSite } from './support/words.ts';

/** What feature maps go through and stay feature maps. */
const KEEPS_MAPS = new Set<Role>([
  'activation',
  'pool',
  'batchNormalization',
  'normalization',
  'padding',
  'merge',
  'identity',
  'noise',
]);

/** The convolution whose maps a dropout acts on; undefined where it acts on anything else, or that cannot be seen. */
function convolutionBefore(dropout: Step): LayerDefinition | undefined {
  const { stops, open } = walk(dropout, 'inputs', ({ role }) => KEEPS_MAPS.has(role));
  const all = stops.filter(({ role }) => role !== 'input');
  const convolutions = all.filter(({ role }) => role === 'convolution');
  if (open || convolutions.length === 0 || convolutions.length < all.length) return undefined;
  // 1×1 convolutions work on each place by itself, as fully-connected layers do.
  const near = convolutions[0]!.node.layer!;
  const after = walk(dropout, 'outputs', ({ role }) => KEEPS_MAPS.has(role)).stops;
  if (mayBePointwise(near) || after.some(({ node }) => node.layer && isPointwise(node.layer)))
    return undefined;
  return isSinglePlace(dropout) ? undefined : near;
}

/** A window of one place; where its size cannot be seen, it may be one. */
function mayBePointwise({ settings }: LayerDefinition): boolean {
  const size = settings.size?.value;
  return !size || size.every((each) => each === 1);
}

const isPointwise = (layer: LayerDefinition): boolean =>
  layer.settings.filters !== undefined && layer.settings.size?.value !== undefined && mayBePointwise(layer);

/** Maps of one place, as after pooling over everything. */
function isSinglePlace({ node, model }: Step): boolean {
  const shape = node.outputShape;
  const places = model.framework === 'pytorch' ? shape?.slice(1) : shape?.slice(0, -1);
  return places !== undefined && places.length > 0 && places.every((size) => size === 1);
}

/** `2` of `Conv2D`, `ConvTranspose2d`. */
const rankOf = ({ kind }: LayerDefinition): string | undefined => /([123])[dD]/.exec(kind)?.[1];

/** The dropout that drops whole channels. */
function channelDropout(framework: FrameworkName, rank: string, isLayer: boolean): string {
  if (framework === 'pytorch') return isLayer ? `Dropout${rank}d` : `F.dropout${rank}d`;
  return `SpatialDropout${rank}D`;
}

function fixFor(site: Site, name: string, context: RuleContext): Fix | undefined {
  const { layer } = site;
  if (!layer || !isPlain(layer) || layer.kind !== 'Dropout') return undefined;
  const source = sourceAt(context, layer.range);
  const { framework } = site.steps[0]!.model;
  const { range } = layer;
  const axes = framework === 'tfjs' ? NOISE_SHAPES[name] : undefined;
  const edits = axes
    ? setArgument(source, range, 'noiseShape', axes)
    : renameCall(source, framework, range, framework === 'tfjs' ? 'spatialDropout1d' : name);
  const title = axes ? 'Drop whole channels: add noiseShape' : `Change to ${name}`;
  return checkedFix(context, { title, edits }, { layers: [layer] });
}

/** TensorFlow.js has no layers for these. */
const NOISE_SHAPES: Record<string, string> = {
  SpatialDropout2D: '[null, 1, 1, null]',
  SpatialDropout3D: '[null, 1, 1, 1, null]',
};

function find(site: Site, context: RuleContext): Found[] {
  const noiseShape = site.layer?.settings.noiseShape;
  if (rateOf(site.steps[0]!)?.value === 0 || (noiseShape && noiseShape.origin !== 'default')) return [];
  const maps = site.steps.flatMap((step) => {
    const convolution = convolutionBefore(step);
    return convolution ? [{ step, convolution }] : [];
  });
  const first = maps[0];
  const rank = first && rankOf(first.convolution);
  if (!rank) return [];
  const { step, convolution } = first;
  const elsewhere = maps.length < site.steps.length;
  const name = channelDropout(step.model.framework, rank, !!site.layer);
  return [
    {
      range: site.range,
      message: messageOf(site, step, convolution, name, elsewhere),
      related: [{ range: convolution.range, message: `The feature maps come from ${labelOf(convolution)}.` }],
      fixes: () => (elsewhere ? [] : [fixFor(site, name, context)]),
    },
  ];
}

function messageOf(site: Site, step: Step, convolution: LayerDefinition, name: string, elsewhere: boolean) {
  const shape = step.node.outputShape;
  const size = shape?.every((each) => each !== null) ? ` (${shape.join('×')})` : '';
  const where = elsewhere ? `, where line ${step.node.range.startLine} applies it,` : '';
  const instead =
    step.model.framework === 'tfjs' && name !== 'SpatialDropout1D'
      ? 'Drop whole channels with a noiseShape'
      : `Use ${name}, which drops whole channels,`;
  return (
    `${labelOfSite(site)}${where} drops single values of the feature maps${size} of ${labelOf(convolution)}. ` +
    `Neighbouring values are correlated, so little information is lost and little is regularized. ` +
    `${instead} or batch normalization.`
  );
}

const documentation: RuleDocumentation = {
  title: 'Element-wise dropout on the feature maps of a convolution',
  why:
    'Neighbouring values of a feature map are strongly correlated: what dropout takes from one place is still there beside ' +
    'it, so that element-wise dropout mostly lowers the effective learning rate. Spatial dropout drops whole channels, ' +
    'and batch normalization regularizes convolutions by the noise of its batch statistics. Element-wise dropout serves ' +
    'fully-connected layers.',
  silent:
    'The dropout comes after `Flatten` or global pooling, or on maps of a single place; it is before or after a 1×1 ' +
    'convolution, which works on each place by itself; it has a `noise_shape`; what comes before it, or the size of its window, cannot be ' +
    'seen.',
  remedy:
    '`SpatialDropout2D` (Keras), `nn.Dropout2d` (PyTorch), `dropout({rate, noiseShape: [null, 1, 1, null]})` ' +
    '(TensorFlow.js), with lower rates than for fully-connected layers, e.g. 0.1 to 0.2; or batch normalization.',
  sources: [
    {
      title: 'Tompson et al. 2015, “Efficient Object Localization Using Convolutional Networks”, section 3.2',
      url: 'https://arxiv.org/abs/1411.4280',
    },
    {
      title: 'Keras: SpatialDropout2D',
      url: 'https://keras.io/api/layers/regularization_layers/spatial_dropout2d/',
    },
  ],
  example: {
    language: 'python',
    code: [
      'from torch import nn',
      '',
      'model = nn.Sequential(',
      '    nn.Conv2d(3, 32, 3),',
      '    nn.ReLU(),',
      '    nn.Dropout(0.25),',
      '    nn.Conv2d(32, 64, 3),',
      '    nn.ReLU(),',
      ')',
      '',
    ].join('\n'),
  },
  mended: [
    'from torch import nn',
    '',
    'model = nn.Sequential(',
    '    nn.Conv2d(3, 32, 3),',
    '    nn.ReLU(),',
    '    nn.Dropout2d(0.25),',
    '    nn.Conv2d(32, 64, 3),',
    '    nn.ReLU(),',
    ')',
    '',
  ].join('\n'),
};

export const dropoutOnFeatureMaps = defineRule({
  code: 'REG004',
  slug: 'dropout-on-feature-maps',
  severity: 'information',
  documentation,
  find: (context) =>
    sitesOf(context)
      .filter(({ role }) => role === 'dropout')
      .flatMap((site) => find(site, context)),
});
