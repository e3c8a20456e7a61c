import { expect, test } from 'vitest';
import type { Family, Settings } from '../../src/experiment/experiment.ts';
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

const other = (settings: Partial<Settings>) => ({
  family: 'other' as const,
  settings: { l1: 0, l2: 0, dropout: 0, ...settings },
});

test.each([
  [{ spatialDropout: 0.2 }, { tone: '--dropout-1', shape: 'disc', hollow: true }],
  [{ recurrentDropout: 0.6 }, { tone: '--dropout-3', shape: 'disc', hollow: true }],
  [{ groupLasso: 1e-3 }, { tone: '--l1-2', shape: 'triangle-down', hollow: true }],
  [{ activityL1: 1e-3 }, { tone: '--l1-2', shape: 'triangle-down', hollow: true }],
  [{ weightDecay: 0.01 }, { tone: '--l2-2', shape: 'square', hollow: true }],
  [{ maxNorm: 2 }, { tone: '--l2-2', shape: 'square', hollow: true }],
  [{ earlyStopping: { patience: 3, minimumImprovement: 0 } }, { tone: '--source', shape: 'bar' }],
  [{ augmentation: { flip: true } }, { tone: '--source', shape: 'plus' }],
  [{ labelSmoothing: 0.1 }, { tone: '--source', shape: 'diamond', hollow: true }],
] as const)('look of a variant with %j', (settings, look) =>
  expect(lookOf(other(settings), plan)).toEqual(look),
);

test.each([
  [{ augmentation: { shift: 0.1, rotate: 10 } }, 'plus'],
  [{ augmentation: { shift: 0.1 }, l2: 1e-3 }, 'diamond'],
])('a combination of %j has the marker %s', (settings, shape) => {
  expect(lookOf({ ...other(settings), family: 'combination' }, plan).shape).toBe(shape);
});

test('a proximal L1 is hollow beside the framework’s', () => {
  const proximal = {
    family: 'l1' as const,
    settings: { l1: 1e-3, l2: 0, dropout: 0, l1Mode: 'proximal' as const },
  };
  expect(lookOf(proximal, [...plan, proximal])).toEqual({ tone: '--l1-2', shape: 'triangle', hollow: true });
});

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
