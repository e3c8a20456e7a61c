/** A described value in a few words, for messages. */
import { isDescribed, type PickleValue } from './value.ts';

const LONGEST_TEXT = 60;
const MOST_ITEMS = 3;

/** As it would stand in source: `os.system("echo …")`. Values inside of values are not followed. */
export function describeCall(callable: PickleValue, args: readonly PickleValue[]): string {
  const shown = args.slice(0, MOST_ITEMS).map(describeValue);
  if (args.length > MOST_ITEMS) shown.push('…');
  return `${describeValue(callable)}(${shown.join(', ')})`;
}

export function describeValue(value: PickleValue): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (!isDescribed(value)) return String(value).slice(0, LONGEST_TEXT);
  switch (value.kind) {
    case 'global':
      return oneLine(`${value.module}.${value.name}`);
    case 'list':
      return '[…]';
    case 'tuple':
      return '(…)';
    case 'set':
    case 'dict':
      return '{…}';
    case 'object':
      return isDescribed(value.callable) && value.callable.kind === 'global'
        ? `${describeValue(value.callable)}(…)`
        : '…';
    case 'persistent':
      return '…';
    default:
      return value satisfies never;
  }
}

const quoted = (text: string): string => `"${oneLine(text)}"`;

/** Control characters would reach the terminal. */
function oneLine(text: string): string {
  const start = text.slice(0, LONGEST_TEXT).replace(/\p{C}+/gu, ' ');
  return text.length > LONGEST_TEXT ? `${start}…` : start;
}
