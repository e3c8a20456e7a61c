/** A notebook's code cells as one Python text, in their order. */
import { lineTable } from './lines.ts';
import type { LineTable } from './program.ts';

/** A code cell: its number over all cells of the notebook, 0-based, and its text. */
export interface NotebookCell {
  number: number;
  text: string;
}

/** The cells joined to one text. */
export interface NotebookText {
  /** As it is written. */
  text: string;
  lines: LineTable;
  /** Each cell's offset, and its text as it is parsed: IPython's commands blanked, offsets kept. */
  cells: { start: number; readable: string }[];
}

/** `%%` commands whose cell is Python all the same; every other one hands the cell to something else. */
const PYTHON_CELLS = new Set([
  'time',
  'timeit',
  'capture',
  'prun',
  'memit',
  'mprun',
  'heat',
  'notify',
  'wandb',
  'px',
]);

const CELL_COMMAND = /^\s*%%(\w*)/;
/** `%magic`, `!shell`, `?name`, `name?`, `name??`. */
const COMMAND_LINE = /^(?:[ \t]*(?:%{1,2}[a-zA-Z]|!(?!=)|\?)|% ?[a-zA-Z]|[ \t]*[\w.]+\?{1,2}[ \t]*$)/;
/** `files = !ls`, `x = %time f()`. */
const COMMAND_VALUE = /^([ \t]*[\w., ]+=[ \t]*)[!%].*$/;

/** The text of the cells, with a line break after each. */
export function joinCells(cells: NotebookCell[]): NotebookText {
  let text = '';
  const joined = cells.map((cell) => {
    const start = text.length;
    text += `${cell.text}\n`;
    return { start, readable: withoutCommands(cell.text) };
  });
  const places = cells.map(({ number }, index) => ({ start: joined[index]!.start, number }));
  return { text, lines: { ...lineTable(text), cells: places }, cells: joined };
}

/** Spaces; where the line is a statement of a block, a value in front that keeps the block whole. */
const blank = (line: string): string =>
  /^\s/.test(line) ? line.replace(/\S.*$/, (rest) => '0'.padEnd(rest.length)) : ' '.repeat(line.length);

/** A cell with IPython's commands as spaces. */
function withoutCommands(text: string): string {
  if (!/[%!?]/.test(text)) return text;
  const command = CELL_COMMAND.exec(text)?.[1];
  if (command !== undefined && !PYTHON_CELLS.has(command)) return text.replace(/[^\n\r]/g, ' ');
  let goesOn = false;
  return text
    .split(/(\r\n|\r|\n)/)
    .map((line, index) => {
      if (index % 2 === 1) return line;
      const inside = goesOn;
      const isCommand = inside || COMMAND_LINE.test(line);
      // `!pip install a \` goes on in the next line.
      goesOn = isCommand && line.endsWith('\\');
      if (isCommand) return inside ? ' '.repeat(line.length) : blank(line);
      return line.replace(COMMAND_VALUE, (whole, start: string) => `${start}_`.padEnd(whole.length));
    })
    .join('');
}
