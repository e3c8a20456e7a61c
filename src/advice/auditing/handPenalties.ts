/** Penalties that are added to the loss by hand, tensor by tensor. */
import type { ModelDefinition, SourceRange } from '../../definition/model.ts';
import type { HandPenaltyFact } from '../../definition/surroundings.ts';
import type { Amount, AuditLimit, Influence } from '../audit.ts';
import { placeText } from '../auditWords.ts';
import type { RuleContext } from '../rule.ts';
import { factsOf } from '../rules/support/facts.ts';
import { modelOf } from '../rules/support/modelOf.ts';
import { known, WITHOUT } from './amounts.ts';
import { contains, holds, moduleOf } from './choice.ts';
import type { Influences } from './rows.ts';

export interface HandPenalties {
  on: Influences;
  places: SourceRange[];
  limits: AuditLimit[];
}

export function handPenalties(context: RuleContext, model: ModelDefinition): HandPenalties {
  const placed = factsOf(context.reading, 'handPenalty', model.framework).map((fact) => ({
    fact,
    definition: modelOf(context, fact, moduleOf(fact)),
  }));
  const own = placed.filter(({ definition }) => contains(context.reading, definition, model));
  const unplaced = placed.filter(({ definition }) => definition === undefined);
  return {
    on: (target) =>
      own.flatMap(({ fact, definition }) => {
        const isPartOfMore = definition !== model && fact.parameters === 'part';
        const held = isPartOfMore ? 'unknown' : holds(context, model, fact, target);
        return held === 'no' ? [] : [ofPenalty(fact, held === 'yes')];
      }),
    places: own.map(({ fact }) => fact.range),
    limits: unplaced.map(({ fact: { range } }) => ({
      text: `The model of the penalty in ${placeText(range)} cannot be seen: it is not counted here.`,
      range,
    })),
  };
}

/** λ‖w‖₂ and others have no λ of Σ|w| or Σw². */
function ofPenalty({ norm, strength, range }: HandPenaltyFact, isHeld: boolean): Influence {
  const base = { how: 'handPenalty' as const, what: 'penalty in the loss', range, ...WITHOUT };
  const line = `${placeText(range)}`;
  const unknown = (text: string): Amount => ({ unknown: text });
  if (norm !== 'l1' && norm !== 'l2') {
    const what = norm === 'l2-norm' ? '‖w‖₂, the root of Σw²' : 'neither Σ|w| nor Σw²';
    return { ...base, l2: unknown(`The penalty in ${line} is of ${what}: it has no fixed λ.`) };
  }
  if (!isHeld)
    return { ...base, [norm]: unknown(`Whether the penalty in ${line} acts on this tensor cannot be seen.`) };
  const value = strength.value;
  return {
    ...base,
    [norm]:
      value === undefined ? unknown(`The strength of the penalty in ${line} cannot be seen.`) : known(value),
  };
}
