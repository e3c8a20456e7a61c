/** Type, links, buttons and controls with the metrics of VS Code's own. */
import { css } from 'lit';

export const base = css`
  * {
    box-sizing: border-box;
  }
  body {
    margin: 0;
    padding: 0;
    background: var(--bg);
    color: var(--fg);
    font: 13px/20px var(--ui);
    -webkit-font-smoothing: antialiased;
  }
  p,
  .sub {
    text-wrap: pretty;
  }
  h1,
  h2,
  p,
  ul,
  dl,
  dd,
  figure,
  pre {
    margin: 0;
    padding: 0;
  }
  h1 {
    font-size: 20px;
    line-height: 28px;
    font-weight: 600;
    max-width: 44em;
    text-wrap: pretty;
  }
  h2 {
    font-size: 14px;
    line-height: 20px;
    font-weight: 600;
    text-wrap: pretty;
  }
  .num,
  td.n,
  code,
  pre {
    font-family: var(--mono);
    font-size: 12px;
    font-variant-numeric: tabular-nums;
  }
  .num {
    white-space: nowrap;
  }
  .muted,
  .sub {
    color: var(--muted);
  }
  .sub {
    font-size: 12px;
    line-height: 18px;
  }
  .sub .num {
    font-size: 11px;
  }
  .vh {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  svg.i {
    width: 16px;
    height: 16px;
    flex: none;
    display: block;
    fill: none;
    stroke: currentColor;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  svg text {
    font: 11px var(--ui);
    fill: var(--muted);
  }
  svg .t {
    font-family: var(--mono);
    font-variant-numeric: tabular-nums;
  }
  .mk {
    width: 12px;
    height: 12px;
    flex: none;
    overflow: visible;
  }
  .vn {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .faded {
    opacity: 0.25;
  }

  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }
  #view:focus-visible {
    outline: none;
  }
  button.link {
    all: unset;
    cursor: pointer;
    color: var(--vscode-textLink-foreground);
  }
  button.link:hover {
    text-decoration: underline;
  }
  button.ico {
    all: unset;
    cursor: pointer;
    padding: 3px;
    border-radius: 5px;
    color: var(--fg);
    line-height: 0;
  }
  button.ico:hover {
    background: var(--vscode-toolbar-hoverBackground);
  }
  button.link:focus-visible,
  button.ico:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }

  vscode-button {
    --vscode-font-size: 13px;
    height: 26px;
  }
  vscode-button::part(base) {
    line-height: 18px;
    padding: 0 11px;
  }
  vscode-button svg.i {
    margin: 0 6px 0 0;
  }
  vscode-button[secondary]::part(base) {
    border-color: var(--control-border);
  }
  vscode-single-select {
    --vscode-font-size: 13px;
    --vscode-settings-dropdownBackground: var(--vscode-dropdown-background);
    --vscode-settings-dropdownBorder: var(--control-border);
    --vscode-settings-dropdownForeground: var(--vscode-dropdown-foreground);
    --vscode-settings-dropdownListBorder: var(--control-border);
    width: 280px;
  }
  .seg {
    display: inline-flex;
    border: 1px solid var(--control-border);
    border-radius: 4px;
    overflow: hidden;
  }
  .seg button {
    all: unset;
    cursor: pointer;
    padding: 2px 10px;
    font: 12px/18px var(--mono);
    color: var(--muted);
  }
  .seg button + button {
    border-left: 1px solid var(--control-border);
  }
  .seg button:hover {
    color: var(--fg);
  }
  .seg button[aria-pressed='true'] {
    background: var(--vscode-inputOption-activeBackground);
    color: var(--vscode-inputOption-activeForeground, var(--fg));
    outline: 1px solid var(--vscode-inputOption-activeBorder);
    outline-offset: -1px;
    border-radius: 3px;
  }
  :root[data-kind^='hc'] .seg button[aria-pressed='true'] {
    background: var(--fg);
    color: var(--bg);
    outline: none;
  }
  .seg button:focus-visible {
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: -2px;
  }
  :root[data-kind^='hc'] .seg button[aria-pressed='true']:focus-visible {
    outline: 2px solid var(--bg);
    outline-offset: -4px;
  }
  input[type='range'] {
    width: 160px;
    height: 16px;
    margin: 0;
    appearance: none;
    background: none;
    --handle: var(--vscode-button-background);
  }
  :root[data-kind^='hc'] input[type='range'] {
    --handle: var(--vscode-contrastBorder);
  }
  input[type='range']::-webkit-slider-runnable-track {
    height: 4px;
    border-radius: 2px;
    background: linear-gradient(to right, var(--handle) var(--reached, 50%), var(--axis) 0);
  }
  input[type='range']::-webkit-slider-thumb {
    appearance: none;
    width: 14px;
    height: 14px;
    margin-top: -5px;
    border: none;
    border-radius: 50%;
    background: var(--handle);
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
      animation: none !important;
    }
  }
`;
