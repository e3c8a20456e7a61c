/** The panel's styles as constructed sheets: the content security policy needs no exception for them. */
import type { CSSResult } from 'lit';
import { base } from './base.ts';
import { compareStyles } from './compare.ts';
import { details } from './details.ts';
import { dropoutStyles } from './dropout.ts';
import { figures } from './figures.ts';
import { labStyles } from './lab.ts';
import { layout } from './layout.ts';
import { menus } from './menus.ts';
import { overviewStyles } from './overview.ts';
import { standIns, tokens } from './tokens.ts';

/** @param inEditor false in a page of its own, where the editor's tokens need stand-ins */
export function adoptStyles(inEditor: boolean): void {
  const sheets = [
    ...(inEditor ? [] : [standIns]),
    tokens,
    base,
    figures,
    overviewStyles,
    details,
    menus,
    compareStyles,
    dropoutStyles,
    labStyles,
    layout,
  ];
  document.adoptedStyleSheets = [
    ...document.adoptedStyleSheets,
    ...sheets.map((sheet: CSSResult) => sheet.styleSheet as CSSStyleSheet),
  ];
}
