/** What stands around the models, as plain data. */
import type { Setting, SourceRange } from '../definition/model.ts';
import type { Surrounding } from '../definition/surroundings.ts';

/** The fact's own fields; a place becomes `line`, `endLine` and `cell`, a setting `{value, origin}`. */
export interface SurroundingEntry {
  type: Surrounding['type'];
  framework: Surrounding['framework'];
  line: number;
  endLine: number;
  cell?: number;
  /** Innermost function and class that it stands in. */
  function?: string;
  class?: string;
  context?: ('loop' | 'condition')[];
  [field: string]: unknown;
}

export function surroundingEntry(fact: Surrounding): SurroundingEntry {
  return plain(fact) as unknown as SurroundingEntry;
}

/** Lenses stand there; the command line has no use for it. */
const LEFT_OUT = new Set(['anchor']);

function plain(value: object): Record<string, unknown> {
  const entries = Object.entries(value).flatMap(([name, part]): [string, unknown][] => {
    if (part === undefined || LEFT_OUT.has(name)) return [];
    if (name === 'range') return placeOf(part);
    if (name === 'scope') return scopeOf(part);
    return [[name, plainValue(part)]];
  });
  return Object.fromEntries(entries);
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value;
  if ('origin' in value) {
    const { value: known = null, origin } = value as Setting<unknown>;
    return { value: known, origin };
  }
  return 'startLine' in value ? Object.fromEntries(placeOf(value as SourceRange)) : plain(value);
}

function placeOf({ startLine, endLine, cell }: SourceRange): [string, unknown][] {
  const lines: [string, unknown][] = [
    ['line', startLine],
    ['endLine', endLine],
  ];
  return cell === undefined ? lines : [...lines, ['cell', cell]];
}

function scopeOf(scope: Surrounding['scope']): [string, unknown][] {
  return Object.entries(scope).filter(([, part]) => part !== undefined && !isEmpty(part));
}

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
