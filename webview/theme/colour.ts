/** Arithmetic on colours; a colour is red, green and blue in [0, 1] with its opacity. */

export interface Colour {
  red: number;
  green: number;
  blue: number;
  alpha: number;
}

/** Reads what `getComputedStyle` returns: `rgb(…)`, `rgba(…)` or `color(srgb …)`. */
export function parseColour(text: string): Colour {
  const numbers = (text.match(/[\d.]+(?:e[+-]?\d+)?/g) ?? []).map(Number);
  const scale = text.startsWith('color') ? 1 : 255;
  const [red = 0, green = 0, blue = 0, alpha = 1] = numbers;
  return { red: red / scale, green: green / scale, blue: blue / scale, alpha };
}

/** `rgba(…)`, with the opacity multiplied by `opacity`. */
export function cssColour(colour: Colour, opacity = 1): string {
  const byte = (value: number) => Math.round(value * 255);
  const alpha = Number((colour.alpha * opacity).toFixed(3));
  return `rgba(${byte(colour.red)}, ${byte(colour.green)}, ${byte(colour.blue)}, ${alpha})`;
}

/** WCAG 2 contrast ratio of two opaque colours, 1 to 21. */
export function contrast(a: Colour, b: Colour): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((p, q) => p - q) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance({ red, green, blue }: Colour): number {
  const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** A colour for text: `colour` mixed toward the foreground in tenths until its contrast reaches 4.5. */
export function readable(colour: Colour, foreground: Colour, background: Colour): Colour {
  for (let tenths = 0; tenths < 10; tenths++) {
    const mixed = mix(colour, foreground, tenths / 10);
    if (contrast(mixed, background) >= 4.5) return mixed;
  }
  return foreground;
}

function mix(a: Colour, b: Colour, share: number): Colour {
  const between = (from: number, to: number) => from + (to - from) * share;
  return {
    red: between(a.red, b.red),
    green: between(a.green, b.green),
    blue: between(a.blue, b.blue),
    alpha: 1,
  };
}
