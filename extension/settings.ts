/** Every setting of the extension, as the manifest declares it. A test compares the two. */

export interface SettingEntry<T> {
  key: string;
  /** The JSON schema type in the manifest. */
  type: 'boolean' | 'integer' | 'object' | 'string';
  default: T;
}

/** All keys begin with this section. */
export const SETTINGS_SECTION = 'regularizationLens';

export const SETTINGS = {
  codeLensEnabled: { key: 'regularizationLens.codeLens.enabled', type: 'boolean', default: true },
  hintShapes: { key: 'regularizationLens.hints.shapes', type: 'boolean', default: true },
  hintPenalty: { key: 'regularizationLens.hints.penalty', type: 'boolean', default: true },
  hintDropout: { key: 'regularizationLens.hints.dropout', type: 'boolean', default: true },
  hintMeasured: { key: 'regularizationLens.hints.measured', type: 'boolean', default: true },
  adviceEnabled: { key: 'regularizationLens.advice.enabled', type: 'boolean', default: true },
  /** By the rule's code. */
  adviceSeverity: { key: 'regularizationLens.advice.severity', type: 'object', default: {} },
  adviceThresholds: { key: 'regularizationLens.advice.thresholds', type: 'object', default: {} },
  /** 0 stands for one worker process a processor core. */
  workers: { key: 'regularizationLens.workers', type: 'integer', default: 0 },
  /** Megabytes. */
  memoryPerWorker: { key: 'regularizationLens.memoryPerWorker', type: 'integer', default: 1000 },
  backend: { key: 'regularizationLens.backend', type: 'string', default: 'auto' },
  nativeBackendMirror: { key: 'regularizationLens.nativeBackendMirror', type: 'string', default: '' },
} as const satisfies Record<string, SettingEntry<boolean | number | object | string>>;

/** The value type of one entry of {@link SETTINGS}. */
export type SettingValue<E extends SettingEntry<unknown>> = E['default'] extends boolean
  ? boolean
  : E['default'] extends number
    ? number
    : E['default'] extends object
      ? Record<string, unknown>
      : string;
