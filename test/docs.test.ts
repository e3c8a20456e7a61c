import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

import { DEFAULT_SETTINGS } from '../src/advice/settings.ts';
import { checkCommand } from '../src/cli/checkCommand.ts';
import { checkText } from '../src/cli/checkFile.ts';
import { definitionsCommand } from '../src/cli/definitionsCommand.ts';
import { fitCommand } from '../src/cli/fitCommand.ts';
import { runCommand } from '../src/cli/runCommand.ts';
import { weightsCommand } from '../src/cli/weightsCommand.ts';
import { parseExperiment } from '../src/experiment/file.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
/** Of the project, and npm's own. */
const scripts = [...Object.keys(JSON.parse(read('package.json')).scripts), 'install'];
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'docs/advice.md',
  'docs/check.md',
  'docs/definitions.md',
  'docs/engine.md',
  'docs/experiment.md',
  'docs/fit.md',
  'docs/lab.md',
  'docs/run-json.md',
  'examples/README.md',
  'examples/advice/README.md',
];

describe.each(documents)('%s', (document) => {
  const text = read(document);

  test('names only npm scripts that exist', () => {
    const named = [...text.matchAll(/npm (?:run )?([a-z]+)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  test('names only files and folders that exist', () => {
    const inCode = [...text.matchAll(/`((?:[\w.-]+\/)+[\w.-]*|[\w.-]+\.(?:ts|mjs|md|json))`/g)];
    const linked = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)];
    const made = /^(dist|test-artifacts|\.reglens|report\.html|reglens\.config\.json)/;
    // Elsewhere names like `plan.json` are those of other folders, and of other projects.
    const ours = /^(src|test|kernels|scripts|schemas|examples|extension|webview)\//;
    const checked = document.includes('/') ? ours : /./;
    const named = [
      ...inCode.filter(([, path]) => checked.test(path!)).map(([, path]) => [root, path!] as const),
      ...linked.map(([, path]) => [join(root, dirname(document)), path!] as const),
    ].filter(([, path]) => !made.test(path));
    expect(named.filter(([folder, path]) => !existsSync(join(folder, path)))).toEqual([]);
  });
});

test('the experiment in the README is one', () => {
  const [, json] = read('README.md').match(/```json\n([\s\S]*?)```/)!;
  const experiment = parseExperiment(json!, join(root, 'examples', 'digits', 'digits.reglens.json'));
  expect(experiment.variants).toHaveLength(4);
  expect(experiment.seeds).toEqual([1, 2, 3]);
});

const lines = [...read('README.md').matchAll(/^reglens (\w.*)$/gm)].map(([, line]) => line!);

test.each(lines)('reglens %s: its command and options exist', (line) => {
  const [name, ...rest] = line.split(' ');
  const command = [runCommand, checkCommand, definitionsCommand, weightsCommand, fitCommand].find(
    (known) => known.name === name,
  );
  const options = rest.filter((argument) => argument.startsWith('--'));
  expect(options.filter((option) => !command!.help.includes(option))).toEqual([]);
  const files = rest.filter((argument) => argument.startsWith('examples/'));
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

describe('examples/advice/README.md', () => {
  const folder = 'examples/advice';
  const rows = read(`${folder}/README.md`).matchAll(
    /^\| (?:`(.+)` )?\| (?:cell (\d+), )?(\d+) \| \[(REG\d+)\]/gm,
  );
  const listed = new Map<string, string[]>();
  let current = '';
  for (const [, file = current, cell = '', line, code] of rows) {
    current = file;
    listed.set(file, [...(listed.get(file) ?? []), `${cell}:${line} ${code}`]);
  }
  const files = readdirSync(join(root, folder)).filter((file) => !file.endsWith('.md'));

  test.each(files)('lists what is found in %s', (file) => {
    const { findings } = checkText(file, read(`${folder}/${file}`), DEFAULT_SETTINGS);
    const found = findings.map(
      ({ cell, line, code }) => `${cell === undefined ? '' : cell + 1}:${line} ${code}`,
    );
    expect(listed.get(file)).toEqual(found);
  });
});

describe('docs/experiment.md', () => {
  const text = read('docs/experiment.md');

  test('describes every field of the experiment file', () => {
    const fields = fieldsOf(JSON.parse(read('schemas/reglens.schema.json')));
    expect(fields).toContain('variants[].earlyStopping.patience');
    expect(fields.filter((field) => !text.includes(`\`${field}\``))).toEqual([]);
  });

  test('lists every error that an experiment can end with', () => {
    const codes = ['dataset', 'experiment', 'engine'].flatMap((room) => codesIn(join(root, 'src', room)));
    expect(codes).toContain('MODEL_TOO_LARGE');
    // Its check before the training is DATA_VOCABULARY.
    const internal = ['INDEX_OUT_OF_RANGE'];
    expect([...new Set(codes)].filter((code) => !text.includes(code) && !internal.includes(code))).toEqual(
      [],
    );
  });
});

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
}

/** Paths of the values in a document of this schema. */
function fieldsOf({ properties, items }: Schema, path = ''): string[] {
  if (items) return fieldsOf(items, `${path}[]`);
  if (!properties) return [path.replace(/\[\]$/, '')];
  const { $schema: _, ...named } = properties;
  return Object.entries(named).flatMap(([name, part]) => fieldsOf(part, path ? `${path}.${name}` : name));
}

/** Codes of the problems that the sources in a folder make. */
function codesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const sources = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  return [
    ...sources.matchAll(/'((?:EXPERIMENT|TRAINING|DATA|MODEL|WORKER|STORE|BACKEND|INDEX)_[A-Z_]+)'/g),
  ].map(([, code]) => code!);
}
