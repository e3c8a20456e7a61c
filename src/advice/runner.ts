/** Runs the rules over what was read of a file. */
import type { SourceRange } from '../definition/model.ts';
import type { SourceReading } from '../definition/reading.ts';
import type { Finding, Rule, RuleContext, Severity } from './rule.ts';
import { rules } from './rules/index.ts';
import type { AdviceSettings, RuleSetting } from './settings.ts';
import { suppression } from './suppression.ts';

/** Findings of all rules in the order of the file, with the severities that are set, without what comments silence. */
export function advise(
  reading: SourceReading,
  textOf: (cell?: number) => string,
  { severity, thresholds }: AdviceSettings,
  { samples, read }: Pick<RuleContext, 'samples' | 'read'> = {},
): Finding[] {
  const context: RuleContext = { reading, textOf, thresholds, samples, read };
  const isSilenced = suppression(reading, textOf);
  const isBroken = ({ range }: Finding) => reading.broken.some((broken) => overlap(range, broken));
  const findings = rules
    .filter(({ code }) => severity[code] !== 'off')
    .flatMap((rule) => check(rule, context))
    .filter((finding) => !isBroken(finding) && !isSilenced(finding));
  // Not copied: a finding works its fixes out when it is asked for them.
  for (const finding of findings) finding.severity = asSet(severity[finding.code]) ?? finding.severity;
  return onceAPlace(findings).sort((a, b) => comparePlaces(a.range, b.range) || (a.code < b.code ? -1 : 1));
}

const asSet = (setting: RuleSetting | undefined): Severity | undefined =>
  setting === 'off' ? undefined : setting;

/** A defect of one rule must not take the others' findings away. */
function check(rule: Rule, context: RuleContext): Finding[] {
  try {
    return rule.check(context);
  } catch {
    return [];
  }
}

function onceAPlace(findings: Finding[]): Finding[] {
  const places = new Set<string>();
  return findings.filter(({ code, range: { cell, from, to } }) => {
    const place = `${code}:${cell ?? ''}:${from}:${to}`;
    return !places.has(place) && places.add(place);
  });
}

const comparePlaces = (a: SourceRange, b: SourceRange): number =>
  (a.cell ?? 0) - (b.cell ?? 0) || a.from - b.from || a.to - b.to;

const overlap = (a: SourceRange, b: SourceRange): boolean =>
  a.cell === b.cell && a.from < b.to && b.from < a.to;
