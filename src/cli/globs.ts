/** Patterns of paths, as shells and `.gitignore` write them. */

/** Whether an argument is a pattern rather than a path. */
export const isGlob = (argument: string): boolean => /[*?[{]/.test(argument);

/**
 * A pattern as the source of a regular expression over paths with `/`: `*` and `?` within a name, `**` over folders,
 * `[a-z]`, `[!a-z]`, `\` before a character that stands for itself, and, where `braces` is set, `{py,ipynb}`.
 */
export function globSource(glob: string, braces = false): string {
  let source = '';
  let depth = 0;
  for (let at = 0; at < glob.length; ) {
    const [text, length] = pieceAt(glob, at, braces ? depth : undefined);
    if (text === '(?:') depth++;
    if (text === ')') depth--;
    source += text;
    at += length;
  }
  return source;
}

/** The regular expression for what stands at a place, and how long that is. */
function pieceAt(glob: string, at: number, depth: number | undefined): [source: string, length: number] {
  const char = glob[at]!;
  const rest = glob.slice(at);
  if (char === '*') return starsAt(glob, at, /^\*+/.exec(rest)![0].length);
  if (char === '?') return ['[^/]', 1];
  if (char === '\\' && at + 1 < glob.length) return [escaped(glob[at + 1]!), 2];
  const set = char === '[' && /^\[([!^]?)(\]?(?:\\.|[^\]\\/])*)\]/.exec(rest);
  if (set) return [setSource(set[1] !== '', set[2]!), set[0].length];
  if (depth !== undefined) {
    if (char === '{' && closes(rest)) return ['(?:', 1];
    if (depth > 0 && char === ',') return ['|', 1];
    if (depth > 0 && char === '}') return [')', 1];
  }
  return [escaped(char), 1];
}

/** `**` counts as folders only where it is a whole part of the path. */
function starsAt(glob: string, at: number, length: number): [source: string, length: number] {
  const before = at === 0 || glob[at - 1] === '/';
  const next = glob[at + length];
  if (length < 2 || !before || (next !== undefined && next !== '/')) return ['[^/]*', length];
  return next === '/' ? ['(?:[^/]+/)*', length + 1] : ['.+', length];
}

/** Whether the brace at the beginning is closed, with one that follows it for each inside. */
function closes(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === '{') depth++;
    if (char === '}' && --depth === 0) return true;
  }
  return false;
}

const setSource = (negated: boolean, characters: string): string =>
  `(?!/)[${negated ? '^' : ''}${characters.replace(/\\(.)|[[\]\\^]/g, (all, char?: string) => (char ? escaped(char) : `\\${all}`))}]`;

const escaped = (char: string): string => char.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');

/** The expression, or one that matches nothing where the pattern cannot be read: `[z-a]`. */
export function expression(source: string): RegExp {
  try {
    return new RegExp(`^${source}$`, 's');
  } catch {
    return /(?!)/;
  }
}
