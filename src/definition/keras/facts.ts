/** What every fact about the surroundings of a model says of its place. */
import type { Call, Run } from '../interpret/framework.ts';
import type { Fact } from '../surroundings.ts';

export function factAt(call: Call, run: Run): Fact {
  return {
    framework: 'keras',
    range: run.range(call.expression),
    anchor: run.range(call.expression.callee),
    scope: run.scope(),
  };
}

/** The object before the dot, as written: `model`, `self.net`. */
export function receiverText(call: Call, run: Run): string {
  const { callee } = call.expression;
  return callee.type === 'member' ? run.text(callee.object) : run.text(callee);
}

/** The variable that the statement assigns to, `model` of `model = …`. */
export function assignedName(run: Run): string | undefined {
  return /^([\w.]+)\s*(?::[^=]+)?=(?!=)/.exec(run.text(run.statement()))?.[1];
}
