/** The theme as the charts need it: resolved colours and fonts, read again when the editor's theme changes. */
import { type Colour, cssColour, parseColour, readable } from './colour.ts';
import type { ThemeKind, Tone } from './palette.ts';

/** Kinds of text whose width matters. */
export type TextKind = 'label' | 'number' | 'name';

export interface Theme {
  muted: string;
  grid: string;
  axis: string;
  background: string;
  foreground: string;
  hoverBackground: string;
  hoverBorder: string;
  /** Font families of sentences and of numbers. */
  sans: string;
  mono: string;
  /** The colour behind a token, with an opacity in [0, 1]. */
  colour(tone: Tone, opacity?: number): string;
  /** The colour behind a token, made readable as text. */
  ink(tone: Tone): string;
  /** Width of a text: a label in a chart, a number at an axis, a name in bold. */
  measure(text: string, kind?: TextKind): number;
}

/** Reads the tokens in force now. */
export function readTheme(): Theme {
  const resolve = colourProbe();
  const read = (tone: Tone) => cssColour(resolve(tone));
  const style = getComputedStyle(document.documentElement);
  const font = (name: string) => style.getPropertyValue(name).trim() || 'sans-serif';
  const [sans, mono] = [font('--ui'), font('--mono')];
  return {
    muted: read('--muted'),
    grid: read('--grid'),
    axis: read('--axis'),
    background: read('--bg'),
    foreground: read('--fg'),
    hoverBackground: read('--vscode-editorHoverWidget-background'),
    hoverBorder: read('--vscode-editorHoverWidget-border'),
    sans,
    mono,
    colour: (tone, opacity = 1) => cssColour(resolve(tone), opacity),
    ink: (tone) => cssColour(readable(resolve(tone), resolve('--fg'), resolve('--bg'))),
    measure: textMeasure({ label: `11px ${sans}`, number: `11px ${mono}`, name: `600 13px ${sans}` }),
  };
}

/** Resolves tokens, also those that are mixes of others, with a hidden element; each once. */
function colourProbe(): (tone: Tone) => Colour {
  const known = new Map<Tone, Colour>();
  return (tone) => {
    let colour = known.get(tone);
    if (!colour) {
      const probe = document.createElement('i');
      probe.style.color = `var(${tone})`;
      document.body.append(probe);
      colour = parseColour(getComputedStyle(probe).color);
      probe.remove();
      known.set(tone, colour);
    }
    return colour;
  };
}

function textMeasure(fonts: Record<TextKind, string>): Theme['measure'] {
  const context = document.createElement('canvas').getContext('2d');
  return (text, kind = 'label') => {
    if (!context) return text.length * 7;
    context.font = fonts[kind];
    return context.measureText(text).width;
  };
}

const VSCODE_KINDS: Record<string, ThemeKind> = {
  'vscode-dark': 'dark',
  'vscode-light': 'light',
  'vscode-high-contrast': 'hc',
  'vscode-high-contrast-light': 'hc-light',
};

/** The kind of theme: what VS Code writes on the body, otherwise what the system prefers. */
function themeKind(): ThemeKind {
  const { body } = document;
  // A high-contrast light body has the class of high contrast too: the longer name is the exact one.
  const classes = [...body.classList].sort((a, b) => b.length - a.length);
  const marks = [body.dataset.vscodeThemeKind ?? '', ...classes];
  const kind = marks.map((mark) => VSCODE_KINDS[mark]).find(Boolean);
  return kind ?? (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark');
}

/** Keeps `data-kind` on the root element right, and calls back after every change of the theme. */
export function watchTheme(changed: () => void): void {
  const apply = () => {
    document.documentElement.dataset.kind = themeKind();
    changed();
  };
  apply();
  const observer = new MutationObserver(apply);
  observer.observe(document.body, {
    attributeFilter: ['class', 'data-vscode-theme-kind', 'data-vscode-theme-id'],
  });
  observer.observe(document.documentElement, { attributeFilter: ['style'] });
  matchMedia('(prefers-color-scheme: light)').addEventListener('change', apply);
  addEventListener('beforeprint', () => {
    document.documentElement.dataset.kind = 'light';
    changed();
  });
  addEventListener('afterprint', apply);
}
