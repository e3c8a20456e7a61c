/** Refactorings of one layer: a penalty, dropout behind it, another kind of dropout, another place for it. */
import type { FlowNode, LayerDefinition, ModelDefinition } from '../../definition/model.ts';
import { isCompanion } from '../edit/applications.ts';
import { insertLayerAfter, moveLayerAfter } from '../edit/layers.ts';
import { kernelArgument, type Strengths, setPenalty } from '../edit/penalties.ts';
import { renameCall } from '../edit/rename.ts';
import { spell } from '../edit/spell.ts';
import { braced } from '../edit/strings.ts';
import { verified } from '../edit/verified.ts';
import { type LayerAt, labelOf, type Offer, offer, type Request } from './refactoring.ts';

/** Usual strengths to begin with. */
const L2 = { l1: 0, l2: 1e-4 };
const L1 = { l1: 1e-5, l2: 0 };
/** For hidden layers (Srivastava et al. 2014, appendix A). */
const RATE = 0.5;

export const addL2: Offer = (request) => addPenalty(request, L2, 'L2 1e-4');
export const addL1: Offer = (request) => addPenalty(request, L1, 'L1 1e-5');

function addPenalty(request: Request, strengths: Strengths, words: string) {
  const { layer: at, source, before } = request;
  if (!at || !kernelArgument(at.layer) || at.layer.kernelPenalty || at.layer.kernelPenaltyUnknown) return [];
  const edits = verified(before, setPenalty(source, at.layer, strengths), {
    layers: [at.layer],
    means: ({ models }) => {
      const penalty = models[at.modelIndex]?.layers[at.index]?.kernelPenalty;
      return penalty?.l1 === strengths.l1 && penalty.l2 === strengths.l2;
    },
  });
  return offer(`Add ${words} to ${labelOf(at.layer)}`, edits);
}

/** The dropout that suits what a layer gives: whole maps of convolutions, single units otherwise. */
const DROPOUT_AFTER: [RegExp, Record<'keras' | 'pytorch' | 'tfjs', string | undefined>][] = [
  [/^(Dense|Linear|LSTM|GRU|SimpleRNN)$/, { keras: 'Dropout', pytorch: 'Dropout', tfjs: 'dropout' }],
  [/^(Embedding|Conv1D)$/i, { keras: 'SpatialDropout1D', pytorch: 'Dropout1d', tfjs: undefined }],
  [/^Conv2D$/i, { keras: 'SpatialDropout2D', pytorch: 'Dropout2d', tfjs: undefined }],
  [/^Conv3D$/i, { keras: 'SpatialDropout3D', pytorch: 'Dropout3d', tfjs: undefined }],
];

const MODULES = { keras: 'keras.layers', pytorch: 'torch.nn', tfjs: 'tfjs.layers' };

export const addDropout: Offer = ({ layer: at, source, before }) => {
  if (!at || isSettled(at)) return [];
  const { framework } = at.model;
  const name = DROPOUT_AFTER.find(([kinds]) => kinds.test(at.layer.kind))?.[1][framework];
  const isSequence = /^(LSTM|GRU|Embedding)$/.test(at.layer.kind) && framework === 'pytorch';
  const callee =
    name && !isSequence && spell(source, framework, `${MODULES[framework]}.${name}`, at.layer.range);
  if (!callee) return [];
  const made = `${callee.text}(${framework === 'tfjs' ? braced(source, `rate: ${RATE}`) : RATE})`;
  const edits = insertLayerAfter(source, at.layer, made);
  const kind = framework === 'tfjs' ? 'Dropout' : name;
  const safe = verified(before, edits && [...edits, ...callee.edits], {
    added: [kind],
    means: ({ models }) => timesApplied(models[at.modelIndex], kind) === timesApplied(at.model, kind) + 1,
  });
  return offer(`Add ${kind}(${RATE}) after ${labelOf(at.layer)}`, safe);
};

const isDropout = (name: string | undefined): boolean => /dropout/i.test(name ?? '');

/** What leaves values where they are, or only arranges them otherwise. */
const ARRANGES = /^(reshape|flatten|view|squeeze|permute|identity|rescaling)$/i;
/** Dropout before it would drop classes. */
const DECIDES = /softmax$/i;

/** Whether dropout makes no sense behind a layer: its values are the model's predictions, or are dropped already. */
function isSettled({ layer, model }: LayerAt): boolean {
  const flow = model.flow ?? chainOf(model);
  const outputs = model.outputs ?? [flow.length - 1];
  const open = flow.flatMap((node, number) => (node.layer === layer ? [number] : []));
  for (let current = open.pop(); current !== undefined; current = open.pop()) {
    if (outputs.includes(current)) return true;
    for (const [number, node] of flow.entries()) {
      if (!node.inputs.includes(current) || number <= current) continue;
      const name = node.layer?.kind ?? node.operation;
      if (isDropout(name) || DECIDES.test(name ?? '')) return true;
      if (isCompanion(name) || ARRANGES.test(name ?? '')) open.push(number);
    }
  }
  return false;
}

/** The layers one after another, where the flow is not seen. */
const chainOf = ({ layers }: ModelDefinition): Pick<FlowNode, 'layer' | 'operation' | 'inputs'>[] =>
  layers.map((layer, index) => ({ layer, inputs: [index - 1] }));

/** How often layers of a class are applied; where the flow is not seen, how many there are. */
function timesApplied(model: ModelDefinition | undefined, kind: string): number {
  const steps = model?.flow ?? model?.layers.map((layer) => ({ layer })) ?? [];
  return steps.filter(({ layer }) => layer?.kind === kind).length;
}

const SPATIAL = {
  keras: (axes: number) => `SpatialDropout${axes}D`,
  pytorch: (axes: number) => `Dropout${axes}d`,
  /** TensorFlow.js has none for images. */
  tfjs: (axes: number) => (axes === 1 ? 'spatialDropout1d' : undefined),
};

/** Element-wise dropout does little on maps, whose neighbouring activations are correlated (Tompson et al. 2015). */
export const spatialDropout: Offer = ({ layer: at, source, before }) => {
  if (at?.layer.kind !== 'Dropout') return [];
  const { framework } = at.model;
  const axes = (at.layer.inputShape?.length ?? 0) - 1;
  const name = axes >= 1 && axes <= 3 && comesFromMaps(at) ? SPATIAL[framework](axes) : undefined;
  if (!name) return [];
  const edits = verified(before, renameCall(source, framework, at.layer.range, name), {
    layers: [at.layer],
    means: ({ models }) =>
      /^(Spatial)?Dropout[123]d$/i.test(models[at.modelIndex]?.layers[at.index]?.kind ?? ''),
  });
  return offer(`Replace ${labelOf(at.layer)} by ${name}, which drops whole feature maps`, edits);
};

/** Whether a convolution comes before, without anything that flattens between. */
function comesFromMaps({ model, index }: LayerAt): boolean {
  const before = model.layers
    .slice(0, index)
    .findLast(({ kind }) => /Conv|Flatten|Global|Dense|Linear/.test(kind));
  return before !== undefined && /Conv/.test(before.kind);
}

export const dropoutAfterNormalization: Offer = ({ layer: at, source, before }) => {
  const pair = at && normalizationAfter(at);
  if (!pair) return [];
  const { dropout, normalization } = pair;
  const edits = moveLayerAfter(source, dropout, normalization);
  const means = ({ models }: { models: ModelDefinition[] }) =>
    isBehind(models[at.modelIndex], dropout.kind, normalization.kind);
  const safe =
    verified(before, edits, { layers: [dropout], added: [dropout.kind], means }) ??
    verified(before, edits, { layers: [dropout], means });
  return offer(`Move ${labelOf(dropout)} after ${normalization.kind}`, safe);
};

const isBatchNormalization = ({ kind }: LayerDefinition): boolean => /^(Sync)?BatchNorm/.test(kind);

/** A dropout and the batch normalization that follows it, activations between, when the place is at one of them. */
function normalizationAfter({ layer, model }: LayerAt) {
  const layers = orderOf(model);
  const first = isBatchNormalization(layer)
    ? layers.slice(0, layers.indexOf(layer)).findLast(({ kind }) => !isCompanion(kind))
    : layer;
  if (!first || !isDropout(first.kind)) return undefined;
  const next = layers
    .slice(layers.indexOf(first) + 1)
    .find((each) => isBatchNormalization(each) || !isCompanion(each.kind));
  return next && isBatchNormalization(next) ? { dropout: first, normalization: next } : undefined;
}

/** The layers in the order in which values meet them. */
function orderOf({ flow, layers }: ModelDefinition): LayerDefinition[] {
  const own = new Set(layers);
  return flow ? flow.flatMap(({ layer }) => (layer && own.has(layer) ? [layer] : [])) : layers;
}

/** Whether the normalization is the last layer before a dropout, activations left out. */
function isBehind(model: ModelDefinition | undefined, dropout: string, normalization: string): boolean {
  const kinds = (model ? orderOf(model) : []).map(({ kind }) => kind);
  return kinds.some((kind, index) => {
    const before = kinds.slice(0, index).findLast((each) => !isCompanion(each) || each === normalization);
    return kind === dropout && before === normalization;
  });
}
