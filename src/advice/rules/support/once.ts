/** What several rules ask about a file is worked out once. */
import type { SourceReading } from '../../../definition/reading.ts';
import type { RuleContext } from '../../rule.ts';

/** An answer that depends on nothing but a file and its text, kept as long as the reading is. */
export function oncePerReading<Answer>(
  work: (context: RuleContext) => Answer,
): (context: RuleContext) => Answer {
  const known = new WeakMap<SourceReading, Answer>();
  return (context) => {
    const before = known.get(context.reading);
    if (before !== undefined || known.has(context.reading)) return before as Answer;
    const answer = work(context);
    known.set(context.reading, answer);
    return answer;
  };
}

/** An answer that depends on nothing but an object that is never changed, beside its ranges. */
export function onceFor<Subject extends object, Answer>(
  work: (subject: Subject) => Answer,
): (subject: Subject) => Answer {
  const known = new WeakMap<Subject, { answer: Answer }>();
  return (subject) => {
    const before = known.get(subject);
    if (before) return before.answer;
    const answer = work(subject);
    known.set(subject, { answer });
    return answer;
  };
}
