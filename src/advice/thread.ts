/** An {@link Adviser} in the thread that reads sources. */
import type { Around } from '../definition/describe.ts';
import { type ReaderSource, ReaderThread } from '../definition/readerThread.ts';
import type { Adviser, RuleSummary, Terms, Told, Wanted } from './adviser.ts';
import type { Audit, AuditedModel } from './audit.ts';
import type { TextEdit } from './edits.ts';
import type { TextEdits } from './fixAll.ts';
import type { Refactoring } from './refactorings/index.ts';
import type { Fix } from './rule.ts';

export class AdviceThread extends ReaderThread {
  rules(): Promise<RuleSummary[]> {
    return this.question('rules');
  }

  around(source: ReaderSource): Promise<Around[]> {
    return this.question('around', source);
  }

  findings(source: ReaderSource, terms: Terms): Promise<Told[]> {
    return this.question('findings', source, terms);
  }

  fixes(source: ReaderSource, terms: Terms, numbers: number[]): Promise<Fix[][]> {
    return this.question('fixes', source, terms, numbers);
  }

  fixAll(source: ReaderSource, terms: Terms, wanted: Wanted): Promise<TextEdits[]> {
    return this.question('fixAll', source, terms, wanted);
  }

  ignoring(source: ReaderSource, terms: Terms, number: number): Promise<TextEdit | undefined> {
    return this.question('ignoring', source, terms, number);
  }

  refactorings(
    source: ReaderSource,
    range: { from: number; to: number; cell?: number },
  ): Promise<Refactoring[]> {
    return this.question('refactorings', source, range);
  }

  audit(source: ReaderSource, terms: Terms | undefined, wanted: AuditedModel): Promise<Audit | undefined> {
    return this.question('audit', source, terms, wanted);
  }

  private question<Name extends keyof Adviser>(
    name: Name,
    ...given: Parameters<Adviser[Name]>
  ): Promise<ReturnType<Adviser[Name]>> {
    return this.ask(name, ...given);
  }
}
