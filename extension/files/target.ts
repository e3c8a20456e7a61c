/** What a view of files shows. */
import { basename } from 'node:path';
import type { FileKind } from '../../src/session/files/kindOfFile.ts';

export type FileTarget = { kind: FileKind; path: string } | { kind: 'comparison'; paths: string[] };

/** The tab's title. */
export function titleOf(target: FileTarget): string {
  return target.kind === 'comparison'
    ? target.paths.map((path) => basename(path)).join(' ↔ ')
    : basename(target.path);
}

/** What a view has kept of itself before a reload. */
export function parseTarget(value: unknown): FileTarget | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, path, paths } = value as Record<string, unknown>;
  if ((kind === 'weights' || kind === 'log') && typeof path === 'string') return { kind, path };
  const isList = Array.isArray(paths) && paths.length > 1 && paths.every((each) => typeof each === 'string');
  return kind === 'comparison' && isList ? { kind, paths } : undefined;
}
