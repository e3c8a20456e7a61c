import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rules } from '../../src/advice/rules/index.ts';
import { CommandLine, notebook, TWO_FINDINGS } from './commandLine.ts';

let cli: CommandLine;
beforeAll(async () => {
  cli = await CommandLine.start();
  cli.write({
    'models/a file#1.py': TWO_FINDINGS,
    'two.ipynb': notebook('x = 1\n', TWO_FINDINGS),
    'latin.py': Uint8Array.of(120, 61, 0xe9),
  });
});
afterAll(() => cli.dispose());

function sarif(...paths: string[]) {
  const { stdout, status } = cli.run(['check', ...paths, '--format', 'sarif']);
  const log = JSON.parse(stdout);
  return { log, run: log.runs[0], status };
}

/** What sections 3.13, 3.14, 3.18, 3.19 and 3.49 of the standard require. */
test('the log is SARIF 2.1.0 with every rule', () => {
  const { log, run } = sarif('models');
  expect(log).toMatchObject({
    version: '2.1.0',
    $schema: expect.stringContaining('sarif-schema-2.1.0.json'),
  });
  expect(log.runs).toHaveLength(1);
  expect(run.columnKind).toBe('utf16CodeUnits');
  expect(run.tool.driver).toMatchObject({
    name: 'Regularization Lens',
    version: expect.stringMatching(/^\d/),
  });
  const described = run.tool.driver.rules;
  expect(described.map(({ id }: { id: string }) => id)).toEqual(rules.map(({ code }) => code));
  for (const rule of described) {
    expect(rule).toMatchObject({
      name: expect.stringMatching(/^[a-z0-9-]+$/),
      shortDescription: { text: expect.stringMatching(/\S/) },
      fullDescription: { text: expect.stringMatching(/\S/) },
      help: { text: expect.stringMatching(/What to do/), markdown: expect.stringMatching(/\*\*Sources\*\*/) },
      helpUri: expect.stringMatching(/^https:\/\//),
      defaultConfiguration: { level: expect.stringMatching(/^(error|warning|note)$/) },
    });
  }
  const codes = rules.map(({ code }) => code);
  for (const { ruleId, ruleIndex } of run.results) expect(ruleIndex).toBe(codes.indexOf(ruleId));
});

describe('a result', () => {
  test('has its place relative to the root of the sources, and its fix', () => {
    const { run, status } = sarif('models');
    const artifactLocation = { uri: 'models/a%20file%231.py', uriBaseId: '%SRCROOT%' };
    expect(status).toBe(1);
    expect(run.originalUriBaseIds).toEqual({ '%SRCROOT%': { uri: `${pathToFileURL(cli.folder).href}/` } });
    expect(run.results).toEqual([
      {
        ruleId: 'REG002',
        ruleIndex: 1,
        level: 'error',
        message: { text: expect.stringMatching(/^Dropout\(1\.5\) /) },
        locations: [
          {
            physicalLocation: {
              artifactLocation,
              region: { startLine: 6, startColumn: 20, endLine: 6, endColumn: 23 },
            },
          },
        ],
      },
      {
        ruleId: 'REG002',
        ruleIndex: 1,
        level: 'note',
        message: { text: expect.stringMatching(/^Dropout\(0\) /) },
        locations: [expect.anything()],
        fixes: [
          {
            description: { text: 'Remove Dropout(0)' },
            artifactChanges: [
              {
                artifactLocation,
                replacements: [
                  {
                    deletedRegion: { startLine: 7, startColumn: 1, endLine: 8, endColumn: 1 },
                    insertedContent: { text: '' },
                  },
                ],
              },
            ],
          },
        ],
      },
    ]);
  });

  test('of a notebook stands in the line of the file', () => {
    const file = notebook('x = 1\n', TWO_FINDINGS);
    const line = file.split('\n').findIndex((text) => text.includes('layers.Dropout(1.5)')) + 1;
    const [result] = sarif('two.ipynb').run.results;
    expect(result.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'two.ipynb', uriBaseId: '%SRCROOT%' },
          region: { startLine: line, endLine: line },
        },
        logicalLocations: [{ name: 'cell 3', kind: 'module' }],
      },
    ]);
    expect(result.message.text).toMatch(/^Cell 3, line 6: Dropout\(1\.5\) /);
    expect(result).not.toHaveProperty('fixes');
  });

  test('of a notebook whose cells are single texts, and of nbformat 3', () => {
    const source = JSON.stringify(TWO_FINDINGS);
    cli.write({
      'text.ipynb': `{"nbformat": 4, "cells": [\n{"cell_type": "code",\n"source": ${source}}]}`,
      'old.ipynb': `{"nbformat": 3, "worksheets": [{"cells": [\n{"cell_type": "code", "language": "python",\n"input": [\n${source}]}]}]}`,
    });
    const lineIn = (file: string) =>
      sarif(file).run.results[0].locations[0].physicalLocation.region.startLine;
    expect(lineIn('text.ipynb')).toBe(3);
    expect(lineIn('old.ipynb')).toBe(4);
  });

  test('outside of the working folder has a whole address', () => {
    const { stdout } = cli.run(
      ['check', '-', '--stdin-filename', '../elsewhere.py', '--format', 'sarif'],
      TWO_FINDINGS,
    );
    const { artifactLocation } = JSON.parse(stdout).runs[0].results[0].locations[0].physicalLocation;
    expect(artifactLocation).toEqual({ uri: expect.stringMatching(/^file:\/\/\/.*\/elsewhere\.py$/) });
  });
});

test('files that could not be read are notifications', () => {
  const { run, status } = sarif('latin.py');
  expect(status).toBe(2);
  expect(run.results).toEqual([]);
  expect(run.invocations).toEqual([
    {
      executionSuccessful: false,
      toolExecutionNotifications: [
        {
          level: 'error',
          descriptor: { id: 'SOURCE_NOT_UTF8' },
          message: { text: expect.stringMatching(/^latin\.py is not UTF-8\. The byte at offset 2 /) },
          locations: [
            { physicalLocation: { artifactLocation: { uri: 'latin.py', uriBaseId: '%SRCROOT%' } } },
          ],
        },
      ],
    },
  ]);
});
