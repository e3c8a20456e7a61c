/** What the state of an optimizer says of the regularization that a model was trained with. */

import type { OptimizerFacts } from '../../weights/weightFile.ts';
import { formatCount } from '../../words.ts';
import type { TensorReport, WeightsFinding } from './weightsReport.ts';

/** @param regularizedLayers layers of the file that say so; undefined where it does not describe them */
export function optimizerFindings(
  optimizer: OptimizerFacts | null,
  kernels: readonly TensorReport[],
  regularizedLayers: number | undefined,
): WeightsFinding[] {
  if (!optimizer) return [];
  const decays = optimizer.groups.map(({ settings }) => decayOf(settings));
  const known = decays.filter((decay) => decay !== undefined);
  if (known.length === 0) return [];
  const when = whenOf(optimizer);
  const name = optimizer.name ? `${optimizer.name}, ` : '';
  if (known.every((decay) => decay === 0)) return [notRegularized(name, when, kernels, regularizedLayers)];
  const groups = [...new Set(known)].join(' and ');
  const partial = known.includes(0) ? ' in some of its parameter groups, 0 in others' : '';
  return [
    {
      id: 'weight-decay',
      tone: 'info',
      title: `Trained with weight decay: ${name}weight_decay ${groups}${when}`,
      text: `The state of the optimizer in this file says so${partial}. ${kindOfDecay(optimizer)}`,
      tensors: [],
    },
  ];
}

function decayOf(settings: Record<string, number | boolean | string>): number | undefined {
  const value = settings.weight_decay ?? settings.weightDecay;
  return typeof value === 'number' ? value : undefined;
}

function whenOf({ step, training }: OptimizerFacts): string {
  const { epoch } = training;
  if (step !== null) return ` at step ${step.toLocaleString('en-US')}`;
  return epoch === undefined ? '' : ` after epoch ${epoch}`;
}

function notRegularized(
  name: string,
  when: string,
  kernels: readonly TensorReport[],
  regularizedLayers: number | undefined,
): WeightsFinding {
  return {
    id: 'not-regularized',
    tone: 'info',
    title: `No weight decay: ${name}weight_decay 0${when}`,
    text: `The optimizer does not shrink ${formatCount(kernels.length, 'kernel')}. ${besideIt(regularizedLayers)}`,
    tensors: [],
  };
}

/** What else may have regularized. @param layers that say they were; undefined where the file does not describe them */
function besideIt(layers: number | undefined): string {
  if (layers === undefined)
    return 'A penalty in the loss or dropout leaves no trace in this file; the source would show it.';
  return layers > 0
    ? 'Penalties and dropout of its layers are apart from it.'
    : 'Its layers have neither penalty nor dropout; what was added to the loss by hand leaves no trace in this file.';
}

const DECOUPLED = 'It is decoupled: weights shrink by the learning rate times this number each step.';
const COUPLED =
  'In an adaptive optimizer of PyTorch it passes through the denominator: weights with large gradients shrink less than by AdamW.';

/** Loshchilov & Hutter 2019. What the settings say comes before what the name does. */
function kindOfDecay({ name, groups }: OptimizerFacts): string {
  const flags = new Set(groups.map(({ settings }) => settings.decoupled_weight_decay));
  if (flags.size === 1 && flags.has(true)) return DECOUPLED;
  if (flags.size === 1 && flags.has(false)) return COUPLED;
  if (name === null)
    return 'Which kind of decay it is depends on the optimizer, which the file does not name.';
  if (/^SGD/i.test(name))
    return 'In SGD this is an L2 penalty of half the strength: λΣw² with λ = weight_decay/2.';
  return /^(AdamW|.*W|Lion|LAMB)$/i.test(name) ? DECOUPLED : COUPLED;
}
