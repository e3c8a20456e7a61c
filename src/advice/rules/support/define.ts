/** Rules are written as what they find; code and severity are filled in here. */
import type { SourceRange } from '../../../definition/model.ts';
import type { Finding, Fix, Rule, RuleContext, Severity } from '../../rule.ts';

/** A finding before it has its rule's code. */
export interface Found {
  range: SourceRange;
  message: string;
  /** Where it differs from the rule's. */
  severity?: Severity;
  related?: Finding['related'];
  idle?: true;
  /** Worked out when somebody asks for them: edits need the text parsed again. */
  fixes?: () => (Fix | undefined)[];
}

type Definition = Omit<Rule, 'check'> & { find(context: RuleContext): Found[] };

export function defineRule({ find, ...rule }: Definition): Rule {
  return { ...rule, check: (context) => find(context).map((found) => findingOf(rule, found)) };
}

function findingOf({ code, severity }: Omit<Rule, 'check'>, { fixes, ...found }: Found): Finding {
  const finding = { code, severity, ...found };
  return Object.defineProperty(finding, 'fixes', {
    enumerable: true,
    configurable: true,
    get() {
      const value = (fixes?.() ?? []).filter((fix) => fix !== undefined);
      Object.defineProperty(finding, 'fixes', { value, enumerable: true });
      return value;
    },
  }) as Finding;
}
