/** From a model as it is written to a network that can be trained, checked against the data. */
import type { Dataset } from '../dataset/dataset.ts';
import type { LayerDefinition, ModelDefinition, Shape } from '../definition/model.ts';
import { withShapes } from '../definition/shapes.ts';
import type { LayerSpec } from '../engine/layerSpecs.ts';
import type { Network } from '../engine/network.ts';
import { inputShapeOf } from './inputShape.ts';
import { type Draft, type DropoutForm, Reading } from './layers/reading.ts';
import { hasKernel, TRAINED } from './layers/table.ts';
import {
  type Context,
  checkChain,
  doesNotFit,
  layerError,
  modelError,
  notVisible,
  settingError,
  unreadArgument,
  unsupported,
} from './modelErrors.ts';
import { type LossChoice, splitOutput } from './outputLayer.ts';
import { hasOutputPenalty, NOTHING_OWN, type OwnRegularization, ownOf } from './ownRegularization.ts';
import { type PlaceRule, placesOf } from './places.ts';

export { leftOut } from './ownRegularization.ts';

/** What a variant and the source say about one node of the network. */
export interface NodePart {
  /** Name of the source's layer that it belongs to, by which a variant may name it. */
  layer: string;
  /** Whether its output is one that activity penalties act on: a hidden layer with a kernel, after its activation. */
  activity: boolean;
  /** Which of a variant's rates acts at each random place, repeated when there are more (both directions). */
  rules: PlaceRule[];
  /** The source's strengths there; undefined when it cannot be seen. */
  sourceRates: (number | undefined)[];
  own: OwnRegularization;
}

export interface Architecture {
  network: Network;
  /** One for each node of the network. */
  parts: NodePart[];
  /** True when the source regularizes something and all of it can be seen and trained. */
  hasOwnRegularization: boolean;
  /** Layers of the source whose regularization cannot be seen, or is nothing that can be trained. */
  unclear: LayerDefinition[];
}

export interface ArchitectureOptions extends LossChoice {
  dropoutForm: DropoutForm;
}

/** A node before the network is closed. */
export interface BuiltNode extends NodePart {
  spec: LayerSpec;
}

/**
 * @param sourceFile path of the model's source, for messages
 * @throws UserError when a layer cannot be trained, a size is unknown, or the model does not fit the data
 */
export function buildArchitecture(
  definition: ModelDefinition,
  data: Dataset,
  sourceFile: string,
  options: ArchitectureOptions = { dropoutForm: 'inverted' },
): Architecture {
  const context = { sourceFile, model: definition.name };
  checkVisible(definition, context);
  checkKinds(definition, context);
  const inputShape = inputShapeOf(definition, data, context);
  const shaped = withShapes(definition, [...inputShape]);
  const builder = new Builder(shaped, context, options.dropoutForm);
  const { loss, nodes } = splitOutput(builder.nodes, shaped, data, context, options);
  const outputs = shaped.layers.at(-1)!.outputShape![0]!;
  const network: Network = {
    inputShape,
    outputs,
    loss,
    nodes: nodes.map(({ spec }, index) => ({ layer: spec, inputs: [index - 1] })),
  };
  const parts = nodes.map(({ spec: _, ...part }) => part);
  return {
    network,
    parts,
    hasOwnRegularization:
      builder.unclear.length === 0 && !hasOutputPenalty(definition) && parts.some(regularizes),
    unclear: builder.unclear,
  };
}

function regularizes({ own, sourceRates }: NodePart): boolean {
  const { penalties, maxNorms } = own;
  return (
    Object.keys(penalties).length > 0 ||
    Object.keys(maxNorms).length > 0 ||
    sourceRates.some((rate) => rate !== undefined && rate > 0)
  );
}

/** Whether a rate of the source cannot be seen. */
const hasHiddenRate = ({ sourceRates = [] }: Draft): boolean =>
  sourceRates.some((value) => value === undefined);

/** Turns layers into nodes one by one. */
class Builder {
  readonly nodes: BuiltNode[] = [];
  readonly unclear: LayerDefinition[] = [];
  readonly #context: Context;
  readonly #form: DropoutForm;

  constructor(definition: ModelDefinition, context: Context, form: DropoutForm) {
    this.#context = context;
    this.#form = form;
    const places = placesOf(definition.layers);
    const last = definition.layers.findLastIndex(({ kind }) => hasKernel(kind));
    definition.layers.forEach((layer, index) => {
      const { insert, rules, names } = places[index]!;
      if (insert) this.#insert(insert, names);
      this.#add(layer, rules, names, index < last);
    });
  }

  /** A dropout that the source does not have, before the layer. */
  #insert(unit: 'element' | 'channel', layer: string): void {
    this.nodes.push({
      spec: { kind: 'dropout', form: this.#form, unit },
      layer,
      activity: false,
      rules: [unit === 'element' ? 'dropout' : 'spatialDropout'],
      sourceRates: [0],
      own: NOTHING_OWN,
    });
  }

  #add(layer: LayerDefinition, rules: PlaceRule[], name: string, hidden: boolean): void {
    const shape = layer.inputShape as number[];
    const reading = new Reading(layer, shape, this.#context, this.#form);
    (layer.wrapped ? reading.of(layer.wrapped) : reading).checkStrengths();
    const drafts = TRAINED[layer.kind]!(reading);
    if (!isKnown(layer.outputShape)) throw doesNotFit(layer, this.#context);
    const own = ownOf(layer);
    const { activity, ...weights } = own?.penalties ?? {};
    const kernel = hasKernel(layer.kind);
    if (!own || drafts.some(hasHiddenRate)) this.unclear.push(layer);
    drafts.forEach((draft, index) => {
      this.#push(draft, {
        layer: name,
        activity: kernel && hidden && index === drafts.length - 1,
        rules: index === 0 ? rules : [],
        own: index === 0 && own ? { penalties: weights, maxNorms: own.maxNorms } : NOTHING_OWN,
      });
    });
    if (activity) this.#penalizeOutput(activity);
  }

  #push({ spec, sourceRates = [] }: Draft, part: Omit<BuiltNode, 'spec' | 'sourceRates'>): void {
    this.nodes.push({ spec, ...part, sourceRates });
  }

  /** A penalty on what the layers so far put out; on the inputs themselves it would be a constant. */
  #penalizeOutput(activity: { l1: number; l2: number }): void {
    const last = this.nodes.at(-1);
    if (last) last.own = { ...last.own, penalties: { ...last.own.penalties, activity } };
  }
}

const isKnown = (shape: Shape | undefined): shape is number[] =>
  shape?.every((size) => size !== null) ?? false;

function checkVisible(definition: ModelDefinition, context: Context): void {
  const [first] = definition.unreadable ?? [];
  if (!first) {
    checkChain(definition, context);
    return;
  }
  const { startLine, startColumn } = first.range;
  throw modelError('MODEL_LAYERS_UNKNOWN', 'Some layers of the model are not visible', definition, context, {
    explanation: `“${definition.name}” also has ${first.what} (line ${startLine}, column ${startColumn}), which may be any layers.`,
    remedy: 'Write the layers out, one call each, to measure this model.',
  });
}

/** What is wrong with layers whatever the data are. */
function checkKinds(definition: ModelDefinition, context: Context): void {
  const { layers, name } = definition;
  for (const layer of layers) {
    if (!Object.hasOwn(TRAINED, layer.kind)) throw unsupported(layer, Object.keys(TRAINED), context);
    const [unread] = [...(layer.otherArguments ?? []), ...(layer.wrapped?.otherArguments ?? [])];
    if (unread) throw unreadArgument(layer, unread, context);
    const { trainable } = layer.settings;
    if (trainable && trainable.value === undefined) throw notVisible(layer, 'trainable', context);
    if (trainable?.value === false) throw settingError(layer, 'trainable', 'False', ['True'], context);
  }
  if (!layers.some(({ kind }) => hasKernel(kind))) {
    throw modelError('MODEL_WITHOUT_WEIGHTS', `“${name}” has no layer with weights`, definition, context, {
      explanation:
        'Penalties and dropout act on layers with weights, such as Dense or Conv2D, and this model has none.',
      remedy: 'Choose another model.',
    });
  }
  checkNames(layers, context);
}

/** Keras refuses two layers of one name; one layer that stands twice would share its weights. */
function checkNames(layers: LayerDefinition[], context: Context): void {
  layers.forEach((layer, index) => {
    const before = layers.slice(0, index).find(({ name }) => name === layer.name);
    const shared = layers.slice(0, index).some(({ range }) => range.from === layer.range.from);
    if (!before && !(shared && hasKernel(layer.kind))) return;
    const title = shared
      ? `The ${layer.kind} in line ${layer.range.startLine} stands in the model twice`
      : `Two layers are named “${layer.name}”`;
    throw layerError('MODEL_LAYER_TWICE', title, layer, context, {
      explanation: shared
        ? 'Both places would share its weights, which cannot be trained here yet.'
        : `${before!.kind} in line ${before!.range.startLine} has the name, too.`,
      remedy: shared ? 'Write a layer of its own for each place.' : 'Give each layer a name of its own.',
    });
  });
}
