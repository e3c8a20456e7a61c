/** The panel's styles as constructed sheets: the content security policy needs no exception for them. */
import type { CSSResult } from 'lit';
import { base } from './base.ts';
import { details } from './details.ts';
import { figures } from './figures.ts';
import { layout } from './layout.ts';
import { overviewStyles } from './overview.ts';
import { standIns, tokens } from './tokens.ts';

/** @param inEditor false in a page of its own, where the editor's tokens need stand-ins */
export function adoptStyles(inEditor: boolean): void {
  const sheets = [...(inEditor ? [] : [standIns]), tokens, base, figures, overviewStyles, details, layout];
  document.adoptedStyleSheets = [
    ...document.adoptedStyleSheets,
    ...sheets.map((sheet: CSSResult) => sheet.styleSheet as CSSStyleSheet),
  ];
}
