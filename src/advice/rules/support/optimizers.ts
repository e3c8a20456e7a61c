/** What rules ask about optimizers. */
import type { Setting } from '../../../definition/model.ts';
import type { OptimizerFact, ParameterGroup } from '../../../definition/surroundings.ts';

/** Their step divides the gradient by a running size of it, so a penalty's gradient is divided as well. */
const ADAM_FAMILY = new Set(['Adam', 'Adamax', 'NAdam', 'Nadam', 'RAdam']);

export const isOfAdamFamily = ({ name }: OptimizerFact): boolean => ADAM_FAMILY.has(name);

/** Weight decay of a group: its own, or the optimizer's. */
export function decayOf(optimizer: OptimizerFact, group?: ParameterGroup): Setting<number> {
  return (group ?? optimizer).weightDecay;
}

/** A weight decay that is known and not 0, with the group that has it. */
export interface Decay {
  value: number;
  setting: Setting<number>;
  group?: ParameterGroup;
}

/** The decays that act: of each group, or of the optimizer where its groups are not seen. */
export function decaysOf(optimizer: OptimizerFact): Decay[] {
  const groups: (ParameterGroup | undefined)[] = optimizer.groups.length > 0 ? optimizer.groups : [undefined];
  return groups.flatMap((group) => {
    const setting = decayOf(optimizer, group);
    return setting.value ? [{ value: setting.value, setting, group }] : [];
  });
}
