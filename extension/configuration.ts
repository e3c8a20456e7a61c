/** The user's settings, typed. */
import { availableParallelism } from 'node:os';
import { workspace } from 'vscode';
import { SETTINGS, type SettingEntry, type SettingValue } from './settings.ts';

export function setting<E extends SettingEntry<boolean | number>>(entry: E): SettingValue<E> {
  const value: unknown = workspace.getConfiguration().get(entry.key);
  return (typeof value === typeof entry.default ? value : entry.default) as SettingValue<E>;
}

/** Number of worker processes to start. */
export function workerCount(): number {
  const chosen = setting(SETTINGS.workers);
  return chosen > 0 ? chosen : availableParallelism();
}
