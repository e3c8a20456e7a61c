/** Layers and settings as a reader makes them, written short. */
import type { FrameworkName, LayerDefinition, Penalty, Settings } from '../../../src/definition/model.ts';

const PLACE = { from: 0, to: 1, startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 };

/** Values as settings that are written so; `undefined` is an unknown one. */
function settings(values: Record<string, unknown>): Settings {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    value === undefined ? { value, origin: 'unknown' } : { value, origin: 'literal' },
  ]);
  return Object.fromEntries(entries) as Settings;
}

export function layer(
  framework: FrameworkName,
  kind: string,
  values: Record<string, unknown> = {},
  more: Partial<LayerDefinition> = {},
): LayerDefinition {
  return {
    framework,
    kind,
    name: kind,
    callee: kind,
    range: PLACE,
    slot: PLACE,
    settings: settings(values),
    ...more,
  };
}

export const penalty = (l1: number | undefined, l2: number | undefined): Penalty => ({
  l1,
  l2,
  range: PLACE,
});

/** An initializer by name, as a setting's value. */
export const initializer = (name: string, given: Record<string, number | string | null> = {}) => ({
  name,
  arguments: given,
});
