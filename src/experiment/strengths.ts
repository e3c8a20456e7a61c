/** Which strengths of dropout and noise can be trained with. */

/** Whether the source's strength at a random place can be trained with. */
export const isStrength = (value: number | undefined, strength: 'rate' | 'deviation'): boolean =>
  value !== undefined && value >= 0 && (strength === 'rate' ? value < 1 : Number.isFinite(value));
