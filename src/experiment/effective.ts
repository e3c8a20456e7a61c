/** Whether each variant means something in this model and on these data. */
import type { Dataset } from '../dataset/dataset.ts';
import { nearestName } from '../dataset/nearest.ts';
import type { UserError } from '../errors.ts';
import type { Architecture } from './architecture.ts';
import { architectureFor } from './batchNormalization.ts';
import type { Experiment, Variant } from './experiment.ts';
import { nameOf, type SettingPath, settingError } from './place.ts';
import { variantsOf } from './plan.ts';
import { runSettings } from './runSpecs.ts';

/**
 * The variants to train. A variant that is the same as an earlier one here, because the model has no place for what it
 * adds, is left out, so that no copy counts as a comparison; a note says so.
 * @throws UserError when a variant names a layer that the model does not have, or does something that these inputs or
 * this target do not allow
 */
export function effectiveVariants(
  experiment: Pick<Experiment, 'file' | 'variants' | 'training'>,
  architecture: Architecture,
  data: Pick<Dataset, 'task' | 'target'>,
): { variants: Variant[]; notes: string[] } {
  const all = variantsOf(experiment, architecture);
  experiment.variants?.forEach((variant, index) => {
    checkVariant({ file: experiment.file, path: ['variants', index], variant }, architecture, data);
  });
  const known = new Map<string, Variant>();
  const copies: string[] = [];
  const variants = all.filter((variant) => {
    if (variant.family === 'source') return true;
    const settings = runSettings(architecture, variant, experiment.training.earlyStopping);
    const normalized = architectureFor(architecture, variant) !== architecture;
    const key = JSON.stringify({ normalized, settings });
    const same = known.get(key);
    if (same) copies.push(`${variant.name} (as ${same.name})`);
    else known.set(key, variant);
    return same === undefined;
  });
  const note = `Left out, because the model has no place for what they add: ${copies.join(', ')}.`;
  return {
    variants,
    notes: [...notAsWritten(experiment, architecture), ...(copies.length > 0 ? [note] : [])],
  };
}

/** Why the default plan lacks the model as it is written. */
function notAsWritten({ variants }: Pick<Experiment, 'variants'>, { unclear }: Architecture): string[] {
  if (variants || unclear.length === 0) return [];
  const layers = unclear.map(({ kind, range }) => `${kind} in line ${range.startLine}`).join(', ');
  return [
    `The model as written is not among the variants, because what regularizes ${layers} cannot be seen or cannot be trained: λ are numbers of at least 0.`,
  ];
}

/** A variant with its place in the experiment file. */
interface Written {
  file: string;
  path: SettingPath;
  variant: Variant;
}

function checkVariant(
  written: Written,
  { network, parts }: Architecture,
  { task, target }: Pick<Dataset, 'task' | 'target'>,
): void {
  const { settings } = written.variant;
  if (settings.labelSmoothing && task === 'regression') {
    const found = `“${target}” is a number to predict`;
    throw wrong(written, ['labelSmoothing'], found, 'Labels can be smoothed for classes only.');
  }
  checkAugmentation(written, network);
  const layers = [...new Set(parts.map(({ layer }) => layer))];
  for (const layer of Object.keys(settings.layers ?? {})) {
    if (!layers.includes(layer)) throw unknownLayer(written, layer, layers);
  }
}

const OF_IMAGES = ['shift', 'flip', 'rotate', 'scale'] as const;

function checkAugmentation(written: Written, { inputShape, nodes }: Architecture['network']): void {
  const { augmentation = {} } = written.variant.settings;
  const image = OF_IMAGES.find((key) => augmentation[key]);
  if (image && inputShape.length !== 3) {
    const found = `the model takes rows of the shape ${inputShape.join(' × ')}`;
    const why = 'It changes images: rows of height × width × channels.';
    throw wrong(written, ['augmentation', image], found, why);
  }
  const words = nodes.some(({ layer }) => layer.kind === 'embedding');
  const mixing = (['noise', 'mixup'] as const).find((key) => augmentation[key]);
  if (words && mixing) {
    const found = 'the inputs are numbers of words for an Embedding';
    throw wrong(written, ['augmentation', mixing], found, 'Numbers of words cannot be changed a little.');
  }
}

function wrong({ file, path, variant }: Written, setting: string[], found: string, why: string): UserError {
  const name = nameOf(setting);
  return settingError(file, [...path, ...setting], {
    code: 'EXPERIMENT_VARIANT',
    title: `“${name}” of the variant “${variant.name}” does not go with this model and data`,
    explanation: `${why} Here ${found}.`,
    remedy: `Remove "${name}" from the variant in the experiment file.`,
  });
}

function unknownLayer({ file, path, variant }: Written, layer: string, layers: string[]): UserError {
  const nearest = nearestName(layer, layers);
  return settingError(file, [...path, 'layers', layer], {
    code: 'EXPERIMENT_VARIANT',
    title: `The variant “${variant.name}” names a layer “${layer}”, which the model does not have`,
    explanation: nearest
      ? `Did you mean “${nearest}”? The model has ${layers.join(', ')}.`
      : `The model has ${layers.join(', ')}. Layers without a name= are numbered as Keras does.`,
    remedy: 'Correct "layers" of the variant in the experiment file.',
  });
}
