/** Figures and tables. */
import { css } from 'lit';

export const figures = css`
  reglens-figure,
  figure {
    display: flex;
    flex-direction: column;
    min-width: 0;
  }
  .row > div {
    display: flex;
    flex-direction: column;
    min-width: 0;
  }
  /* Charts in a row align at the bottom: headings take up what their neighbours need more. */
  .row > div > reglens-figure:first-child,
  .row > div > reglens-figure:first-child > figure {
    flex: 1;
  }
  /* Beside a table, which may be much longer, there is nothing to align with. */
  .row > .s5 > reglens-figure:first-child {
    flex: none;
  }
  .row > div > reglens-figure:first-child > figure > .hd {
    flex: 1 0 auto;
  }
  /* An open table would push the neighbour's chart down. */
  .row:has(.tbl) > div > reglens-figure:first-child > figure > .hd {
    flex: none;
  }
  figure > .hd {
    display: flex;
    gap: 8px;
    align-items: flex-start;
  }
  figure > .hd > div {
    flex: 1;
    min-width: 0;
  }
  figure > .hd .ico {
    opacity: 0;
    margin: -1px -3px 0 0;
  }
  figure:hover > .hd .ico,
  figure:focus-within > .hd .ico,
  :root[data-kind^='hc'] figure > .hd .ico {
    opacity: 1;
  }
  figure .sub {
    margin-bottom: 8px;
  }
  .cv {
    display: block;
    position: relative;
    width: 100%;
  }
  .cv canvas {
    display: block;
  }
  .h320 {
    height: 320px;
  }
  .h288 {
    height: 288px;
  }
  .h216 {
    height: 216px;
  }
  .hx {
    height: 386px;
  }
  .h144 {
    height: 144px;
  }
  .h120 {
    height: 120px;
  }
  .tbl {
    max-height: 240px;
    overflow: auto;
    border: 1px solid var(--line);
    margin-top: 8px;
  }
  .tbl th {
    position: sticky;
    top: 0;
    background: var(--bg);
  }
  .tbl tr > :first-child {
    padding-left: 8px;
  }
  .tbl tr > :last-child {
    padding-right: 8px;
  }
  .scroll {
    overflow-x: auto;
  }

  table {
    border-collapse: collapse;
    width: 100%;
    font-size: 12px;
    margin-top: 6px;
  }
  .tbl table {
    margin: 0;
  }
  th {
    font-weight: 400;
    text-align: left;
    white-space: nowrap;
  }
  thead th {
    color: var(--muted);
    padding: 4px 8px;
    border-bottom: 1px solid var(--line);
    vertical-align: bottom;
    line-height: 16px;
  }
  td,
  tbody th {
    padding: 3px 8px;
    line-height: 18px;
    white-space: nowrap;
  }
  td.wrap,
  th.wrap {
    white-space: normal;
  }
  .layers tbody th {
    vertical-align: top;
    max-width: 150px;
  }
  .layers .shape {
    white-space: nowrap;
  }
  th.n,
  td.n {
    text-align: right;
  }
  tr > :first-child {
    padding-left: 0;
  }
  .layers tbody tr:not(.g) > :first-child {
    padding-left: 8px;
  }
  tr > :last-child {
    padding-right: 0;
  }
  tbody tr.g > * {
    border-top: 1px solid var(--line);
  }
  thead + tbody > tr.g:first-child > * {
    border-top: 0;
  }
  tbody tr:hover > * {
    background: var(--vscode-list-hoverBackground);
  }
  .evidence td,
  .evidence th {
    vertical-align: top;
  }
  @container panel (max-width: 559px) {
    .evidence tr {
      display: grid;
      grid-template-columns: 1fr auto;
      border-top: 1px solid var(--line);
    }
    .evidence tr.g > * {
      border: 0;
      padding: 3px 0;
    }
    .evidence .wrap {
      grid-column: 1 / -1;
    }
  }
  .ib {
    display: flex;
    align-items: center;
    gap: 8px;
    justify-content: flex-end;
  }
  .ib .num {
    width: 40px;
    text-align: right;
  }
  .bar-track {
    width: 88px;
    height: 10px;
    flex: none;
    background: var(--soft);
  }
  .bar-track i {
    display: block;
    height: 100%;
    print-color-adjust: exact;
  }
`;
