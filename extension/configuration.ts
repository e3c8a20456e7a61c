/** The user's settings, typed. */
import { availableParallelism } from 'node:os';
import { type Uri, workspace } from 'vscode';
import { BACKEND_CHOICES, type BackendChoice } from '../src/experiment/backend.ts';
import { SETTINGS, type SettingEntry, type SettingValue } from './settings.ts';

/** @param uri of the document that it is for, where folders may differ */
export function setting<E extends SettingEntry<boolean | number | object | string>>(
  entry: E,
  uri?: Uri,
): SettingValue<E> {
  const value: unknown = workspace.getConfiguration(undefined, uri).get(entry.key);
  return (typeof value === typeof entry.default ? value : entry.default) as SettingValue<E>;
}

/** Number of worker processes to start. */
export function workerCount(): number {
  const chosen = setting(SETTINGS.workers);
  return chosen > 0 ? chosen : availableParallelism();
}

/** Bytes that a worker process may use. */
export const memoryPerWorker = (): number => 1e6 * setting(SETTINGS.memoryPerWorker);

export function backendChoice(): BackendChoice {
  const chosen = setting(SETTINGS.backend);
  return BACKEND_CHOICES.find((known) => known === chosen) ?? 'auto';
}
