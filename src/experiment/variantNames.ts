/** What each setting of a variant is called, in ids and for people. */
import { createHash } from 'node:crypto';
import { formatStrength } from '../words.ts';
import type { AugmentationSettings, Family, LayerStrengths, Settings } from './experiment.ts';

export interface SettingPart {
  family: Exclude<Family, 'none' | 'combination' | 'source'>;
  /** `l2-1e-3` */
  id: string;
  /** `L2 1e-3` */
  name: string;
}

type Strength = keyof LayerStrengths;

interface Word {
  key: Strength;
  id: string;
  name: string;
  family?: 'l1' | 'l2' | 'dropout';
  /** λ are written as `1e-3`, rates and norms as plain numbers. */
  plain?: true;
}

/** In the order in which names list them. */
const WORDS: Word[] = [
  { key: 'dropout', id: 'dropout', name: 'Dropout', family: 'dropout', plain: true },
  { key: 'spatialDropout', id: 'spatial-dropout', name: 'Spatial dropout', plain: true },
  { key: 'recurrentDropout', id: 'recurrent-dropout', name: 'Recurrent dropout', plain: true },
  { key: 'l1', id: 'l1', name: 'L1', family: 'l1' },
  { key: 'l2', id: 'l2', name: 'L2', family: 'l2' },
  { key: 'groupLasso', id: 'group-lasso', name: 'Group lasso' },
  { key: 'recurrentL1', id: 'recurrent-l1', name: 'Recurrent L1' },
  { key: 'recurrentL2', id: 'recurrent-l2', name: 'Recurrent L2' },
  { key: 'embeddingL1', id: 'embedding-l1', name: 'Embedding L1' },
  { key: 'embeddingL2', id: 'embedding-l2', name: 'Embedding L2' },
  { key: 'biasL1', id: 'bias-l1', name: 'Bias L1' },
  { key: 'biasL2', id: 'bias-l2', name: 'Bias L2' },
  { key: 'activityL1', id: 'activity-l1', name: 'Activity L1' },
  { key: 'activityL2', id: 'activity-l2', name: 'Activity L2' },
  { key: 'maxNorm', id: 'max-norm', name: 'Max norm', plain: true },
  { key: 'weightDecay', id: 'weight-decay', name: 'Weight decay' },
];

/** What a setting has beside its strength: `proximal`, or everything for weight decay. */
function suffixOf({ key }: Word, settings: Settings): string | undefined {
  if (key === 'l1') return settings.l1Mode;
  if (key === 'groupLasso') return settings.groupLassoMode;
  return key === 'weightDecay' && settings.decayAll ? 'all' : undefined;
}

/** Everything that a variant does, each with its name; empty for the model without regularization. */
export function partsOf(settings: Settings): SettingPart[] {
  const strengths = WORDS.flatMap((word): SettingPart[] => {
    const value = settings[word.key] ?? 0;
    if (value === 0) return [];
    const number = numberOf(word, value);
    const suffix = suffixOf(word, settings);
    return [
      {
        family: word.family ?? 'other',
        id: [word.id, fileSafe(number), suffix].filter(Boolean).join('-'),
        name: [word.name, number, suffix].filter(Boolean).join(' '),
      },
    ];
  });
  return [...strengths, ...restOf(settings)];
}

const numberOf = ({ plain }: Word, value: number): string => (plain ? String(value) : formatStrength(value));

const fileSafe = (text: string): string => text.toLowerCase().replace('+', '');

const other = (id: string, name: string): SettingPart => ({ family: 'other', id: fileSafe(id), name });

function restOf(settings: Settings): SettingPart[] {
  const { batchNormalization, labelSmoothing, augmentation, earlyStopping, layers } = settings;
  const parts: SettingPart[] = [];
  if (batchNormalization) parts.push(other('batch-normalization', 'Batch normalization'));
  if (labelSmoothing) {
    parts.push(other(`label-smoothing-${labelSmoothing}`, `Label smoothing ${labelSmoothing}`));
  }
  parts.push(...augmentationParts(augmentation ?? {}));
  if (earlyStopping) {
    const { patience, minimumImprovement } = earlyStopping;
    const least = minimumImprovement > 0 ? ` by ${formatStrength(minimumImprovement)}` : '';
    const id = `early-stopping-${patience}${least.replaceAll(' by ', '-')}`;
    parts.push(other(id, `Early stopping ${patience}${least}`));
  }
  if (layers) {
    const digest = createHash('sha256').update(JSON.stringify(layers)).digest('hex').slice(0, 8);
    parts.push(other(`layers-${digest}`, namesOfLayers(layers)));
  }
  return parts;
}

/** More layers than this are counted, not named. */
const MOST_NAMED = 2;

/** `Dropout 0.5 and L2 0 in dense`: a 0 takes away there what all layers have. */
function namesOfLayers(layers: NonNullable<Settings['layers']>): string {
  const entries = Object.entries(layers);
  if (entries.length > MOST_NAMED) return `Strengths of their own in ${entries.length} layers`;
  return entries.map(([layer, strengths]) => `${strengthsInWords(strengths)} in ${layer}`).join(', ');
}

function strengthsInWords(strengths: Partial<LayerStrengths>): string {
  const written = WORDS.filter(({ key }) => strengths[key] !== undefined);
  return written.map((word) => `${word.name} ${numberOf(word, strengths[word.key]!)}`).join(' and ');
}

function augmentationParts(augmentation: AugmentationSettings): SettingPart[] {
  return Object.entries(augmentation).map(([key, value]) => {
    const name = `${key[0]!.toUpperCase()}${key.slice(1)}`;
    return value === true ? other(key, name) : other(`${key}-${value}`, `${name} ${value}`);
  });
}

/** Settings beyond L1, L2 and dropout as frameworks write them, by name: what an edit of a source does not write. */
export function beyondBasics(settings: Settings): string[] {
  const basic = (name: string) => /^(L1|L2|Dropout) \S+$/.test(name);
  return partsOf(settings).flatMap(({ name }) => (basic(name) ? [] : [name]));
}
