/** The colours of the variants for each kind of theme; weak, middle, strong for each family. */

export const KINDS = ['dark', 'light', 'hc', 'hc-light'] as const;
export type ThemeKind = (typeof KINDS)[number];

/** Name of a CSS custom property that holds a colour. */
export type Tone = `--${string}`;

type Palette = Record<Tone, string>;

function palette(
  none: string,
  l1: [string, string, string],
  l2: [string, string, string],
  dropout: [string, string, string],
  combination: string,
  source: string,
  /** Hues below and above 0 in a matrix: blue and orange, which no form of colour blindness confuses. */
  signs: [string, string],
): Palette {
  const family = (name: string, tones: string[]) => tones.map((tone, i) => [`--${name}-${i + 1}`, tone]);
  return Object.fromEntries([
    ['--none', none],
    ...family('l1', l1),
    ...family('l2', l2),
    ...family('dropout', dropout),
    ['--combination', combination],
    ['--source', source],
    ['--negative', signs[0]],
    ['--positive', signs[1]],
  ]);
}

export const PALETTES: Record<ThemeKind, Palette> = {
  dark: palette(
    '#E1E1E1',
    ['#D36D02', '#F68C36', '#FFB98A'],
    ['#1D7CD5', '#3F98F4', '#7AB9FF'],
    ['#2EB184', '#5ED8A9', '#81F9C9'],
    '#D869AD',
    '#757575',
    ['#5AA9FF', '#F9A04D'],
  ),
  light: palette(
    '#2E2E2E',
    ['#E0700F', '#C55300', '#963C00'],
    ['#2582DC', '#0364B4', '#02437B'],
    ['#17A478', '#098D66', '#02684A'],
    '#91256C',
    '#8A8A8A',
    ['#0B5CAD', '#B85200'],
  ),
  hc: palette(
    '#FFFFFF',
    ['#F68C36', '#FFB98A', '#FFD9C0'],
    ['#3F98F4', '#7AB9FF', '#B5D8FF'],
    ['#5ED8A9', '#81F9C9', '#C6FFE7'],
    '#E977BB',
    '#9E9E9E',
    ['#6CB6FF', '#FFB066'],
  ),
  'hc-light': palette(
    '#000000',
    ['#963C00', '#963C00', '#963C00'],
    ['#02437B', '#02437B', '#02437B'],
    ['#02684A', '#02684A', '#02684A'],
    '#91256C',
    '#5E5E5E',
    ['#003F80', '#8A3B00'],
  ),
};

/** One rule for each kind; the kind stands as `data-kind` on the root element. */
export function paletteSheet(): string {
  return KINDS.map((kind) => {
    const tones = Object.entries(PALETTES[kind]).map(([name, colour]) => `${name}: ${colour};`);
    return `:root[data-kind="${kind}"] { ${tones.join(' ')} }`;
  }).join('\n');
}
