/** Overview: ranking, recommendation, findings. */
import { css } from 'lit';

export const overviewStyles = css`
  .rank-hd {
    display: flex;
    gap: 8px;
    justify-content: space-between;
  }
  .rank-hd .ico {
    opacity: 0;
  }
  section:hover > .rank-hd .ico,
  section:focus-within > .rank-hd .ico,
  :root[data-kind^='hc'] .rank-hd .ico {
    opacity: 1;
  }
  /* The size of an inline element is not observed. */
  reglens-forest {
    display: block;
  }
  .forest {
    position: relative;
  }
  .fr {
    display: grid;
    grid-template-columns: var(--names) minmax(140px, 1fr) 116px 150px 64px;
    column-gap: 12px;
    align-items: center;
    height: 26px;
    border-radius: 3px;
  }
  .no-accuracy .fr {
    grid-template-columns: var(--names) minmax(140px, 1fr) 116px 150px;
  }
  .fr.h {
    height: 44px;
    align-items: end;
    padding-bottom: 4px;
    color: var(--muted);
    font-size: 12px;
    line-height: 16px;
    border-bottom: 1px solid var(--line);
    border-radius: 0;
  }
  .fr.axis {
    height: 40px;
  }
  .fr.h > span,
  .fr > .num {
    text-align: right;
  }
  .fr.h > span:first-child,
  .fr.h > span:nth-child(2) {
    text-align: left;
  }
  .fr > .num {
    white-space: nowrap;
  }
  .fr > :last-child {
    padding-right: 6px;
  }
  .fr[data-variant]:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .fr.rec {
    background: var(--soft);
    font-weight: 600;
  }
  .fr .nm {
    display: flex;
    align-items: center;
    gap: 8px;
    padding-left: 6px;
    min-width: 0;
    white-space: nowrap;
  }
  .fr .plot {
    font-size: 12px;
  }
  .fr .plot > .dim {
    position: relative;
    z-index: 1;
    padding-right: 8px;
    background: var(--bg);
  }
  .fr .dim {
    color: var(--muted);
  }
  .fr .gh {
    visibility: hidden;
  }
  .forest > svg {
    position: absolute;
    pointer-events: none;
    overflow: visible;
  }
  .forest .band {
    fill: var(--soft);
    stroke: var(--axis);
    stroke-width: 0.5;
  }
  .forest .grid {
    stroke: var(--grid);
  }
  .forest .base {
    stroke: var(--none);
    stroke-dasharray: 3 3;
    stroke-opacity: 0.7;
  }
  .forest .test {
    fill: none;
    stroke: var(--fg);
    stroke-width: 1.5;
  }
  .stopped {
    margin-top: 8px;
    font-size: 12px;
    line-height: 18px;
  }
  .stopped ul {
    padding-left: 20px;
    color: var(--muted);
  }

  .rec-card {
    border: 1px solid var(--vscode-widget-border, var(--line));
    border-radius: 4px;
    padding: 16px;
    display: flex;
    flex-direction: column;
    gap: 12px;
    align-self: start;
    min-width: 0;
  }
  :root[data-kind^='hc'] .rec-card {
    border-color: var(--line);
  }
  .rc1 {
    display: flex;
    flex-direction: column;
    gap: 12px;
    min-width: 0;
  }
  .rec-card .ttl {
    display: flex;
    align-items: center;
    gap: 8px;
    font-size: 16px;
    line-height: 22px;
    font-weight: 600;
  }
  dl.kv {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 4px 16px;
    font-size: 12px;
    line-height: 18px;
  }
  dl.kv dt {
    color: var(--muted);
  }
  dl.kv dd {
    text-align: right;
  }
  pre.diff {
    background: var(--vscode-textCodeBlock-background);
    border: 1px solid var(--line);
    border-radius: 3px;
    padding: 6px 0;
    font-size: 12px;
    line-height: 18px;
    min-width: 0;
    align-self: start;
    width: 100%;
    color: var(--fg);
  }
  pre.diff span {
    display: block;
    padding: 0 8px 0 calc(8px + 4ch);
    text-indent: -4ch;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  /* VS Code gives code in a webview colours and padding of its own. */
  pre.diff code {
    padding: 0;
    background: none;
    color: inherit;
    white-space: nowrap;
  }
  pre.diff .add {
    background: var(--vscode-diffEditor-insertedLineBackground);
  }
  pre.diff .del {
    background: var(--vscode-diffEditor-removedLineBackground);
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
  }
  .acts.applied {
    min-height: 26px;
  }

  .find {
    display: flex;
    flex-direction: column;
    gap: 8px;
    border-top: 1px solid var(--line);
    padding-top: 12px;
  }
  .find .sub {
    margin: 0;
  }
  .find reglens-figure,
  .find figure {
    flex: 1;
  }
  .find figure {
    gap: 8px;
  }
  .find figure > .hd {
    flex: 1 0 auto;
  }
  .find h2 {
    margin-bottom: 8px;
  }
  .find .open {
    min-height: 18px;
  }
  .find .small {
    height: 112px;
  }
  .offers {
    margin-bottom: 32px;
  }
  .offers h2 {
    margin-bottom: 8px;
  }
  .offers .offer {
    flex-wrap: nowrap;
    justify-content: space-between;
    gap: 24px;
  }
  .offers .offer > :first-child {
    max-width: 110ch;
  }
  .offers .offer > .link {
    flex: none;
  }

  @container panel (max-width: 799px) {
    .fr,
    .no-accuracy .fr {
      grid-template-columns: min(var(--names), 240px) minmax(120px, 1fr) 62px 132px;
    }
    .fr > :nth-child(5),
    .fr .se {
      display: none;
    }
    .fr > :nth-child(4) {
      padding-right: 6px;
    }
    .find figure {
      display: grid;
      grid-template-columns: minmax(0, 1fr) 220px;
      column-gap: 16px;
    }
    .find .small {
      height: 96px;
    }
    .find .tbl {
      grid-column: 1 / -1;
    }
  }
  @container panel (max-width: 559px) {
    .fr,
    .no-accuracy .fr {
      grid-template-columns: min(var(--names), 240px) minmax(60px, 1fr) 62px;
    }
    .fr > :nth-child(4) {
      display: none;
    }
    .fr > :nth-child(3) {
      padding-right: 6px;
    }
    .find figure {
      display: flex;
    }
  }
  /* Names and plot need the room; the plot has the test loss too. */
  @container panel (max-width: 439px) {
    .fr,
    .no-accuracy .fr {
      grid-template-columns: min(var(--names), 240px) minmax(60px, 1fr);
    }
    .fr > :nth-child(3) {
      display: none;
    }
  }
`;
