import { describe, expect, test } from 'vitest';
import { findingsIn, RULE_PAGES, rulePages } from '../../src/advice/documentation.ts';
import { rules } from '../../src/advice/rules/index.ts';

const SEVERITIES = ['error', 'warning', 'information', 'hint'];

test('the codes are REG001 to REG027, each once, in their order', () => {
  const expected = Array.from({ length: 27 }, (_, index) => `REG${String(index + 1).padStart(3, '0')}`);
  expect(rules.map(({ code }) => code)).toEqual(expected);
});

test('names are unique, in lower case with hyphens', () => {
  const slugs = rules.map(({ slug }) => slug);
  expect(new Set(slugs).size).toBe(rules.length);
  for (const slug of slugs) expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
});

describe.each(rules.map((rule) => [rule.code, rule] as const))('%s', (code, rule) => {
  const { title, why, silent, remedy, sources, example, mended } = rule.documentation;

  test('has a severity and texts that are sentences', () => {
    expect(SEVERITIES).toContain(rule.severity);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    for (const text of [why, silent, remedy]) expect(text.trim()).toMatch(/^[\s\S]{20,}[.|]$/);
  });

  test('names its sources with their addresses', () => {
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) {
      expect(source.title.length).toBeGreaterThan(5);
      expect(new URL(source.url).protocol).toBe('https:');
    }
  });

  test('fires in its example, with a message of whole sentences inside the text', () => {
    const findings = findingsIn(example).filter((finding) => finding.code === code);
    expect(findings.length).toBeGreaterThan(0);
    for (const { message, range } of findings) {
      expect(message).toMatch(/^.{20,}\.$/);
      expect(range.to).toBeLessThanOrEqual(example.code.length);
      expect(range.from).toBeLessThan(range.to);
    }
  });

  test('is silent once the example is mended', () => {
    const findings = findingsIn({ language: example.language, code: mended });
    expect(findings.filter((finding) => finding.code === code)).toEqual([]);
  });

  test('has a page with its example, what it says and its sources', () => {
    const page = rulePages()[`${RULE_PAGES}/${code}.md`];
    expect(page).toContain(`# ${code}: ${title}`);
    expect(page).toContain(example.code.trim());
    expect(page).toContain('Regularization Lens says in line');
    for (const { url } of sources) expect(page).toContain(url);
  });
});

test('the table links every page', () => {
  const table = rulePages()[`${RULE_PAGES}/README.md`];
  for (const { code } of rules) expect(table).toContain(`[${code}](${code}.md)`);
});
