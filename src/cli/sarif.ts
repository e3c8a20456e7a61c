/** Findings as SARIF 2.1.0 (OASIS standard), which code hosts show beside the code. */
import { relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Rule, Severity } from '../advice/rule.ts';
import { rules } from '../advice/rules/index.ts';
import type { CheckedFile, EditEntry, FindingEntry, FindingPlace } from './findings.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

const LEVELS: Record<Severity, 'error' | 'warning' | 'note'> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** @param version of the program */
export function checkSarif(files: readonly CheckedFile[], version: string): string {
  const errors = files.filter(({ error }) => error);
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Regularization Lens', version, rules: rules.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { '%SRCROOT%': { uri: `${pathToFileURL(process.cwd()).href}/` } },
        invocations: [
          {
            executionSuccessful: errors.length === 0,
            toolExecutionNotifications: errors.map(notificationOf),
          },
        ],
        results: files.flatMap(({ file, findings }) => findings.map((finding) => resultOf(file, finding))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf({ code, slug, severity, documentation }: Rule) {
  const { title, why, silent, remedy, sources } = documentation;
  const links = sources.map((source) => `- [${source.title}](${source.url})`).join('\n');
  return {
    id: code,
    name: slug,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: {
      text: `${why}\n\nWhat to do: ${remedy}`,
      markdown: `${why}\n\n**What to do**\n\n${remedy}\n\n**When it says nothing**\n\n${silent}\n\n**Sources**\n\n${links}`,
    },
    ...(sources[0] && { helpUri: sources[0].url }),
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

const INDEXES = new Map(rules.map(({ code }, index) => [code, index]));

function resultOf(file: string, finding: FindingEntry) {
  const { code, severity, message, fix, related = [], cell } = finding;
  // Lines of a cell are not lines of the notebook's file.
  const others = related
    .filter((other) => other.cell === undefined)
    .map((other, id) => ({ id, ...locationOf(file, other), message: { text: other.message } }));
  return {
    ruleId: code,
    ruleIndex: INDEXES.get(code),
    level: LEVELS[severity],
    message: { text: cell === undefined ? message : `Cell ${cell + 1}, line ${finding.line}: ${message}` },
    locations: [locationOf(file, finding)],
    ...(others.length > 0 && { relatedLocations: others }),
    ...(fix && cell === undefined && { fixes: [fixOf(file, fix)] }),
  };
}

function locationOf(file: string, place: FindingPlace & Pick<FindingEntry, 'fileLines'>) {
  const { line, column, endLine, endColumn, cell, fileLines } = place;
  const inFile = fileLines
    ? { startLine: fileLines.line, endLine: fileLines.endLine }
    : { startLine: line, startColumn: column, endLine, endColumn };
  return {
    physicalLocation: { artifactLocation: artifactOf(file), region: inFile },
    ...(cell !== undefined && { logicalLocations: [{ name: `cell ${cell + 1}`, kind: 'module' }] }),
  };
}

function fixOf(file: string, { title, edits }: NonNullable<FindingEntry['fix']>) {
  return {
    description: { text: title },
    artifactChanges: [{ artifactLocation: artifactOf(file), replacements: edits.map(replacementOf) }],
  };
}

function replacementOf({ line, column, endLine, endColumn, text }: EditEntry) {
  return {
    deletedRegion: { startLine: line, startColumn: column, endLine, endColumn },
    insertedContent: { text },
  };
}

/** Relative to the working folder; what lies outside of it has an address of its own. */
function artifactOf(file: string): { uri: string; uriBaseId?: string } {
  const path = relative(process.cwd(), resolve(file));
  if (path === '..' || path.startsWith(`..${sep}`) || resolve(path) === path)
    return { uri: pathToFileURL(resolve(file)).href };
  return { uri: path.split(sep).map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

function notificationOf({ file, error }: CheckedFile) {
  return {
    level: 'error',
    message: { text: [error?.title, error?.explanation, error?.remedy].filter(Boolean).join('. ') },
    descriptor: { id: error?.code },
    locations: [{ physicalLocation: { artifactLocation: artifactOf(file) } }],
  };
}
