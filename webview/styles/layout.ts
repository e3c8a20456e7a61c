/** Shell and grid: header, tabs, rows of twelve columns, and what changes with the panel's own width. */
import { css } from 'lit';

export const layout = css`
  reglens-panel {
    display: block;
    container: panel / inline-size;
  }
  header {
    position: sticky;
    top: 0;
    z-index: 5;
    background: var(--bg);
    border-bottom: 1px solid var(--line);
    padding: 0 24px;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 36px;
    padding-top: 8px;
  }
  .bar .what {
    min-width: 0;
    flex: 1;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .bar .what b {
    font-weight: 600;
  }
  .bar .what .meta {
    color: var(--muted);
    font-size: 12px;
    margin-left: 4px;
  }
  .tabs {
    display: flex;
    gap: 24px;
    overflow-x: auto;
    scrollbar-width: none;
    overscroll-behavior-x: contain;
  }
  .tabs button {
    all: unset;
    flex: none;
    cursor: pointer;
    padding: 6px 0 7px;
    color: var(--vscode-panelTitle-inactiveForeground);
    border-bottom: 1px solid transparent;
  }
  .tabs button:hover {
    color: var(--vscode-panelTitle-activeForeground);
  }
  .tabs button[aria-selected='true'] {
    color: var(--vscode-panelTitle-activeForeground);
    border-bottom-color: var(--vscode-panelTitle-activeBorder);
    box-shadow: inset 0 -1px var(--vscode-panelTitle-activeBorder);
  }
  .tabs button:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .tabs button[disabled] {
    opacity: 0.5;
    cursor: default;
  }
  .stale,
  .notice {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
  }
  .stale {
    padding: 6px 24px;
    font-size: 12px;
    line-height: 18px;
    border-bottom: 1px solid var(--line);
  }
  .stale svg.i {
    color: var(--warn);
  }
  .notice {
    margin-top: 4px;
  }
  main {
    padding: 24px 24px 40px;
    max-width: 1440px;
  }
  .lead {
    display: grid;
    gap: 4px;
    margin-bottom: 24px;
  }
  .row {
    display: grid;
    gap: 32px;
    grid-template-columns: repeat(12, minmax(0, 1fr));
    margin-bottom: 32px;
  }
  .s8 {
    grid-column: span 8;
  }
  .s7 {
    grid-column: span 7;
  }
  .s6 {
    grid-column: span 6;
  }
  .s5 {
    grid-column: span 5;
  }
  .s4 {
    grid-column: span 4;
  }
  .row.top > aside {
    grid-column: 9 / -1;
    grid-row: 1;
  }
  .row.top > section {
    grid-column: 1 / 9;
    grid-row: 1;
    min-width: 0;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 24px;
    padding: 8px 0;
    margin-bottom: 16px;
    border-top: 1px solid var(--line);
    border-bottom: 1px solid var(--line);
  }
  .controls label,
  .controls .grp {
    display: flex;
    align-items: center;
    gap: 8px;
    font-size: 12px;
  }
  .controls .tau {
    min-width: 9ch;
  }

  @container panel (max-width: 1319px) {
    .row.top > aside,
    .row.top > section {
      grid-column: span 12;
      grid-row: auto;
    }
    .rec-card.split {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      gap: 12px 24px;
    }
    .rec-card.split .acts,
    .rec-card.split > .sub {
      align-self: end;
    }
    .rec-card.split .rc1 {
      grid-row: span 2;
    }
  }
  @container panel (max-width: 1199px) {
    .s7,
    .s5 {
      grid-column: span 12;
    }
    .s4 {
      grid-column: span 6;
    }
    .row {
      gap: 32px 24px;
    }
    .maps {
      grid-template-columns: repeat(4, minmax(0, 1fr));
      gap: 16px 24px;
    }
    .maps .cols {
      grid-column: 1 / -1;
      grid-template-columns: max-content 1fr;
      gap: 4px 16px;
      padding: 0;
    }
    .cols dd {
      margin: 0;
      max-width: none;
    }
    .s5 .h320 {
      height: 264px;
    }
    .find.s4 {
      grid-column: span 4;
    }
  }
  @container panel (max-width: 799px) {
    header {
      padding: 0 16px;
    }
    .stale {
      padding: 6px 16px;
    }
    main {
      padding: 16px 16px 32px;
    }
    h1 {
      font-size: 18px;
      line-height: 25px;
    }
    .row {
      gap: 24px;
      margin-bottom: 24px;
    }
    .s6,
    .s4,
    .s8,
    .find.s4 {
      grid-column: span 12;
    }
    .rec-card.split {
      display: flex;
    }
    .rec-card.split .acts,
    .rec-card.split > .sub {
      align-self: start;
    }
    .lbl {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .maps {
      grid-template-columns: 1fr 1fr;
    }
    .hide-s {
      display: none;
    }
    .tabs {
      gap: 20px;
    }
    .facts > div {
      grid-template-columns: 72px 1fr auto;
    }
  }
  @media print {
    header {
      position: static;
    }
    figure > .hd .ico {
      display: none;
    }
    .row > *,
    figure,
    .fr {
      break-inside: avoid;
    }
  }
`;
