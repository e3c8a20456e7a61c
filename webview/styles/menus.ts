/** Menus, the reading of a matrix, small multiples. */
import { css } from 'lit';

export const menus = css`
  reglens-menu {
    position: relative;
    display: inline-block;
    line-height: 0;
  }
  .menu {
    position: absolute;
    right: 0;
    top: 100%;
    z-index: 6;
    min-width: 168px;
    width: max-content;
    max-width: min(440px, 92vw);
    margin-top: 2px;
    padding: 4px;
    background: var(--vscode-menu-background, var(--vscode-editorHoverWidget-background));
    color: var(--vscode-menu-foreground, var(--fg));
    border: 1px solid var(--vscode-menu-border, var(--vscode-editorHoverWidget-border));
    border-radius: 5px;
  }
  .menu button {
    all: unset;
    display: block;
    box-sizing: border-box;
    width: 100%;
    padding: 3px 8px;
    border-radius: 3px;
    font-size: 13px;
    line-height: 20px;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
    cursor: pointer;
  }
  .menu button:hover,
  .menu button:focus {
    background: var(--vscode-list-hoverBackground);
  }
  .menu button:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }

  .tip {
    position: absolute;
    z-index: 2;
    display: grid;
    gap: 2px;
    padding: 6px 8px;
    pointer-events: none;
    background: var(--vscode-editorHoverWidget-background);
    border: 1px solid var(--vscode-editorHoverWidget-border);
    border-radius: 3px;
    font-size: 12px;
    line-height: 16px;
    white-space: nowrap;
  }
  .heat-cell {
    position: absolute;
    pointer-events: none;
    outline: 1px solid var(--fg);
  }
  .multiples {
    display: grid;
    gap: 16px 24px;
    grid-template-columns: repeat(auto-fill, minmax(200px, 1fr));
  }
  .square {
    max-width: 480px;
  }

  .controls input[type='checkbox'] {
    appearance: none;
    width: 16px;
    height: 16px;
    margin: 0;
    border: 1px solid var(--vscode-checkbox-border, var(--control-border));
    border-radius: 3px;
    background: var(--vscode-checkbox-background, transparent);
    display: grid;
    place-content: center;
  }
  .controls input[type='checkbox']:checked::before {
    content: '';
    width: 9px;
    height: 5px;
    margin-top: -2px;
    border-left: 1.5px solid var(--vscode-checkbox-foreground, var(--fg));
    border-bottom: 1.5px solid var(--vscode-checkbox-foreground, var(--fg));
    transform: rotate(-45deg);
  }
  @media print {
    reglens-menu {
      display: none;
    }
  }
`;
