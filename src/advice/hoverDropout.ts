/** A dropout explained: what its rate means, and how it is written elsewhere. */
import { dropoutEquivalents } from '../definition/conventions.ts';
import type { FrameworkName, Setting } from '../definition/model.ts';
import { formatStrength } from '../words.ts';
import { percent } from './layerWords.ts';
import { code, paragraphs, sources, table } from './markdown.ts';
import { FRAMEWORK_TITLES, originText } from './origins.ts';

export interface DropoutUse {
  /** The framework's class, `Dropout2d`; of a function `Dropout`. */
  kind: string;
  framework: FrameworkName;
  rate: Setting<number>;
  /** Of functions: when they drop. */
  training?: Setting<boolean | 'mode'>;
}

/** @param text of the file, or of the notebook's cell */
export function dropoutText({ kind, framework, rate, training }: DropoutUse, text: string): string {
  const { value } = rate;
  const from = originText(rate, framework, text);
  if (value === undefined) return `**${kind}**: its drop probability is not visible.`;
  const title = `**${kind} ${Number(value.toPrecision(4))}** (${from})`;
  if (!(value >= 0 && value < 1)) {
    const meaning = value === 1 ? 'every value is dropped' : 'a drop probability lies from 0 to 1';
    return `${title}: ${meaning}.`;
  }
  const channels = /^Spatial|^Feature|Dropout\d/.test(kind);
  // The papers' dropout is history; what inverted dropout leaves undone in evaluation is done where it always drops.
  const leftOut = ['standard dropout', ...(training?.value === true ? ['inverted dropout'] : [])];
  const equivalents = dropoutEquivalents(value).filter(({ where }) => !leftOut.includes(where));
  return paragraphs(
    `${title}: drops ${percent(value)} of the ${channels ? 'channels' : 'values'}${whenText(training)}.`,
    equivalents.map(({ sentence }) => `- ${sentence}`).join('\n'),
    table(['elsewhere', 'the same'], writtenElsewhere(kind, value, framework)),
    sources(equivalents.map(({ source }) => source)),
  );
}

function whenText(training: DropoutUse['training']): string {
  if (!training || training.value === 'mode') return ' in training';
  if (training.value === undefined) return ', when is not visible';
  return training.value
    ? ' in training and in evaluation, as “training” is true'
    : ' never, as “training” is false';
}

/** The class of the same effect in each framework: plain, of whole channels along 1 to 3 axes, for SELU. */
function writtenElsewhere(kind: string, rate: number, framework: FrameworkName): string[][] {
  const p = formatStrength(rate);
  const axes = /(\d)[dD]$/.exec(kind)?.[1];
  const base = /Alpha/.test(kind) ? 'AlphaDropout' : 'Dropout';
  const written: Partial<Record<FrameworkName, string>> = axes
    ? {
        keras: `layers.SpatialDropout${axes}D(${p})`,
        pytorch: `nn.Dropout${axes}d(p=${p})`,
        ...(axes === '1' && { tfjs: `tf.layers.spatialDropout1d({rate: ${p}})` }),
      }
    : {
        keras: `layers.${base}(${p})`,
        pytorch: `nn.${base}(p=${p})`,
        tfjs: `tf.layers.${base === 'Dropout' ? 'dropout' : 'alphaDropout'}({rate: ${p}})`,
      };
  if (/^Feature/.test(kind)) return [];
  return (Object.entries(written) as [FrameworkName, string][])
    .filter(([name]) => name !== framework)
    .map(([name, text]) => [FRAMEWORK_TITLES[name], code(text)]);
}
