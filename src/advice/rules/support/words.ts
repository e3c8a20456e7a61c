/** Layers and numbers in the words of findings. */
import type { FrameworkName, LayerDefinition, Setting } from '../../../definition/model.ts';
import { formatShare } from '../../../words.ts';
import type { Site } from './flows.ts';
import { grouped, written } from './strengths.ts';

/** Three digits, for what is worked out: `136.6`, `6.19`, `0.0123`, `1,204`. */
export function rounded(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return grouped(Math.round(value));
  if (size >= 100) return value.toFixed(1);
  return size >= 1 || size === 0 ? value.toFixed(2) : String(Number(value.toPrecision(3)));
}

const value = <T>(setting: Setting<T> | undefined): T | undefined => setting?.value;

/** A layer as it is spoken of, `Dense(512)`, `Linear(784, 512)`, `Dropout(0.5)`; the class alone where sizes are unknown. */
export function labelOf(layer: Pick<LayerDefinition, 'kind' | 'framework' | 'settings' | 'wrapped'>): string {
  const { kind, framework, settings, wrapped } = layer;
  if (wrapped) return `${kind}(${labelOf(wrapped)})`;
  const sizes =
    settings.vocabulary !== undefined
      ? [value(settings.vocabulary), value(settings.outputSize)]
      : framework === 'pytorch' && settings.inputs !== undefined
        ? [value(settings.inputs), value(settings.units ?? settings.filters)]
        : [value(settings.units ?? settings.filters ?? (/Dropout/.test(kind) ? settings.rate : undefined))];
  const complete = sizes.length > 0 && sizes.every((size) => size !== undefined);
  return complete ? `${kind}(${sizes.map((size) => written(size!)).join(', ')})` : kind;
}

/** What acts at a site: the layer, or the function as its framework names it. */
export function labelOfSite({ layer, steps }: Site): string {
  if (layer) return labelOf(layer);
  const { node, model } = steps[0]!;
  return labelOfFunction(node.operation!, model.framework, node.settings?.rate?.value);
}

/** Functions of PyTorch; the number of axes of spatial dropout is not known. */
const FUNCTIONS: Record<string, string> = {
  dropout: 'F.dropout',
  alphaDropout: 'F.alpha_dropout',
};

function labelOfFunction(operation: string, framework: FrameworkName, rate: number | undefined): string {
  const own = framework === 'pytorch' ? FUNCTIONS[operation] : undefined;
  const name = own ?? (operation === 'spatialDropout' ? 'Spatial dropout' : operation);
  return rate === undefined ? name : `${name}(${written(rate)})`;
}

/** `401,920 of 669,706 parameters (60 %)`; without the whole where it is not known. */
export function partOf(parameters: number, whole: number | undefined): string {
  if (whole === undefined || whole < parameters) return `${grouped(parameters)} parameters`;
  if (whole === parameters) return `all ${grouped(parameters)} parameters`;
  return `${grouped(parameters)} of ${grouped(whole)} parameters (${formatShare(parameters / whole)})`;
}
