/** Markdown of hovers: tables and links. */
import type { Reference } from '../definition/conventions.ts';

/** Text within a cell: a bar would end it, also in code. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** A table, or nothing without rows. */
export function table(head: string[], rows: string[][]): string | undefined {
  if (rows.length === 0) return undefined;
  const line = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => ':--')), ...rows.map(line)].join('\n');
}

export const code = (text: string): string => `\`${text}\``;

/** `Sources: [Keras, …](…), …`, each once. */
export function sources(references: Reference[]): string | undefined {
  const links = new Set(references.map(({ title, url }) => `[${title}](${url})`));
  if (links.size === 0) return undefined;
  return `${links.size > 1 ? 'Sources' : 'Source'}: ${[...links].join('; ')}`;
}

/** Paragraphs that are there. */
export const paragraphs = (...parts: (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join('\n\n');
