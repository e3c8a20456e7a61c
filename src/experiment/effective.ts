/** Whether each variant means something in this model and on these data. */
import type { Dataset } from '../dataset/dataset.ts';
import { nearestName } from '../dataset/nearest.ts';
import { UserError } from '../errors.ts';
import type { Architecture } from './architecture.ts';
import type { Experiment, Settings, Variant } from './experiment.ts';
import { variantsOf } from './plan.ts';
import { runSettings } from './runSpecs.ts';

/**
 * The variants to train. A variant that is the same as an earlier one here, because the model has no place for what it
 * adds, is left out, so that no copy counts as a comparison; a note says so.
 * @throws UserError when a variant names a layer that the model does not have, or does something that these inputs or
 * this target do not allow
 */
export function effectiveVariants(
  experiment: Pick<Experiment, 'variants' | 'training'>,
  architecture: Architecture,
  data: Pick<Dataset, 'task' | 'target'>,
): { variants: Variant[]; notes: string[] } {
  const all = variantsOf(experiment, architecture);
  for (const variant of all) checkVariant(variant, architecture, data);
  const known = new Map<string, Variant>();
  const copies: string[] = [];
  const variants = all.filter((variant) => {
    if (variant.family === 'source') return true;
    const key = JSON.stringify(runSettings(architecture, variant, experiment.training.earlyStopping));
    const same = known.get(key);
    if (same) copies.push(`${variant.name} (as ${same.name})`);
    else known.set(key, variant);
    return same === undefined;
  });
  const note = `Left out, because the model has no place for what they add: ${copies.join(', ')}.`;
  return { variants, notes: copies.length > 0 ? [note] : [] };
}

function checkVariant(
  { name, settings }: Variant,
  { network, parts }: Architecture,
  { task, target }: Pick<Dataset, 'task' | 'target'>,
): void {
  if (settings.labelSmoothing && task === 'regression') {
    throw wrong(
      name,
      'labelSmoothing',
      `“${target}” is a number to predict`,
      'Labels can be smoothed for classes only.',
    );
  }
  checkAugmentation(name, settings, network);
  const layers = [...new Set(parts.map(({ layer }) => layer))];
  for (const layer of Object.keys(settings.layers ?? {})) {
    if (!layers.includes(layer)) throw unknownLayer(name, layer, layers);
  }
}

const OF_IMAGES = ['shift', 'flip', 'rotate', 'scale'] as const;

function checkAugmentation(
  name: string,
  { augmentation = {} }: Settings,
  { inputShape, nodes }: Architecture['network'],
): void {
  const image = OF_IMAGES.find((key) => augmentation[key]);
  if (image && inputShape.length !== 3) {
    const shape = inputShape.join(' × ');
    throw wrong(
      name,
      `augmentation.${image}`,
      `the model takes rows of the shape ${shape}`,
      'It changes images: rows of height × width × channels.',
    );
  }
  const words = nodes.some(({ layer }) => layer.kind === 'embedding');
  const mixing = (['noise', 'mixup'] as const).find((key) => augmentation[key]);
  if (words && mixing) {
    throw wrong(
      name,
      `augmentation.${mixing}`,
      'the inputs are numbers of words for an Embedding',
      'Numbers of words cannot be changed a little.',
    );
  }
}

function wrong(variant: string, setting: string, found: string, why: string): UserError {
  return new UserError({
    code: 'EXPERIMENT_VARIANT',
    title: `“${setting}” of the variant “${variant}” does not go with this model and data`,
    explanation: `${why} Here ${found}.`,
    remedy: `Remove "${setting}" from the variant in the experiment file.`,
  });
}

function unknownLayer(variant: string, layer: string, layers: string[]): UserError {
  const nearest = nearestName(layer, layers);
  return new UserError({
    code: 'EXPERIMENT_VARIANT',
    title: `The variant “${variant}” names a layer “${layer}”, which the model does not have`,
    explanation: nearest
      ? `Did you mean “${nearest}”? The model has ${layers.join(', ')}.`
      : `The model has ${layers.join(', ')}. Layers without a name= are numbered as Keras does.`,
    remedy: 'Correct "layers" of the variant in the experiment file.',
  });
}
