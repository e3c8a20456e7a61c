/** A finding as an editor's problem. */
import {
  Diagnostic,
  DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
  Location,
  Range,
  type TextDocument,
  type Uri,
} from 'vscode';
import type { Told } from '../src/advice/adviser.ts';
import type { Severity } from '../src/advice/rule.ts';

const ADVICE_SOURCE = 'Regularization Lens';

const SEVERITIES: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** A finding where it is shown. */
export interface ShownFinding extends Told {
  /** Its place in the list of all findings of its text. */
  number: number;
  diagnostic: Diagnostic;
}

/**
 * @param documentAt the document that a place stands in: of a notebook, its cell
 * @param pageOf the page of a rule
 */
export function shownFinding(
  finding: Told,
  number: number,
  documentAt: (cell?: number) => TextDocument | undefined,
  pageOf: (code: string) => Uri,
): ShownFinding {
  const { code, severity, range, message, related = [], idle } = finding;
  const diagnostic = new Diagnostic(rangeIn(documentAt(range.cell)!, range), message, SEVERITIES[severity]);
  diagnostic.source = ADVICE_SOURCE;
  diagnostic.code = { value: code, target: pageOf(code) };
  if (idle) diagnostic.tags = [DiagnosticTag.Unnecessary];
  diagnostic.relatedInformation = related.flatMap((place) => {
    const document = documentAt(place.range.cell);
    const location = document && new Location(document.uri, rangeIn(document, place.range));
    return location ? [new DiagnosticRelatedInformation(location, place.message)] : [];
  });
  return { ...finding, number, diagnostic };
}

/** A place of a text in its document. */
export const rangeIn = (document: TextDocument, { from, to }: { from: number; to: number }): Range =>
  new Range(document.positionAt(from), document.positionAt(to));
