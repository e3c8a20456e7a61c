/** An optimizer explained: what its weight decay is as a penalty, and on which parameters. */
import { weightDecayEquivalent } from '../definition/conventions.ts';
import type { Setting } from '../definition/model.ts';
import type { OptimizerFact, ParameterSet } from '../definition/surroundings.ts';
import { formatStrength } from '../words.ts';
import { code, paragraphs, sources, table } from './markdown.ts';
import { originText } from './origins.ts';

/** @param text of the file, or of the notebook's cell */
export function optimizerText(optimizer: OptimizerFact, text: string): string {
  const { name, weightDecay, learningRate, framework, groups, excluded } = optimizer;
  const row = (title: string, setting: Setting<number>) => [
    title,
    shown(setting),
    originText(setting, framework, text),
  ];
  const settings = groups.length > 0 ? groups.map((group) => group.weightDecay) : [weightDecay];
  const decays = [...new Set(settings.map(({ value }) => value))];
  const equivalents = decays.flatMap((decay) => (decay ? [weightDecayEquivalent(decay, optimizer)] : []));
  const none = decays.every((decay) => decay === 0) ? 'No weight decay: it regularizes nothing.' : undefined;
  const unseen = decays.includes(undefined) ? 'A weight decay is not visible.' : undefined;
  return paragraphs(
    `**${name}**`,
    none,
    unseen,
    equivalents.map(({ sentence }) => sentence).join(' '),
    equivalents[0]?.code ? `As a penalty: ${code(equivalents[0].code)}` : undefined,
    excluded ? 'Variables that exclude_from_weight_decay names are left out.' : undefined,
    table(
      ['setting', 'value', 'from'],
      [
        row('learning rate', learningRate),
        ...(groups.length > 1 ? [] : [row('weight decay', groups[0]?.weightDecay ?? weightDecay)]),
      ],
    ),
    groups.length > 1
      ? table(
          ['group', 'weight decay', 'learning rate'],
          groups.map((group) => [
            SETS[group.parameters],
            shown(group.weightDecay),
            shown(group.learningRate),
          ]),
        )
      : groupText(groups[0]?.parameters),
    sources(equivalents.map(({ source }) => source)),
  );
}

const shown = ({ value }: Setting<number>): string =>
  value === undefined ? '?' : code(formatStrength(value));

const SETS: Record<ParameterSet, string> = {
  all: 'all parameters, biases and norms too',
  weights: 'weights, without biases and norms',
  biases: 'biases and norms',
  part: 'a part of the model',
  unknown: 'not visible',
};

const groupText = (parameters: ParameterSet | undefined): string | undefined =>
  parameters && parameters !== 'unknown' ? `It is given ${SETS[parameters]}.` : undefined;
