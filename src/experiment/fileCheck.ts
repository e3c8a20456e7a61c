/** From the text of an experiment file to a document that is known to be valid, or to every mistake in it. */
import { basename } from 'node:path';
import {
  findNodeAtLocation,
  getNodePath,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { type Problem, UserError } from '../errors.ts';
import { formatCount } from '../words.ts';
import type { Experiment } from './experiment.ts';
import { ruleErrors } from './fileRules.ts';
import { nameOf, placeAt } from './place.ts';
import { type DocumentError, schemaErrors } from './schema.ts';
import type { TrainingDocument } from './trainingSettings.ts';
import type { VariantDocument } from './variantDocument.ts';

/** The document as its JSON schema has it: paths are relative, defaults are not filled in. */
export interface ExperimentDocument {
  model: Experiment['model'];
  data: Pick<Experiment['data'], 'file' | 'target'> &
    Partial<Omit<Experiment['data'], 'split' | 'vocabulary'>> & {
      split?: Partial<Experiment['data']['split']>;
    };
  training?: TrainingDocument;
  variants?: VariantDocument[];
  studies?: Experiment['studies'];
  seeds?: number | number[];
}

const SYNTAX: Record<string, string> = {
  InvalidSymbol: 'a word that is neither true, false nor null; texts stand in double quotes',
  InvalidNumberFormat: 'a number that is not written as JSON has it',
  PropertyNameExpected: 'no property name where one is expected, in double quotes',
  ValueExpected: 'no value where one is expected',
  ColonExpected: 'no colon after a property name',
  CommaExpected: 'no comma or closing bracket where one is expected',
  CloseBraceExpected: 'no closing brace } where one is expected',
  CloseBracketExpected: 'no closing bracket ] where one is expected',
  EndOfFileExpected: 'more text after the end of the document',
  UnexpectedEndOfComment: 'a comment that is never closed',
  UnexpectedEndOfString: 'a text whose closing double quote is missing',
  UnexpectedEndOfNumber: 'a number that breaks off',
  InvalidUnicode: 'a \\u escape without four hexadecimal digits',
  InvalidEscapeCharacter: 'a backslash before a character that needs none; write \\\\ for a backslash',
  InvalidCharacter: 'a control character inside a text',
};

/** @throws UserError `EXPERIMENT_SYNTAX`, or `EXPERIMENT_INVALID` with every mistake in the order of the text */
export function parseDocument(text: string, file: string): ExperimentDocument {
  // A byte order mark counts as one character, so places stay right when it is blanked.
  const json = text.replace(/^\uFEFF/, ' ');
  const syntax: ParseError[] = [];
  const root = parseTree(json, syntax, { allowTrailingComma: true });
  if (!root || syntax[0]) throw syntaxError(json, file, syntax[0]);
  const value = getNodeValue(root);
  const violations = [...repeatedProperties(root), ...schemaErrors(value)];
  // The rules beyond the schema rely on the types that the schema has checked.
  const errors = violations.length > 0 ? violations : ruleErrors(value);
  if (errors.length > 0) throw invalid(json, file, root, errors);
  return value;
}

function syntaxError(text: string, file: string, error?: ParseError): UserError {
  const name = basename(file);
  const place = placeAt(text, error?.offset ?? 0);
  const empty = text.trim() === '';
  const found = error ? whatIsWrong(text, error) : '';
  return new UserError({
    code: 'EXPERIMENT_SYNTAX',
    title: empty ? `${name} is empty` : `${name} is not valid JSON`,
    explanation: empty
      ? 'Expected an object with “model” and “data”.'
      : `Line ${place.line}, column ${place.column} has ${found}.`,
    remedy: 'Correct the file and start again.',
    location: { file, ...place },
  });
}

/** What Python and other languages write for numbers that JSON does not have. */
const NO_NUMBER = /^[-+]?(nan|inf(inity)?)\b/i;

function whatIsWrong(text: string, { offset, error }: ParseError): string {
  const [word] = NO_NUMBER.exec(text.slice(offset)) ?? [];
  if (word) return `${word}, which is no number in JSON; expected a finite one`;
  return SYNTAX[printParseErrorCode(error)] ?? 'a character that is not expected';
}

/** Of two properties with one name the last would win silently. */
function repeatedProperties(node: Node): DocumentError[] {
  const children = node.children ?? [];
  const below = children.flatMap(repeatedProperties);
  if (node.type !== 'object') return below;
  const names = children.map((property): string => property.children![0]!.value);
  const repeated = names.filter((name, i) => names.indexOf(name) !== i);
  const path = getNodePath(node);
  return [...below, ...repeated.map((name) => ({ path: [...path, name], message: 'is given twice.' }))];
}

function invalid(text: string, file: string, root: Node, errors: DocumentError[]): UserError {
  const placed = errors.map((error) => {
    const place = placeAt(text, offsetOf(root, error));
    const subject = nameOf(error.path);
    return { place, sentence: `${subject} (line ${place.line}, column ${place.column}) ${error.message}` };
  });
  placed.sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
  const name = basename(file);
  const problem: Problem = {
    code: 'EXPERIMENT_INVALID',
    title: `${name} has ${formatCount(placed.length, 'mistake')}`,
    explanation: placed.map(({ sentence }) => sentence).join(' '),
    remedy: 'Correct the file and start again.',
    location: { file, ...placed[0]!.place },
  };
  return new UserError(problem);
}

function offsetOf(root: Node, { path, atKey }: DocumentError): number {
  const node = findNodeAtLocation(root, path) ?? root;
  return atKey ? (node.parent ?? node).offset : node.offset;
}
