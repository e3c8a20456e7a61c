import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

import { definitionsCommand } from '../src/cli/definitionsCommand.ts';
import { runCommand } from '../src/cli/runCommand.ts';
import { parseExperiment } from '../src/experiment/file.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const scripts = Object.keys(JSON.parse(read('package.json')).scripts);
const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];

describe.each(documents)('%s', (document) => {
  const text = read(document);

  test('names only npm scripts that exist', () => {
    const named = [...text.matchAll(/npm (?:run )?([a-z]+)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  test('names only files and folders that exist', () => {
    const inCode = [...text.matchAll(/`((?:[\w.-]+\/)+[\w.-]*|[\w.-]+\.(?:ts|mjs|md|json))`/g)];
    const linked = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)];
    const made = /^(dist|test-artifacts|\.reglens|report\.html)/;
    const named = [...inCode, ...linked].map(([, path]) => path!).filter((path) => !made.test(path));
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
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
  const command = [runCommand, definitionsCommand].find((known) => known.name === name);
  const options = rest.filter((argument) => argument.startsWith('--'));
  expect(options.filter((option) => !command!.help.includes(option))).toEqual([]);
  const files = rest.filter((argument) => argument.startsWith('examples/'));
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});
