/** The models of open Python documents: read once a version, and kept while the text is broken. */
import type { TextDocument, TextDocumentChangeEvent } from 'vscode';
import type { ModelDefinition } from '../src/definition/model.ts';
import { currentText } from './documents.ts';
import { shiftLine } from './lines.ts';

/** A definition and the 0-based line that its lenses stand above. */
export interface PlacedDefinition {
  definition: ModelDefinition;
  line: number;
}

interface Reading {
  version: number;
  placed: PlacedDefinition[];
}

/** Longer files are not read: they are data, and reading them would take too long between two key strokes. */
const LONGEST_TEXT = 300_000;
/** Without its name a text cannot use Keras: most Python files need not be parsed. */
const FRAMEWORK = /\bkeras\b/;

export class Definitions {
  private readonly readings = new Map<string, Reading>();

  /** The definitions of a document as it stands in the editor. */
  async of(document: TextDocument): Promise<PlacedDefinition[]> {
    const key = document.uri.toString();
    const known = this.readings.get(key);
    if (known?.version === document.version) return known.placed;
    const { version } = document;
    const text = document.getText();
    const readable = text.length <= LONGEST_TEXT && FRAMEWORK.test(text);
    const found = readable ? await readModels(document.uri.fsPath, text) : [];
    const placed = found.map((definition) => ({ definition, line: definition.anchor.startLine - 1 }));
    const worse = known?.placed.filter((before) => isWorse(before, placed)) ?? [];
    const kept = worse.length > 0 && (await hasSyntaxError(text)) ? worse : [];
    const reading = { version, placed: [...placed.filter((now) => !namedIn(kept, now)), ...kept] };
    if (!document.isClosed) this.readings.set(key, reading);
    return reading.placed;
  }

  /** The definition `name` of a file as the editor has it, otherwise as the disk has it. */
  async named(file: string, name: string): Promise<ModelDefinition | undefined> {
    const text = await currentText(file).catch(() => '');
    return (await readModels(file, text)).find((definition) => definition.name === name);
  }

  /** Moves what is kept along with the edits above it. */
  changed({ document, contentChanges }: TextDocumentChangeEvent): void {
    const reading = this.readings.get(document.uri.toString());
    if (!reading) return;
    for (const { range, text } of contentChanges) {
      const change = { startLine: range.start.line, endLine: range.end.line, text };
      reading.placed = reading.placed.map(({ definition, line }) => ({
        definition,
        line: shiftLine(line, change),
      }));
    }
  }

  closed(document: TextDocument): void {
    this.readings.delete(document.uri.toString());
  }
}

/** The definitions of a text; the reader is loaded on first use. */
export async function readModels(file: string, text: string): Promise<ModelDefinition[]> {
  const { readDefinitions } = await import('../src/definition/read.ts');
  return readDefinitions(file, text);
}

/** True when a definition that was read before is gone or can no longer be counted. */
function isWorse(before: PlacedDefinition, found: PlacedDefinition[]): boolean {
  const now = found.find(({ definition }) => definition.name === before.definition.name);
  return !now || (now.definition.parameters === undefined && before.definition.parameters !== undefined);
}

function namedIn(placed: PlacedDefinition[], { definition }: PlacedDefinition): boolean {
  return placed.some((other) => other.definition.name === definition.name);
}

async function hasSyntaxError(text: string): Promise<boolean> {
  const { parsePython } = await import('../src/definition/python/syntax.ts');
  let found = false;
  parsePython(text).tree.iterate({
    enter: ({ type }) => {
      found ||= type.isError;
      return !found;
    },
  });
  return found;
}
