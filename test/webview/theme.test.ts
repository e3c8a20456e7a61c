import { expect, test } from 'vitest';
import type { Family } from '../../src/experiment/experiment.ts';
import { contrast, cssColour, parseColour, readable } from '../../webview/theme/colour.ts';
import { lookOf } from '../../webview/theme/identity.ts';
import { KINDS, PALETTES, paletteSheet } from '../../webview/theme/palette.ts';

const identified = (family: Family, l1 = 0, l2 = 0, dropout = 0) => ({
  family,
  settings: { l1, l2, dropout },
});

const plan = [1e-4, 1e-3, 1e-2].flatMap((lambda) => [identified('l1', lambda), identified('l2', 0, lambda)]);

test.each([
  [identified('none'), '--none', 'ring'],
  [identified('l1', 1e-4), '--l1-1', 'triangle'],
  [identified('l1', 1e-3), '--l1-2', 'triangle'],
  [identified('l2', 0, 1e-2), '--l2-3', 'square'],
  [identified('dropout', 0, 0, 0.2), '--dropout-1', 'disc'],
  [identified('dropout', 0, 0, 0.3), '--dropout-2', 'disc'],
  [identified('dropout', 0, 0, 0.6), '--dropout-3', 'disc'],
  [identified('combination', 0, 1e-3, 0.3), '--combination', 'diamond'],
  [identified('source'), '--source', 'cross'],
])('look of %j', (variant, tone, shape) => expect(lookOf(variant, plan)).toEqual({ tone, shape }));

test('a single strength is the middle one', () => {
  const only = identified('l1', 0.5);
  expect(lookOf(only, [only]).tone).toBe('--l1-2');
});

test('colours are read in both notations', () => {
  expect(parseColour('rgb(255, 0, 51)')).toEqual({ red: 1, green: 0, blue: 0.2, alpha: 1 });
  expect(parseColour('color(srgb 1 0 0.2 / 0.5)')).toEqual({ red: 1, green: 0, blue: 0.2, alpha: 0.5 });
  expect(cssColour(parseColour('rgba(255, 0, 51, 0.5)'), 0.5)).toBe('rgba(255, 0, 51, 0.25)');
});

const hex = (text: string) =>
  parseColour(`rgb(${[1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16)).join(', ')})`);

test('contrast of black and white is 21', () => {
  expect(contrast(hex('#000000'), hex('#FFFFFF'))).toBeCloseTo(21, 10);
});

const GROUNDS = {
  dark: ['#1F1F1F', '#CCCCCC'],
  light: ['#FFFFFF', '#3B3B3B'],
  hc: ['#000000', '#FFFFFF'],
  'hc-light': ['#FFFFFF', '#292929'],
} as const;

test.each(KINDS)('%s: marks reach 3:1, their labels 4.5:1', (kind) => {
  const [background, foreground] = GROUNDS[kind].map(hex) as [ReturnType<typeof hex>, ReturnType<typeof hex>];
  for (const [tone, colour] of Object.entries(PALETTES[kind])) {
    expect(contrast(hex(colour), background), tone).toBeGreaterThanOrEqual(3);
    expect(contrast(readable(hex(colour), foreground, background), background), tone).toBeGreaterThanOrEqual(
      4.5,
    );
  }
});

test('every kind has a rule with every tone', () => {
  const sheet = paletteSheet();
  expect(sheet.match(/data-kind/g)).toHaveLength(KINDS.length);
  expect(sheet.match(/--l1-3: /g)).toHaveLength(KINDS.length);
});
