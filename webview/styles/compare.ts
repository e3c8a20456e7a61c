/** Lists of runs and of columns: the Compare and Data views. */
import { css } from 'lit';

export const compareStyles = css`
  input.search {
    width: min(100%, 280px);
    margin: 4px 0 8px;
    padding: 3px 8px;
    font: 13px/20px var(--ui);
    color: var(--vscode-input-foreground, var(--fg));
    background: var(--vscode-input-background, transparent);
    border: 1px solid var(--control-border);
    border-radius: 4px;
  }
  reglens-compare .s8 > reglens-figure + reglens-figure {
    margin-top: 16px;
  }
  .runs {
    max-height: 520px;
    overflow-y: auto;
    margin-bottom: 12px;
    scrollbar-gutter: stable;
  }
  .runs h3 {
    margin: 12px 0 4px;
    font-size: 12px;
    line-height: 18px;
    font-weight: 600;
  }
  .run-row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0 8px;
    padding: 3px 4px 3px 0;
    font-size: 13px;
    line-height: 20px;
  }
  .run-row label {
    display: flex;
    gap: 8px;
    align-items: center;
    min-width: 0;
    cursor: pointer;
  }
  .run-row label span {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .run-row input[type='checkbox'] {
    margin: 0;
    flex: none;
    accent-color: var(--vscode-focusBorder);
  }
  .run-row .seeds {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    padding: 0 0 2px 21px;
  }
  .run-row .seeds button {
    all: unset;
    cursor: pointer;
    min-width: 20px;
    padding: 0 4px;
    box-sizing: border-box;
    text-align: center;
    font: 11px/18px var(--mono);
    color: var(--muted);
    border: 1px solid var(--line);
    border-radius: 3px;
  }
  .run-row .seeds button[aria-pressed='true'] {
    color: var(--fg);
    border-color: var(--fg);
  }
  .run-row .seeds button:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  svg.spark rect {
    fill: var(--source);
  }
  ul.plain {
    margin: 4px 0 0;
    padding-left: 18px;
    max-width: 88em;
  }
  .data-columns {
    margin-bottom: 32px;
  }
`;
