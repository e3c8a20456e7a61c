/** The styles of weight files and logs, beside those that they share with the results panel. */
import { css } from 'lit';
import { sorting } from '../styles/sorting.ts';

export const filesStyles = css`
  reglens-files {
    display: block;
    container: panel / inline-size;
  }
  ${sorting}
  .bar {
    flex-wrap: wrap;
    padding-bottom: 8px;
  }
  .bar .what {
    flex: 1 1 320px;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .bar .what .place {
    color: var(--muted);
    font-size: 12px;
  }
  reglens-files h1,
  reglens-files h2 {
    overflow-wrap: anywhere;
  }
  .state {
    margin-bottom: 24px;
  }
  .quiet-bar {
    max-width: 680px;
  }
  /* How far it is is not known: a quiet bar that stands. */
  .pb > i.unknown {
    width: 100% !important;
    opacity: 0.35;
  }

  .findings {
    list-style: none;
    display: grid;
    gap: 6px;
    margin-bottom: 24px;
    max-width: 100em;
    font-size: 12px;
    line-height: 18px;
  }
  .findings li {
    display: flex;
    gap: 8px;
    align-items: flex-start;
  }
  .findings:has([data-tone='warning']) li[data-tone='info'] {
    padding-left: 24px;
  }
  .findings svg.i {
    color: var(--warn);
    margin-top: 1px;
  }
  .findings b {
    font-weight: 600;
  }
  .findings .link {
    overflow-wrap: anywhere;
  }

  /* Hidden texts within are placed absolutely: they must not widen the page. */
  .scroll {
    position: relative;
  }
  .scroll.tall {
    max-height: min(480px, 70vh);
    overflow: auto;
    margin-bottom: 4px;
  }
  .scroll.tall thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    background: var(--bg);
  }
  table.files {
    margin-top: 0;
  }
  table.files thead th {
    white-space: normal;
  }
  table.files tbody th {
    white-space: normal;
    overflow-wrap: anywhere;
    min-width: 18em;
  }
  table.files tr > :first-child {
    padding-left: 6px;
  }
  table.files tr > :last-child {
    padding-right: 6px;
  }
  table.files tr[data-row] {
    cursor: pointer;
  }
  table.files tr[aria-selected='true'] > * {
    background: var(--vscode-list-activeSelectionBackground);
    color: var(--vscode-list-activeSelectionForeground);
  }
  :root[data-kind^='hc'] table.files tr[aria-selected='true'] {
    outline: 1px solid var(--vscode-contrastActiveBorder, var(--fg));
    outline-offset: -1px;
  }
  table.files tr:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .renamed {
    display: block;
  }
  .controls.tools {
    border: 0;
    margin: 0;
    padding: 4px 0;
  }
  .controls.tools input.search {
    margin: 0;
  }
  .kinds {
    width: auto;
  }
  .kinds button[aria-pressed='true'] {
    color: var(--fg);
    font-weight: 600;
  }
  tfoot tr > * {
    border-top: 1px solid var(--line);
    padding: 4px 8px;
  }
  tfoot tr > :first-child {
    padding-left: 0;
  }
  tfoot tr > :last-child {
    padding-right: 0;
  }

  .details {
    border-top: 1px solid var(--line);
    padding-top: 16px;
  }
  .tensor-name {
    font-family: var(--mono);
    overflow-wrap: anywhere;
    margin-bottom: 16px;
  }
  /* A chart beside a long table stands at its top. */
  reglens-files .row > div > reglens-figure:first-child,
  reglens-files .row > div > reglens-figure:first-child > figure,
  reglens-files .row > div > reglens-figure:first-child > figure > .hd {
    flex: none;
  }
  reglens-files .row > div > h2 + reglens-figure {
    margin-top: 12px;
  }
  .row.maxima {
    margin: 8px 0 0;
  }
  .later {
    margin-top: 24px;
  }
  .wrapping {
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .likeness .note,
  .contains .sub {
    max-width: 88em;
  }
  .evidence td.muted {
    width: 60%;
  }
  .metadata {
    width: auto;
  }
  .metadata th {
    vertical-align: top;
    color: var(--muted);
  }
  .metadata td {
    overflow-wrap: anywhere;
  }

  /* A narrow column: what a number means stands under it. */
  .stacked .evidence tr {
    display: grid;
    grid-template-columns: 1fr auto;
    border-top: 1px solid var(--line);
  }
  .stacked .evidence tr.g > * {
    border: 0;
    padding: 3px 0;
  }
  .stacked .evidence td.muted {
    grid-column: 1 / -1;
    width: auto;
    padding-top: 0;
  }

  .follow {
    display: flex;
    align-items: center;
    gap: 6px;
    font-size: 12px;
  }
  .follow input {
    margin: 0;
    accent-color: var(--vscode-focusBorder);
  }
  .suggestions {
    margin-top: 24px;
  }
  .suggestions ul {
    list-style: none;
    margin-top: 6px;
  }
  .suggestions li {
    padding: 6px 0;
    border-top: 1px solid var(--line);
  }
  .suggestions b {
    font-weight: 600;
  }
  .contains .evidence,
  .trained .evidence {
    width: auto;
  }
  .evaluation > .problem-note {
    margin-top: 12px;
  }
  .evaluation > .plain {
    margin-bottom: 16px;
  }
  /* Room for the list of the last select. */
  details.columns[open] {
    padding-bottom: 100px;
  }
  .mapping {
    display: flex;
    flex-wrap: wrap;
    gap: 12px 16px;
    align-items: flex-end;
    margin-top: 12px;
  }
  .mapping .grp {
    display: grid;
    gap: 2px;
    font-size: 12px;
  }
  .mapping .lbl {
    position: static;
    width: auto;
    height: auto;
    clip-path: none;
    color: var(--muted);
  }
  .mapping vscode-single-select {
    width: 200px;
  }

  .drop-hint {
    position: fixed;
    inset: 8px;
    z-index: 9;
    display: grid;
    place-content: center;
    pointer-events: none;
    border: 2px dashed var(--vscode-focusBorder);
    border-radius: 6px;
    background: color-mix(in srgb, var(--bg) 80%, transparent);
    font-size: 16px;
    line-height: 22px;
    font-weight: 600;
  }
  @container panel (max-width: 1199px) {
    table.files tbody th {
      min-width: 9em;
    }
  }
  @container panel (max-width: 559px) {
    .hide-xs {
      display: none;
    }
    .bar .what {
      flex-basis: 100%;
    }
    .files .bar-track {
      display: none;
    }
    .evidence td.muted {
      width: auto;
    }
    .contains .evidence,
    .trained .evidence {
      width: 100%;
    }
  }
`;
