/** What the checkpoint says of how it was trained. */
import { html, nothing } from 'lit';
import type { OptimizerFacts } from '../../../src/weights/weightFile.ts';
import { formatCount, formatStrength } from '../../../src/words.ts';
import { count, listed } from '../../words/numbers.ts';
import { type Fact, factsTable } from '../table/facts.ts';

export function optimizerSection(optimizer: OptimizerFacts | null) {
  if (!optimizer) return nothing;
  return html`<section class="block trained">
    <h2>${optimizerTitle(optimizer)}</h2>
    <p class="sub">From the optimizer’s state in this file, in the words of its framework</p>
    ${factsTable('Training', optimizerFacts(optimizer))}
  </section>`;
}

export function optimizerTitle({ name, step, groups }: OptimizerFacts): string {
  const decays = [...new Set(groups.map(({ settings }) => settings.weight_decay))].filter(
    (value) => value !== undefined,
  );
  const by = name === null ? '' : ` by ${name}`;
  const steps = step === null ? '' : ` for ${formatCount(step, 'step')}`;
  const decay = decays.length === 0 ? '' : ` with weight_decay ${decays.map(settingText).join(' and ')}`;
  return `Trained${by}${steps}${decay}${name === null ? '; the file does not name the optimizer' : ''}`;
}

export function optimizerFacts({ groups, training }: OptimizerFacts): Fact[] {
  const names = [...new Set(groups.flatMap(({ settings }) => Object.keys(settings)))];
  const sizes = groups.map(({ parameters }) => parameters).filter((size) => size !== null);
  return [
    ...Object.entries(training).map(([name, value]) => ({ name, value: settingText(value) })),
    ...(groups.length > 1
      ? [
          {
            name: 'Parameter groups',
            value: count(groups.length),
            meaning: sizes.length === groups.length ? `Of ${listed(sizes.map(count))} tensors` : '',
          },
        ]
      : []),
    ...names.map((name) => settingFact(name, groups)),
  ];
}

/** Once where all groups agree, otherwise one value a group. */
function settingFact(name: string, groups: OptimizerFacts['groups']): Fact {
  const values = groups.map(({ settings }) =>
    settings[name] === undefined ? '–' : settingText(settings[name]),
  );
  return new Set(values).size === 1
    ? { name, value: values[0] ?? '' }
    : { name, value: values.join(' | '), meaning: 'By group' };
}

function settingText(value: number | boolean | string): string {
  if (typeof value !== 'number') return String(value);
  if (Number.isInteger(value)) return count(value);
  // As the findings write them: 0.05, but 1e-3.
  return Math.abs(value) >= 0.01 ? String(value) : formatStrength(value);
}
