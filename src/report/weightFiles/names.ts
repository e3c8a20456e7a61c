import { formatCount } from '../../words.ts';

/** `“a”`, `“a” and “b”`, `“a”, “b” and 5 others`. */
export function named(tensors: readonly { name: string }[]): string {
  const quoted = tensors.map(({ name }) => `“${name}”`);
  if (quoted.length <= 2) return quoted.join(' and ');
  return `${quoted.slice(0, 2).join(', ')} and ${formatCount(quoted.length - 2, 'other')}`;
}

export const namesOf = (tensors: readonly { name: string }[]): string[] => tensors.map(({ name }) => name);
