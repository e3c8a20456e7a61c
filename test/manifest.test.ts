import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { COMMAND_CATEGORY, COMMANDS } from '../extension/commands.ts';
import { CONTEXT_KEYS } from '../extension/contextKeys.ts';
import { SETTINGS } from '../extension/settings.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { contributes } = manifest;
const declaredSettings: Record<string, Record<string, unknown>> = Object.assign(
  {},
  ...[contributes.configuration].flat().map((section) => section.properties),
);

describe('commands', () => {
  test('are the ones in extension/commands.ts, with their titles', () => {
    const declared = contributes.commands.map(({ command, title, category }: Record<string, string>) => ({
      id: command,
      title,
      category,
    }));
    const written = Object.values(COMMANDS).map((command) => ({ ...command, category: COMMAND_CATEGORY }));
    expect(declared).toEqual(expect.arrayContaining(written));
    expect(declared).toHaveLength(written.length);
  });

  test('named in menus, key bindings and walkthroughs exist', () => {
    const named = [...JSON.stringify(contributes).matchAll(/command(?:":"|:)(regularizationLens\.\w+)/g)];
    const ids = new Set<string>(Object.values(COMMANDS).map(({ id }) => id));
    expect(named.length).toBeGreaterThan(ids.size);
    expect(named.map(([, id]) => id!).filter((id) => !ids.has(id))).toEqual([]);
  });
});

describe('settings', () => {
  test('are the ones in extension/settings.ts, with their types and defaults', () => {
    const written = Object.values(SETTINGS).map(({ key, type, default: value }) => [key, type, value]);
    const declared = Object.entries(declaredSettings).map(([key, setting]) => [
      key,
      setting.type,
      setting.default,
    ]);
    expect(declared.sort()).toEqual(written.sort());
  });

  test.each(Object.entries(declaredSettings))('%s is described', (_key, setting) => {
    expect(String(setting.description ?? setting.markdownDescription)).toMatch(/^[A-Z].+\.$/s);
  });
});

test('context keys in when clauses are the ones that the extension sets', () => {
  const named = [...JSON.stringify(contributes).matchAll(/"(?:when|enablement)":"([^"]*)"/g)].flatMap(
    ([, clause]) => [...clause!.matchAll(/regularizationLens\.\w+/g)].map(([key]) => key),
  );
  // `view == …` names a view, which the manifest has itself.
  const views = Object.values(contributes.views as Record<string, { id: string }[]>).flatMap((list) =>
    list.map(({ id }) => id),
  );
  const set = new Set<string>([...Object.values(CONTEXT_KEYS), ...views]);
  expect(named.filter((key) => !set.has(key))).toEqual([]);
});

test('the API that the code is checked against is the one that the manifest asks for', () => {
  expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode']}`);
});

test('activation is by need, never at start-up', () => {
  expect(manifest.activationEvents).not.toContain('*');
  expect(manifest.activationEvents).not.toContain('onStartupFinished');
});

test('the icon is a PNG of at least 128 pixels', () => {
  const png = readFileSync(join(root, manifest.icon));
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  expect(width).toBe(height);
  expect(width).toBeGreaterThanOrEqual(128);
});

test('every file that the manifest names is there', () => {
  const schemas = contributes.jsonValidation.map(({ url }: { url: string }) => url);
  const steps = contributes.walkthroughs.flatMap(
    ({ steps }: { steps: { media: Record<string, string> }[] }) => steps,
  );
  const media = steps.flatMap(
    ({ media }: { media: Record<string, string> }) => media.markdown ?? media.image ?? media.svg,
  );
  const missing = [...schemas, ...media].filter((file: string) => !existsSync(join(root, file)));
  expect(missing).toEqual([]);
});
