/** The form of a new experiment. */
import { css } from 'lit';

export const formStyles = css`
  reglens-form {
    display: block;
    container: panel / inline-size;
  }
  main.form {
    padding: 24px;
    max-width: 1200px;
  }
  .form-grid {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(280px, 380px);
    gap: 32px;
    align-items: start;
    margin-bottom: 32px;
  }
  .fields {
    display: grid;
    gap: 24px;
  }
  .fields section,
  .summary {
    display: grid;
    gap: 8px;
  }
  aside {
    position: sticky;
    top: 16px;
  }
  .summary {
    border-left: 1px solid var(--line);
    padding-left: 24px;
  }
  .pick,
  .line {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 16px;
    align-items: flex-end;
  }
  .pick .grp,
  .line .grp {
    display: grid;
    gap: 2px;
  }
  .form .lbl {
    display: block;
  }
  .form .lbl,
  .field label {
    font-size: 12px;
    line-height: 18px;
    color: var(--muted);
  }
  .pick vscode-single-select {
    width: min(420px, 70vw);
  }
  .line vscode-single-select {
    width: 140px;
  }
  .field {
    display: grid;
    gap: 2px;
  }
  .field input {
    width: 110px;
    box-sizing: border-box;
    padding: 3px 8px;
    font: 13px/20px var(--mono);
    color: var(--vscode-input-foreground, var(--fg));
    background: var(--vscode-input-background, transparent);
    border: 1px solid var(--control-border);
    border-radius: 4px;
  }
  .summary .field input {
    width: 100%;
  }
  .field input:invalid {
    border-color: var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
  }
  .help {
    font-size: 12px;
    line-height: 18px;
    color: var(--muted);
  }
  .nested {
    padding-left: 26px;
  }
  .check {
    display: grid;
    grid-template-columns: 18px minmax(0, 1fr);
    gap: 8px;
    align-items: start;
    cursor: pointer;
  }
  .check input {
    margin: 3px 0 0;
    accent-color: var(--vscode-focusBorder);
  }
  .check b {
    font-weight: 400;
    margin-right: 8px;
  }
  .bad {
    color: var(--vscode-errorForeground);
    font-size: 12px;
    line-height: 18px;
  }
  .summary dl {
    display: grid;
    gap: 2px;
    margin: 0;
    font-size: 12px;
    line-height: 18px;
  }
  .summary dt {
    color: var(--muted);
  }
  .summary dd {
    margin: 0 0 8px;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .balance {
    max-width: 720px;
    margin-bottom: 24px;
  }
  @container panel (max-width: 800px) {
    .form-grid {
      grid-template-columns: minmax(0, 1fr);
    }
    aside {
      position: static;
    }
    .summary {
      border-left: 0;
      padding-left: 0;
    }
  }
`;
