/** What people set about advice: severities of rules, and the numbers at which rules speak. */
import { UserError } from '../errors.ts';
import type { Severity, Thresholds } from './rule.ts';

/** A rule's severity, or `off`. */
export type RuleSetting = Severity | 'off';

export interface AdviceSettings {
  /** By code, `REG004`; rules that are not named keep their own severity. */
  severity: Record<string, RuleSetting>;
  thresholds: Thresholds;
}

/** A file with settings for a project: the nearest one beside or above a source counts. */
export const CONFIG_FILE = 'reglens.config.json';

/** Settings as they are written. */
export interface WrittenSettings {
  severity?: Record<string, unknown>;
  thresholds?: Record<string, unknown>;
}

export const DEFAULT_THRESHOLDS: Thresholds = {
  largeLayer: 100_000,
  largeShare: 0.1,
  largestRate: 0.8,
  penaltyToChance: 3,
  smallestBatch: 8,
  parametersPerRow: 10,
};

export const DEFAULT_SETTINGS: AdviceSettings = { severity: {}, thresholds: DEFAULT_THRESHOLDS };

const SEVERITIES: readonly string[] = ['error', 'warning', 'information', 'hint', 'off'];

/** What each threshold may be. */
const LIMITS: Record<keyof Thresholds, { least: number; greatest: number }> = {
  largeLayer: { least: 1, greatest: Infinity },
  largeShare: { least: 0, greatest: 1 },
  largestRate: { least: 0, greatest: 1 },
  penaltyToChance: { least: 0, greatest: Infinity },
  smallestBatch: { least: 1, greatest: Infinity },
  parametersPerRow: { least: 0, greatest: Infinity },
};

/**
 * Settings from plain data, `{"severity": {"REG004": "off"}, "thresholds": {"largestRate": 0.7}}`; what is left out
 * keeps its default.
 * @param where the file or setting that they stand in, for messages
 * @param codes of the rules that exist
 * @throws UserError `ADVICE_SETTINGS` with every mistake
 */
export function adviceSettings(data: unknown, where: string, codes: readonly string[]): AdviceSettings {
  const mistakes: string[] = [];
  const root = objectAt(data, 'The settings of advice', mistakes);
  for (const name of Object.keys(root)) {
    if (name !== 'severity' && name !== 'thresholds') {
      mistakes.push(`“${name}” is not a setting of advice: expected “severity” or “thresholds”.`);
    }
  }
  const severity = objectAt(root.severity, '“severity”', mistakes);
  const thresholds = objectAt(root.thresholds, '“thresholds”', mistakes);
  for (const [code, value] of Object.entries(severity))
    mistakes.push(...severityMistakes(code, value, codes));
  for (const [name, value] of Object.entries(thresholds)) mistakes.push(...thresholdMistakes(name, value));
  if (mistakes.length > 0) throw invalid(where, mistakes);
  return {
    severity: severity as Record<string, RuleSetting>,
    thresholds: { ...DEFAULT_THRESHOLDS, ...(thresholds as Partial<Thresholds>) },
  };
}

/** Settings with others above them: what those name counts. */
export function overridden(below: WrittenSettings, above: WrittenSettings): WrittenSettings {
  return {
    severity: { ...below.severity, ...above.severity },
    thresholds: { ...below.thresholds, ...above.thresholds },
  };
}

function objectAt(value: unknown, name: string, mistakes: string[]): Record<string, unknown> {
  if (value === undefined) return {};
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  mistakes.push(`${name} must be an object in braces; found ${JSON.stringify(value)}.`);
  return {};
}

function severityMistakes(code: string, value: unknown, codes: readonly string[]): string[] {
  if (!codes.includes(code)) {
    return [`“${code}” in “severity” is no rule: expected a code from ${codes[0]} to ${codes.at(-1)}.`];
  }
  if (typeof value === 'string' && SEVERITIES.includes(value)) return [];
  const choices = SEVERITIES.map((choice) => `“${choice}”`).join(', ');
  return [`The severity of ${code} must be one of ${choices}; found ${JSON.stringify(value)}.`];
}

function thresholdMistakes(name: string, value: unknown): string[] {
  if (!Object.hasOwn(LIMITS, name)) {
    const names = Object.keys(LIMITS).map((each) => `“${each}”`);
    return [`“${name}” is no threshold: expected one of ${names.join(', ')}.`];
  }
  const { least, greatest } = LIMITS[name as keyof Thresholds];
  if (typeof value === 'number' && value >= least && value <= greatest) return [];
  const range = greatest === Infinity ? `of at least ${least}` : `from ${least} to ${greatest}`;
  return [`“${name}” must be a number ${range}; found ${JSON.stringify(value)}.`];
}

function invalid(where: string, mistakes: string[]): UserError {
  const [count, what] = mistakes.length === 1 ? ['a mistake', 'it'] : [`${mistakes.length} mistakes`, 'them'];
  return new UserError({
    code: 'ADVICE_SETTINGS',
    title: `The settings of advice in ${where} have ${count}`,
    explanation: mistakes.join(' '),
    remedy: `Correct ${what}; until then the defaults apply.`,
  });
}
