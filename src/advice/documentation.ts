/** Pages about the rules, in Markdown: made from what the rules say of themselves and of their examples. */
import { readSource } from '../definition/source.ts';
import type { Finding, Rule, RuleDocumentation } from './rule.ts';
import { rules } from './rules/index.ts';
import { advise } from './runner.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

/** Where the pages are, from the root of the project. */
export const RULE_PAGES = 'docs/rules';

/** The text of every page by its path, the table of all rules first. */
export function rulePages(): Record<string, string> {
  const pages = rules.map((rule) => [`${RULE_PAGES}/${rule.code}.md`, rulePage(rule)]);
  return { [`${RULE_PAGES}/README.md`]: ruleTable(), ...Object.fromEntries(pages) };
}

const EXTENSIONS: Record<RuleDocumentation['example']['language'], string> = {
  python: 'py',
  javascript: 'js',
  typescript: 'ts',
};

/** What all rules find in an example, as if 1,000 rows of data were attached to its model. */
export function findingsIn({ language, code }: RuleDocumentation['example']): Finding[] {
  const reading = readSource(`example.${EXTENSIONS[language]}`, code);
  return advise(reading, () => code, DEFAULT_SETTINGS, { samples: { rows: 1000, data: 'data.csv' } });
}

const GENERATED = '<!-- Written by `node scripts/docs.mjs` from src/advice/rules. -->\n';

function ruleTable(): string {
  const rows = rules.map(
    ({ code, slug, severity, documentation }) =>
      `| [${code}](${code}.md) | ${documentation.title} | ${severity} | \`${slug}\` |\n`,
  );
  return [
    GENERATED,
    '# Rules of advice\n',
    'Each rule looks at what can be seen in the source, and says nothing where it cannot see. Severities and thresholds ' +
      'can be set, rules switched off, and single findings silenced by a comment: `# reglens: ignore[REG004]` ' +
      '(`// reglens: ignore[REG004]`) on the line or above it.\n',
    `| Rule | Finds | Severity | Name |\n| --- | --- | --- | --- |\n${rows.join('')}`,
  ].join('\n');
}

function rulePage(rule: Rule): string {
  const { code, slug, severity, documentation } = rule;
  const { title, why, silent, remedy, sources, example, mended } = documentation;
  return [
    GENERATED,
    `# ${code}: ${title}\n`,
    `Name \`${slug}\`, severity **${severity}** unless set otherwise.\n`,
    `${why}\n`,
    '## Example\n',
    `${fenced(example.language, example.code)}\n`,
    ...findingsIn(example)
      .filter((finding) => finding.code === code)
      .map(saying),
    '## What to do\n',
    `${remedy}\n`,
    `${fenced(example.language, mended)}\n`,
    '## When it says nothing\n',
    `${silent}\n`,
    '## Silencing it\n',
    `${silencing(rule)}\n`,
    '## Sources\n',
    sources.map((source) => `- [${source.title}](${source.url})\n`).join(''),
  ].join('\n');
}

const fenced = (language: string, code: string): string => `\`\`\`${language}\n${code.trimEnd()}\n\`\`\``;

/** What is said about the example, with the fixes that are offered. */
function saying({ range, message, fixes }: Finding): string {
  const offered = fixes.map(
    ({ title, safe }) => `> - Quick fix: ${inText(title)}${safe ? ' (also by `--fix`)' : ''}\n`,
  );
  const list = offered.length > 0 ? `>\n${offered.join('')}` : '';
  return `Regularization Lens says in line ${range.startLine}:\n\n> ${inText(message)}\n${list}`;
}

/** Text that is no Markdown. */
const inText = (text: string): string => text.replace(/[*<[\]`\\]/g, '\\$&');

function silencing({ code, documentation }: Rule): string {
  const mark = documentation.example.language === 'python' ? '#' : '//';
  return (
    `A comment \`${mark} reglens: ignore[${code}]\` at the end of the line or above it silences it there, ` +
    `\`${mark} reglens: ignore-file[${code}]\` at the top of the file for the whole file. The severity \`off\` ` +
    'silences it everywhere.'
  );
}
