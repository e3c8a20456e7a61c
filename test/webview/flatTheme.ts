/** A theme whose colours are their names, and whose letters are 6 pixels wide. */
import type { Theme } from '../../webview/theme/theme.ts';

export const theme: Theme = {
  muted: 'muted',
  grid: 'grid',
  axis: 'axis',
  background: 'background',
  foreground: 'foreground',
  hoverBackground: 'hover',
  hoverBorder: 'border',
  sans: 'sans',
  mono: 'mono',
  colour: (tone, opacity = 1) => `${tone} ${opacity}`,
  ink: (tone) => `${tone} ink`,
  measure: (text) => text.length * 6,
};
