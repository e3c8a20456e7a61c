/** What every fact has: its place, the name that is called, the variable it is assigned to. */
import type { Call, Run } from '../interpret/framework.ts';
import type { Place } from '../program/program.ts';
import type { Fact } from '../surroundings.ts';

export function factAt({ expression }: Call, run: Run): Fact {
  return {
    framework: 'pytorch',
    range: run.range(expression),
    anchor: run.range(expression.callee),
    scope: run.scope(),
  };
}

/** The variable or attribute that a call is assigned to where it stands: `optimizer = `, `self.loader = `. */
export function variableOf(at: Place, run: Run): string | undefined {
  const { piece, from } = run.statement();
  if (at.piece !== piece || at.from <= from) return undefined;
  const before = run.text({ piece, from, to: at.from });
  return /^([\w.]+)\s*(?::[^=]+)?=\s*$/.exec(before)?.[1];
}
