/** Numbers that may not be visible. */
import type { Amount, Influence } from '../audit.ts';

export const NOTHING: Amount = { value: 0 };

export const known = (value: number): Amount => ({ value });

export const isKnown = (amount: Amount): amount is { value: number } => 'value' in amount;

export const isZero = (amount: Amount): boolean => isKnown(amount) && amount.value === 0;

/** Unknown for the first reason that one of them is. */
export function sum(amounts: Amount[]): Amount {
  const unknown = amounts.find((amount) => !isKnown(amount));
  return unknown ?? known(amounts.reduce((total, amount) => total + (isKnown(amount) ? amount.value : 0), 0));
}

/** What acts on nothing: for spreading. */
export const WITHOUT: Pick<Influence, 'l1' | 'l2' | 'decay'> = { l1: NOTHING, l2: NOTHING, decay: NOTHING };
