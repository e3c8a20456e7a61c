/** Tokens derived from the theme, the variants' palette, and stand-ins where there is no editor. */
import { css, unsafeCSS } from 'lit';
import { paletteSheet } from '../theme/palette.ts';

export const tokens = css`
  :root {
    --ui: var(
      --vscode-font-family,
      -apple-system,
      BlinkMacSystemFont,
      'Segoe WPC',
      'Segoe UI',
      'Liberation Sans',
      system-ui,
      sans-serif
    );
    --mono: var(--vscode-editor-font-family, Menlo, Consolas, 'Liberation Mono', monospace);
    --bg: var(--vscode-editor-background);
    --fg: var(--vscode-foreground);
    --muted: color-mix(in srgb, var(--fg) 74%, var(--bg));
    --line: var(--vscode-panel-border, var(--vscode-widget-border, var(--axis)));
    --grid: color-mix(in srgb, var(--fg) 9%, transparent);
    --axis: color-mix(in srgb, var(--fg) 30%, transparent);
    --soft: color-mix(in srgb, var(--fg) 6%, transparent);
    --warn: var(--vscode-editorWarning-foreground);
    --control-border: var(--vscode-dropdown-border, var(--vscode-contrastBorder, var(--axis)));
  }
  :root[data-kind^='hc'] {
    --muted: var(--fg);
    --grid: color-mix(in srgb, var(--fg) 22%, transparent);
    --axis: color-mix(in srgb, var(--fg) 60%, transparent);
    --line: var(--vscode-contrastBorder, var(--axis));
  }
  ${unsafeCSS(paletteSheet())}
`;

/** The editor's tokens for a page of its own: VS Code's default dark and light themes. */
export const standIns = css`
  :root[data-kind='dark'] {
    color-scheme: dark;
    --vscode-foreground: #cccccc;
    --vscode-errorForeground: #f85149;
    --vscode-editor-background: #1f1f1f;
    --vscode-editorHoverWidget-background: #202020;
    --vscode-editorHoverWidget-border: #454545;
    --vscode-panel-border: #2b2b2b;
    --vscode-widget-border: #313131;
    --vscode-focusBorder: #0078d4;
    --vscode-panelTitle-activeBorder: #0078d4;
    --vscode-panelTitle-activeForeground: #cccccc;
    --vscode-panelTitle-inactiveForeground: #9d9d9d;
    --vscode-button-background: #0078d4;
    --vscode-button-foreground: #ffffff;
    --vscode-button-border: #ffffff1a;
    --vscode-dropdown-background: #313131;
    --vscode-dropdown-border: #3c3c3c;
    --vscode-dropdown-foreground: #cccccc;
    --vscode-textLink-foreground: #4daafc;
    --vscode-textCodeBlock-background: #2b2b2b;
    --vscode-list-hoverBackground: #2a2d2e;
    --vscode-list-activeSelectionBackground: #04395e;
    --vscode-list-activeSelectionForeground: #ffffff;
    --vscode-toolbar-hoverBackground: #5a5d5e50;
    --vscode-progressBar-background: #0078d4;
    --vscode-inputOption-activeBackground: #2489db82;
    --vscode-inputOption-activeBorder: #2488db;
    --vscode-diffEditor-insertedLineBackground: #9bb95533;
    --vscode-diffEditor-removedLineBackground: #ff000033;
    --vscode-editorWarning-foreground: #cca700;
  }
  :root[data-kind='light'] {
    color-scheme: light;
    --vscode-foreground: #3b3b3b;
    --vscode-errorForeground: #cd3131;
    --vscode-editor-background: #ffffff;
    --vscode-editorHoverWidget-background: #f8f8f8;
    --vscode-editorHoverWidget-border: #c8c8c8;
    --vscode-panel-border: #e5e5e5;
    --vscode-widget-border: #e5e5e5;
    --vscode-focusBorder: #005fb8;
    --vscode-panelTitle-activeBorder: #005fb8;
    --vscode-panelTitle-activeForeground: #3b3b3b;
    --vscode-panelTitle-inactiveForeground: #3b3b3b;
    --vscode-button-background: #005fb8;
    --vscode-button-foreground: #ffffff;
    --vscode-button-border: #0000001a;
    --vscode-dropdown-background: #ffffff;
    --vscode-dropdown-border: #cecece;
    --vscode-dropdown-foreground: #3b3b3b;
    --vscode-textLink-foreground: #005fb8;
    --vscode-textCodeBlock-background: #f8f8f8;
    --vscode-list-hoverBackground: #f2f2f2;
    --vscode-list-hoverForeground: #3b3b3b;
    --vscode-list-activeSelectionBackground: #e8e8e8;
    --vscode-list-activeSelectionForeground: #000000;
    --vscode-toolbar-hoverBackground: #b8b8b850;
    --vscode-progressBar-background: #005fb8;
    --vscode-inputOption-activeBackground: #bed6ed;
    --vscode-inputOption-activeBorder: #005fb8;
    --vscode-diffEditor-insertedLineBackground: #9bb95533;
    --vscode-diffEditor-removedLineBackground: #ff000026;
    --vscode-editorWarning-foreground: #895503;
  }
`;
