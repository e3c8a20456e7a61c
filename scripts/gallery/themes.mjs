// The tokens of VS Code's default themes that the panel reads: dark, light, high contrast, high contrast light.
export const KINDS = ['vscode-dark', 'vscode-light', 'vscode-high-contrast', 'vscode-high-contrast-light'];
export const THEMES = ['dark', 'light', 'hc', 'hc-light'];
const TOKENS = `
foreground #CCCCCC #3B3B3B #FFFFFF #292929
errorForeground #F85149 #CD3131 #F48771 #B5200D
contrastBorder - - #6FC3DF #0F4A85
contrastActiveBorder - - #F38518 #006BBD
editor-background #1F1F1F #FFFFFF #000000 #FFFFFF
editor-foreground #CCCCCC #3B3B3B #FFFFFF #292929
editorHoverWidget-background #202020 #F8F8F8 #0C141F #FFFFFF
editorHoverWidget-border #454545 #C8C8C8 #6FC3DF #0F4A85
panel-border #2B2B2B #E5E5E5 #6FC3DF #0F4A85
widget-border #313131 #E5E5E5 #6FC3DF #0F4A85
focusBorder #0078D4 #005FB8 #F38518 #006BBD
panelTitle-activeBorder #0078D4 #005FB8 #6FC3DF #B5200D
panelTitle-activeForeground #CCCCCC #3B3B3B #FFFFFF #292929
panelTitle-inactiveForeground #9D9D9D #3B3B3B #FFFFFF #292929
button-background #0078D4 #005FB8 #000000 #0F4A85
button-foreground #FFFFFF #FFFFFF #FFFFFF #FFFFFF
button-hoverBackground #026EC1 #0258A8 #0C141F #0F4A85
button-border #ffffff1a #0000001a #6FC3DF #0F4A85
button-secondaryBackground #00000000 #E5E5E5 #000000 #FFFFFF
button-secondaryForeground #CCCCCC #3B3B3B #FFFFFF #292929
button-secondaryHoverBackground #2B2B2B #CCCCCC #0C141F #0F4A85
dropdown-background #313131 #FFFFFF #0C141F #FFFFFF
dropdown-border #3C3C3C #CECECE #6FC3DF #0F4A85
dropdown-foreground #CCCCCC #3B3B3B #FFFFFF #292929
textLink-foreground #4DAAFC #005FB8 #21A6FF #0F4A85
textCodeBlock-background #2B2B2B #F8F8F8 #000000 #F2F2F2
list-hoverBackground #2A2D2E #F2F2F2 #FFFFFF1A #0F4A851A
list-activeSelectionBackground #04395E #E8E8E8 #000000 #0F4A851A
list-activeSelectionForeground #FFFFFF #000000 #FFFFFF #292929
toolbar-hoverBackground #5a5d5e50 #b8b8b850 #FFFFFF1A #00000000
progressBar-background #0078D4 #005FB8 #6FC3DF #0F4A85
inputOption-activeBackground #2489DB82 #BED6ED #00000000 #00000000
inputOption-activeBorder #2488DB #005FB8 #F38518 #006BBD
diffEditor-insertedLineBackground #9bb95533 #9bb95533 - -
diffEditor-removedLineBackground #ff000033 #ff000026 - -
editorWarning-foreground #CCA700 #895503 #FFD370 #895503
`
  .trim()
  .split('\n')
  .map((line) => line.split(' '));

/** CSS text that sets the tokens of a theme and fonts that every Linux has. */
export function tokensOf(theme) {
  const column = 1 + THEMES.indexOf(theme);
  const colours = TOKENS.filter((row) => row[column] !== '-').map(
    (row) => `--vscode-${row[0]}: ${row[column]};`,
  );
  return `${colours.join(' ')} --vscode-font-family: "Liberation Sans", sans-serif; --vscode-editor-font-family: "Liberation Mono", monospace;`;
}
