/** Input maps, and the states: empty, running, failed. */
import { css } from 'lit';

export const details = css`
  .inputs {
    margin-bottom: 32px;
  }
  .maps {
    margin-top: 8px;
    display: grid;
    grid-template-columns: repeat(4, minmax(0, 224px)) minmax(160px, 1fr);
    gap: 16px 32px;
  }
  .maps > div > svg {
    width: 100%;
    height: auto;
    display: block;
    max-width: 240px;
  }
  .maps .cap {
    margin-bottom: 4px;
    display: flex;
    gap: 6px;
    align-items: center;
    font-size: 12px;
    white-space: nowrap;
  }
  .maps p {
    margin-top: 4px;
    max-width: 240px;
  }
  .maps .crossed {
    fill: var(--bg);
    stroke: var(--axis);
    stroke-width: 0.75;
  }
  .maps .cross {
    fill: none;
    stroke: var(--muted);
    stroke-width: 1.25;
  }
  .maps .cols {
    display: grid;
    align-content: start;
    gap: 2px;
    font-size: 12px;
    line-height: 18px;
    padding-top: 22px;
  }
  .cols dt {
    color: var(--muted);
  }
  .cols dd {
    margin-bottom: 10px;
    max-width: 26em;
    white-space: normal;
  }
  .input-list {
    width: auto;
    min-width: min(100%, 720px);
  }
  .input-list .ib {
    justify-content: flex-start;
  }

  .state {
    max-width: 680px;
    display: grid;
    gap: 16px;
  }
  .explanation {
    white-space: pre-line;
  }
  h1.err {
    display: flex;
    gap: 10px;
    align-items: flex-start;
  }
  h1.err svg.i {
    width: 20px;
    height: 20px;
    margin-top: 4px;
    color: var(--vscode-errorForeground);
  }
  .facts {
    border-top: 1px solid var(--line);
  }
  .facts > div {
    display: grid;
    grid-template-columns: 96px 1fr auto;
    gap: 16px;
    padding: 8px 0;
    border-bottom: 1px solid var(--line);
    align-items: baseline;
  }
  details summary {
    cursor: pointer;
    color: var(--muted);
  }
  details pre {
    margin: 8px 0;
    background: var(--vscode-textCodeBlock-background);
    color: var(--fg);
    border: 1px solid var(--line);
    padding: 8px;
    overflow-x: auto;
    border-radius: 3px;
    line-height: 18px;
  }

  .prog {
    display: grid;
    gap: 12px;
    margin-bottom: 24px;
  }
  .warned {
    display: flex;
    gap: 8px;
    align-items: flex-start;
    font-size: 12px;
    line-height: 18px;
    max-width: 80em;
  }
  .warned svg.i {
    flex: none;
    margin-top: 1px;
    color: var(--warn);
  }
  .pb {
    height: 4px;
    background: var(--soft);
    border-radius: 2px;
    overflow: hidden;
  }
  .pb > i {
    display: block;
    height: 100%;
    background: var(--vscode-progressBar-background);
  }
  :root[data-kind^='hc'] .pb {
    border: 1px solid var(--line);
    height: 8px;
  }
  .rt {
    max-width: 1080px;
  }
  .rr {
    display: grid;
    grid-template-columns: var(--names) 152px minmax(120px, 1fr) 168px;
    gap: 16px;
    align-items: center;
    height: 26px;
  }
  .rr.h {
    color: var(--muted);
    font-size: 12px;
    border-bottom: 1px solid var(--line);
  }
  .rr[data-variant]:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .rr .nm {
    display: flex;
    align-items: center;
    gap: 8px;
    min-width: 0;
  }
  .rr svg {
    display: block;
  }
  .rr svg.sp {
    width: 100%;
    height: 22px;
  }
  .rr .nan {
    stroke: var(--fg);
    stroke-width: 1.25;
  }
  .rr .r {
    text-align: right;
    white-space: nowrap;
  }
  .ellipsis {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  @container panel (max-width: 799px) {
    .rr {
      grid-template-columns: min(var(--names), 240px) 144px minmax(60px, 1fr) 104px;
      gap: 12px;
    }
  }
  @container panel (max-width: 559px) {
    .rr {
      grid-template-columns: min(var(--names), 150px) 144px 1fr;
    }
    .rr > :nth-child(3) {
      display: none;
    }
    .facts > div {
      grid-template-columns: 1fr auto;
    }
    .facts > div > :first-child {
      grid-column: 1 / -1;
    }
  }
`;
